from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class SeasonsConfig(AppConfig):
    name = "atelier.seasons"
    label = "seasons"
    verbose_name = "Saisons"

    def ready(self):
        from atelier.audit.tracking import track  # noqa: PLC0415 - once the models are loaded
        from atelier.seasons import models, public_pages, retroplanning  # noqa: PLC0415

        retroplanning.register_all()
        public_pages.watch(models.Workshop, models.Page, models.Season, models.Category, models.Facilitator)
        public_pages.watch(models.Resource, models.Venue)
        pre_migrate.connect(public_pages.remove, sender=self)
        post_migrate.connect(public_pages.install, sender=self)
        track(models.Season)
        track(models.ReminderRule, only=("trigger", "days", "direction", "hour", "is_active"))
