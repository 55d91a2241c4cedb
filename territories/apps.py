from django.apps import AppConfig


class TerritoriesConfig(AppConfig):
    name = "territories"
    verbose_name = "Territoires"

    def ready(self):
        from atelier.audit.tracking import track  # noqa: PLC0415 - once the models are loaded
        from territories import milestones, models, reminders  # noqa: PLC0415

        reminders.register_all()
        milestones.register_all()
        track(models.Territory, leave_out=("sort_name",))
        track(models.Organisation, leave_out=("sort_name",))
        track(models.Triptych, only=("season", "territory", "status", "place", "waiting_rank", "wished_amount"))
        track(models.QuotaOverride, leave_out=("author", "at"))
        track(models.Contact)
        track(models.Participant, leave_out=("season", "sort_name", "invitation"))
        track(models.HolderChange, leave_out=("asked_by", "asked_at", "decided_by", "decided_at"))
