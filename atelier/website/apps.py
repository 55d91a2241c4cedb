from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    name = "atelier.website"
    label = "website"
    verbose_name = "Site public"
