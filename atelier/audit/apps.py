from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "atelier.audit"
    label = "audit"
    verbose_name = "Journal"
