from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class AtelierConfig(AppConfig):
    """The wiring: registers the deployment checks and a lookup. It holds no model."""

    name = "atelier"
    verbose_name = "Atelier"

    def ready(self):
        from atelier import checks, lookups  # noqa: F401, PLC0415 - they register themselves once apps are loaded


class AtelierAdminConfig(AdminConfig):
    default_site = "atelier.site.AtelierAdminSite"
