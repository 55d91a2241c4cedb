from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    """Collects what every app declares, then connects its receivers of signals and its checks."""

    name = "atelier.core"
    label = "core"
    verbose_name = "Socle"

    def ready(self) -> None:
        autodiscover_modules("declarations")
        autodiscover_modules("receivers")
        autodiscover_modules("checks")
