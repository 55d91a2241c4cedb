from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "atelier.outbox"
    label = "outbox"
    verbose_name = "Courriels"

    def ready(self):
        from anymail.signals import tracking  # noqa: PLC0415 - once the models are loaded

        from atelier.outbox import bounces  # noqa: PLC0415

        tracking.connect(bounces.receive_tracking_event)
