from django.apps import AppConfig


class AtelierConfig(AppConfig):
    """The wiring: registers the deployment checks and a lookup. It holds no model."""

    name = "atelier"
    verbose_name = "Atelier"

    def ready(self):
        from atelier.core import bounded_lookup  # noqa: F401, PLC0415 - they register themselves once apps are loaded
        from atelier.operations import checks  # noqa: F401, PLC0415 - they register themselves once apps are loaded
