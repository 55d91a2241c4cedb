from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

from atelier.checklist import declarations


class SeasonsConfig(AppConfig):
    name = "atelier.seasons"
    label = "seasons"
    verbose_name = "Saisons"

    def ready(self):
        from atelier.audit.tracking import track  # noqa: PLC0415 - once the models are loaded
        from atelier.core import page_cache  # noqa: PLC0415
        from atelier.seasons import models  # noqa: PLC0415

        declarations.register_all()
        page_cache.watch(models.Workshop, models.Page, models.Season, models.Category, models.Facilitator)
        page_cache.watch(models.Resource, models.Venue)
        pre_migrate.connect(page_cache.drop_triggers, sender=self)
        post_migrate.connect(page_cache.create_triggers, sender=self)
        track(models.Season)
        track(models.ReminderRule, only=("trigger", "days", "direction", "hour", "is_active"))
