from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "atelier.outbox"
    label = "outbox"
    verbose_name = "Courriels"
