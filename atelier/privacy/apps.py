from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Personal data: its register, its export, its erasing, and the texts that erasing leaves to somebody's reading."""

    name = "atelier.privacy"
    label = "privacy"
    verbose_name = "Données personnelles"
