from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "atelier.webhooks"
    label = "webhooks"
    verbose_name = "Signaux à d’autres programmes"
