from django.apps import AppConfig


class ContributionsConfig(AppConfig):
    name = "contributions"
    verbose_name = "Contributions"

    def ready(self):
        from contributions import reminders  # noqa: PLC0415 - once the models are loaded

        reminders.register_all()
