from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "atelier.api"
    label = "api"
    verbose_name = "Accès d’autres programmes"
