"""The organisers' workplace, and the admin site that carries it."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class BackofficeConfig(AppConfig):
    name = "atelier.backoffice"
    label = "backoffice"
    verbose_name = "Organisation"


class AtelierAdminConfig(AdminConfig):
    default_site = "atelier.backoffice.admin_site.AtelierAdminSite"
