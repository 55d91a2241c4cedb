from django.apps import AppConfig


class ReferentialConfig(AppConfig):
    name = "referential"
    verbose_name = "Référentiel"

    def ready(self):
        from atelier.seasons import public_pages  # noqa: PLC0415
        from referential import landmarks, models, reminders  # noqa: PLC0415 - once the models are loaded

        reminders.register_all()
        landmarks.register_all()
        public_pages.watch(models.Stake, models.Grid, models.Dimension, models.Term)
