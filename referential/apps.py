from django.apps import AppConfig


class ReferentialConfig(AppConfig):
    name = "referential"
    verbose_name = "Référentiel"

    def ready(self):
        from atelier.core import page_cache  # noqa: PLC0415
        from referential import milestones, models, reminders  # noqa: PLC0415 - once the models are loaded

        reminders.register_all()
        milestones.register_all()
        page_cache.watch(models.Stake, models.Grid, models.Dimension, models.Term)
