from django.apps import AppConfig


class SeasonsConfig(AppConfig):
    name = "atelier.seasons"
    label = "seasons"
    verbose_name = "Saisons"

    def ready(self):
        from atelier.audit.tracking import track  # noqa: PLC0415 - once the models are loaded
        from atelier.seasons import retroplanning  # noqa: PLC0415
        from atelier.seasons.models import ReminderRule, Season  # noqa: PLC0415

        retroplanning.register_all()
        track(Season)
        track(ReminderRule, only=("trigger", "days", "direction", "hour", "is_active"))
