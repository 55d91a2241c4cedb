from django.apps import AppConfig

from sessions.exchanges import access as exchanges_access


class SessionsConfig(AppConfig):
    """Labelled apart from Django's own `sessions`: commands take `atelier_sessions`."""

    name = "sessions"
    label = "atelier_sessions"
    verbose_name = "Journées"

    def ready(self):
        from atelier.audit.tracking import track  # noqa: PLC0415
        from atelier.core import page_cache  # noqa: PLC0415
        from referential import assessment_rounds, publication  # noqa: PLC0415
        from sessions import milestones, reminders  # noqa: PLC0415 - once the models are loaded
        from sessions.attendance.models import Attendance, Closing  # noqa: PLC0415
        from sessions.exchanges import peer_questions  # noqa: PLC0415 - once the models are loaded
        from sessions.exchanges.models import Note  # noqa: PLC0415
        from sessions.programme import calendar  # noqa: PLC0415 - once the models are loaded
        from sessions.programme.models import AgendaItem, Day, HalfDay  # noqa: PLC0415
        from territories import seat_transfer  # noqa: PLC0415

        seat_transfer.freezes.append(calendar.freeze_before_days)
        publication.SOURCES["note"] = publication.Source(
            Note, "note de journée", peer_questions.sections_of_note, exchanges_access.note_for
        )
        assessment_rounds.calendars.append(calendar.dates_of)
        reminders.register_all()
        milestones.register_all()
        page_cache.watch(Day, HalfDay, AgendaItem)
        track(Day, only=("number", "date", "status", "title", "venue"))
        track(Attendance, only=("status", "minutes", "reason"))
        track(Closing, only=("at", "reopened_at", "reason"))
