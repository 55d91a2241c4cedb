from django.apps import AppConfig


class SessionsConfig(AppConfig):
    """Labelled apart from Django's own `sessions`: commands take `atelier_sessions`."""

    name = "sessions"
    label = "atelier_sessions"
    verbose_name = "Journées"
