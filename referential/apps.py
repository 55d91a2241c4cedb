from django.apps import AppConfig


class ReferentialConfig(AppConfig):
    name = "referential"
    verbose_name = "Référentiel"

    def ready(self):
        from referential import landmarks, reminders  # noqa: PLC0415 - once the models are loaded

        reminders.register_all()
        landmarks.register_all()
