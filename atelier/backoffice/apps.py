"""The organisers' workplace, and the admin site that carries it."""

from django.contrib.admin.apps import AdminConfig


class AtelierAdminConfig(AdminConfig):
    default_site = "atelier.backoffice.admin_site.AtelierAdminSite"
