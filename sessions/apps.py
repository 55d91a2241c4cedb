from django.apps import AppConfig


class SessionsConfig(AppConfig):
    """Labelled apart from Django's own `sessions`: commands take `atelier_sessions`."""

    name = "sessions"
    label = "atelier_sessions"
    verbose_name = "Journées"

    def ready(self):
        from sessions import reminders  # noqa: PLC0415
        from sessions.calendar import freeze_before_days  # noqa: PLC0415 - once the models are loaded
        from territories import succession  # noqa: PLC0415

        succession.freezes.append(freeze_before_days)
        reminders.register_all()
