from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class AtelierConfig(AppConfig):
    """The wiring: registers the deployment checks. It holds no model."""

    name = "atelier"
    verbose_name = "Atelier"

    def ready(self):
        from atelier import checks  # noqa: F401, PLC0415 - checks register themselves once apps are loaded


class AtelierAdminConfig(AdminConfig):
    default_site = "atelier.site.AtelierAdminSite"
