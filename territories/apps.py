from django.apps import AppConfig


class TerritoriesConfig(AppConfig):
    name = "territories"
    verbose_name = "Territoires"

    def ready(self):
        from territories import reminders  # noqa: PLC0415 - once the models are loaded

        reminders.register_all()
