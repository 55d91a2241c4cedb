from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "atelier.audit"
    label = "audit"
    verbose_name = "Journal"

    def ready(self):
        from atelier.accounts.models import User  # noqa: PLC0415 - once the models are loaded
        from atelier.audit.tracking import track  # noqa: PLC0415

        track(User, leave_out=("password", "last_login", "date_joined"))
