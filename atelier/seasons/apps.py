from django.apps import AppConfig


class SeasonsConfig(AppConfig):
    name = "atelier.seasons"
    label = "seasons"
    verbose_name = "Saisons"
