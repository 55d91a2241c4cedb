from django.apps import AppConfig


class SessionsConfig(AppConfig):
    """Labelled apart from Django's own `sessions`: commands take `atelier_sessions`."""

    name = "sessions"
    label = "atelier_sessions"
    verbose_name = "Journées"

    def ready(self):
        from atelier.audit.tracking import track  # noqa: PLC0415
        from atelier.seasons import public_pages  # noqa: PLC0415
        from referential import moments, publication  # noqa: PLC0415
        from sessions import access, calendar, landmarks, reminders, sharing  # noqa: PLC0415 - once the models are loaded
        from sessions.models import AgendaItem, Attendance, Closing, Day, HalfDay, Note  # noqa: PLC0415
        from territories import succession  # noqa: PLC0415

        succession.freezes.append(calendar.freeze_before_days)
        publication.SOURCES["note"] = publication.Source(
            Note, "note de journée", sharing.sections_of_note, access.note_for
        )
        moments.calendars.append(calendar.dates_of)
        reminders.register_all()
        landmarks.register_all()
        public_pages.watch(Day, HalfDay, AgendaItem)
        track(Day, only=("number", "date", "status", "title", "venue"))
        track(Attendance, only=("status", "minutes", "reason"))
        track(Closing, only=("at", "reopened_at", "reason"))
