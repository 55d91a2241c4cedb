from django.apps import AppConfig


class ContributionsConfig(AppConfig):
    name = "contributions"
    verbose_name = "Contributions"

    def ready(self):
        from atelier.audit.tracking import track  # noqa: PLC0415 - once the models are loaded
        from contributions import milestones, models, reminders  # noqa: PLC0415

        reminders.register_all()
        milestones.register_all()
        track(models.Agreement, leave_out=("triptych",))
        track(models.Payer)
        track(models.Instalment, leave_out=("payer",))
        track(models.Invoice, only=("total", "issued_on", "due_on", "credited_in_full"))
        track(models.CreditNote, only=("total", "issued_on", "reason"))
        track(models.Payment, only=("amount", "received_on", "reference", "cancelled_at", "cancel_reason"))
        track(models.Funding)
        track(models.Issuer)
