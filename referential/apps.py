from django.apps import AppConfig


class ReferentialConfig(AppConfig):
    name = "referential"
    verbose_name = "Référentiel"

    def ready(self):
        from referential import reminders  # noqa: PLC0415 - once the models are loaded

        reminders.register_all()
