"""The page where a day is read, and what is read of the days on the pages of a territory and of a person."""

from typing import cast

from django.urls import reverse
from django.utils import timezone

from atelier.accounts.models import User
from atelier.audit.reading_section import changes_of
from atelier.core import french
from atelier.core.permissions import HoldsPermissions
from atelier.core.reading_pages import Cell, Link, ReadingAct, ReadingPage, ReadingSection, Row, address_of
from atelier.outbox.reading_section import messages_about
from atelier.reminders import broadcasts
from atelier.seasons.models import Season
from referential import access as shared
from sessions.attendance import expected
from sessions.attendance.models import Attendance
from sessions.documents import facts, reading_pages
from sessions.documents.models import Attestation, Convocation
from sessions.groups import composition
from sessions.programme.models import AgendaItem, Day, HalfDay
from sessions.shared_files import access as files_access
from sessions.shared_files.models import SharedFile, SharedFileQuerySet
from sessions.undertakings import reading_pages as undertaking_pages
from territories.models import Participant, Triptych

_FILE_COLUMNS = ("Intitulé", "Pour qui", "Dernière version", "État")
_SEES_ATTENDANCE = "atelier_sessions.view_attendance"


def _facts_of_day(day: Day, user: HoldsPermissions) -> list[tuple[str, Cell]]:
    today = timezone.localdate()
    hours = [
        f"{part.get_period_display()} de {french.hour(part.starts_at)} à {french.hour(part.ends_at)}"
        for part in day.half_days.all()
    ]
    return [
        ("Date", french.full_date(day.date)),
        ("Horaires", ", ".join(hours) or "à préciser"),
        ("Lieu", "" if day.is_online else str(day.place or "à préciser")),
        ("Lien de connexion", day.link or ("" if day.mode == Day.Mode.ON_SITE else "à préciser")),
        ("Déjeuner", "" if day.is_online or not day.season.uses_day_lists else day.get_lunch_display()),
        ("État", "passée" if day.status == Day.Status.PLANNED and day.date < today else day.get_status_display()),
        ("Absences annoncées", f"jusqu’au {french.long_date(day.absence_deadline)} inclus"),
    ]


def _next_day(season: Season) -> Day | None:
    """The one that acts are about while nobody names another."""
    to_come = Day.objects.filter(season=season, status=Day.Status.PLANNED, date__gte=timezone.localdate())
    return to_come.with_programme().order_by("date", "pk").first()


def _programme(day: Day, user: HoldsPermissions) -> list[Row]:
    may_compose = user.has_perm("atelier_sessions.change_agendaitem")
    items = AgendaItem.objects.filter(half_day__day=day).order_by("starts_at", "pk")
    return [
        (french.hour(item.starts_at), item.title, item.get_format_display(), _tables(item) if may_compose else "–")
        for item in items
    ]


def _tables(item: AgendaItem) -> Cell:
    if item.format not in composition.MIXED:
        return "–"
    return Link(f"Composer les tables de {french.hour(item.starts_at)}", reverse("admin:groups", args=[item.pk]))


def _convocations_of_day(day: Day, user: HoldsPermissions) -> list[Row]:
    found = Convocation.objects.latest().filter(day=day).select_related("participant").order_by(
        "participant__sort_name", "pk"
    )  # fmt: skip
    return [
        (Link(one.participant.full_name, address_of(one.participant)), Link(one.number, address_of(one)),
         french.moment(one.issued_at))
        for one in found
    ]  # fmt: skip


def _people_of_day(day: Day, user: HoldsPermissions) -> list[Row]:
    noted: dict[int, list[str]] = {}
    for row in Attendance.objects.filter(half_day__day=day).select_related("half_day").order_by("half_day", "pk"):
        noted.setdefault(row.participant_id, []).append(_noted(row))
    people = expected.expected_people(day).select_related("triptych__territory", "category").order_by("sort_name", "pk")
    return [
        (
            Link(person.full_name, address_of(person)),
            str(person.triptych.territory),
            str(person.category),
            ", ".join(noted.get(person.pk, [])) or "rien de noté",
        )
        for person in people
    ]


def _attendance_of_triptych(triptych: Triptych, user: HoldsPermissions) -> list[Row]:
    """One line a person and a day."""
    found = Attendance.objects.filter(participant__triptych=triptych).select_related("participant", "half_day__day")
    lines: dict[tuple[Participant, Day], list[str]] = {}
    for row in found.order_by(
        "half_day__day__date", "participant__sort_name", "participant", "half_day__starts_at", "pk"
    ):
        lines.setdefault((row.participant, row.half_day.day), []).append(_noted(row))
    return [
        (Link(person.full_name, address_of(person)), french.short_date(day.date), ", ".join(noted))
        for (person, day), noted in lines.items()
    ]


def _noted(row: Attendance) -> str:
    return f"{row.half_day.get_period_display()} : {row.get_status_display()}"


def _attendance_of_person(person: Participant, user: HoldsPermissions) -> list[Row]:
    found = Attendance.objects.filter(participant=person).select_related("half_day__day")
    return [
        (_half_day(row), row.get_status_display(), row.reason or "–")
        for row in found.order_by("half_day__day__date", "half_day__starts_at", "pk")
    ]


def _half_day(row: Attendance) -> str:
    return f"{french.short_date(row.half_day.day.date)}, {row.half_day.get_period_display()}"


def _files_of_day(day: Day, user: HoldsPermissions) -> list[Row]:
    return _file_rows(SharedFile.objects.filter(day=day), user)


def _files_of_triptych(triptych: Triptych, user: HoldsPermissions) -> list[Row]:
    return _file_rows(SharedFile.objects.filter(triptych=triptych), user)


def _file_rows(rows: SharedFileQuerySet, user: HoldsPermissions) -> list[Row]:
    """Those that this reader of the team reads, withdrawn ones too."""
    reader = shared.reader_of(cast("User", user))
    may_change = user.has_perm(files_access.CHANGE)
    found: list[Row] = []
    for one in rows.readable_by(reader).with_versions():
        title: Cell = Link(one.title, reverse("admin:change_shared_file", args=[one.pk])) if may_change else one.title
        last = one.newest
        state = "retiré" if one.withdrawn_at else last.get_scan_display() if last else "–"
        who = f"{last.author}, {french.moment(last.at)}" if last else "–"
        found.append((title, one.get_visibility_display(), who, state))
    return found


def _documents(person: Participant, user: HoldsPermissions) -> list[Row]:
    convocations = Convocation.objects.filter(participant=person).select_related("day").order_by("issued_at", "pk")
    rows: list[Row] = [
        (Link(one.number, address_of(one)), f"convocation, {one.day}", french.moment(one.issued_at))
        for one in convocations
    ]
    if user.has_perm("atelier_sessions.view_attestation"):
        rows += [
            (Link(one.number, address_of(one)), "attestation", french.moment(one.issued_at))
            for one in Attestation.objects.filter(participant=person).order_by("issued_at", "pk")
        ]
    return rows


def _people_noted(day: Day, states: tuple[str, ...]) -> list[int]:
    rows = Attendance.objects.filter(half_day__day=day, status__in=states).order_by("participant")
    return list(rows.values_list("participant", flat=True).distinct())


def _write_to(rank: int, title: str, states: tuple[str, ...]) -> ReadingAct:
    """A letter to those who were noted so at one half-day of it at least."""
    return ReadingAct(
        Day, rank, title, "reminders.change_reminderrule",
        address=lambda day: broadcasts.letter_address(day.season_id, "people", _people_noted(day, states)),
        possible=lambda day: day.date <= timezone.localdate() and bool(_people_noted(day, states)),
    )  # fmt: skip


def _part_of(day: Day, period: HalfDay.Period) -> HalfDay | None:
    return next((part for part in day.half_days.all() if part.period == period), None)


def _of_part(view: str, day: Day, period: HalfDay.Period) -> str:
    part = _part_of(day, period)
    return reverse(view, args=[part.pk]) if part else ""


def _check_in(rank: int, period: HalfDay.Period) -> ReadingAct:
    """On the day itself, the page of the door; before and after it is no use."""
    return ReadingAct(
        Day, rank, f"Accueillir, {period.label}", "atelier_sessions.add_attendance",
        address=lambda day: _of_part("admin:checkin", day, period),
        possible=lambda day: day.date == timezone.localdate() and _part_of(day, period) is not None,
    )  # fmt: skip


def _page_of_day(rank: int, title: str, permission: str, view: str) -> ReadingAct:
    return ReadingAct(Day, rank, title, permission, address=lambda day: reverse(view, args=[day.pk]))


PAGES = (
    *reading_pages.PAGES,
    *undertaking_pages.PAGES,
    ReadingPage(Day, "Journées", _facts_of_day, ("season__venue", "venue"), _next_day, ("date", "lieu", "intitule")),
    ReadingSection(
        Day, 10, "programme", "Programme", "atelier_sessions.view_day", ("Heure", "Séquence", "Format", "Groupes"),
        _programme,
        "Le programme n’est pas encore écrit.",
    ),
    ReadingSection(
        Day, 30, "presences", "Présences", _SEES_ATTENDANCE, ("Nom", "Territoire", "Catégorie", "Présence"),
        _people_of_day, "Personne n’est attendu.",
    ),
    ReadingSection(
        Day, 40, "convocations", "Convocations", "atelier_sessions.view_convocation", ("Nom", "Numéro", "Émise le"),
        _convocations_of_day, "Aucune convocation n’est encore émise.",
    ),
    ReadingSection(
        Day, 20, "fichiers", "Fichiers et liens", files_access.VIEW, _FILE_COLUMNS, _files_of_day,
        "Rien n’est encore publié\u00a0: « Publier un fichier ou un lien » commence par cette journée.",
        lambda day: day.season.uses_shared_files,
    ),
    ReadingAct(
        Day, 35, "Publier un fichier ou un lien", files_access.ADD,
        address=lambda day: f"{reverse('admin:share_file')}?saison={day.season_id}&journee={day.pk}",
        possible=lambda day: day.season.uses_shared_files,
    ),
    ReadingSection(
        Triptych, 35, "fichiers", "Fichiers et liens", files_access.VIEW, _FILE_COLUMNS, _files_of_triptych,
        "Rien n’est encore publié pour ce territoire.",
        lambda triptych: triptych.season.uses_shared_files and triptych.status == Triptych.Status.ADMITTED,
    ),
    ReadingAct(
        Triptych, 65, "Publier un fichier ou un lien", files_access.ADD,
        address=lambda one: f"{reverse('admin:share_file')}?saison={one.season_id}&territoire={one.pk}",
        possible=lambda one: one.season.uses_shared_files and one.status == Triptych.Status.ADMITTED,
    ),
    messages_about(Day, facts.ref),
    changes_of(Day),
    _write_to(57, "Écrire aux présents", Attendance.ATTENDED),
    _write_to(58, "Écrire aux absents", Attendance.AWAY),
    *(_check_in(rank, period) for rank, period in enumerate(HalfDay.Period)),
    ReadingAct(
        Day, 10, "Émettre les convocations", "atelier_sessions.add_convocation", action="issue_convocations",
        possible=lambda day: day.status == Day.Status.PLANNED and day.date >= timezone.localdate(),
    ),
    _page_of_day(12, "Modifier le programme", "atelier_sessions.change_agendaitem", "admin:day_programme"),
    _page_of_day(20, "Noter les présences", "atelier_sessions.change_attendance", "admin:day_presence"),
    ReadingAct(
        Day, 15, "Préparer la journée", "atelier_sessions.view_day",
        address=lambda day: reverse("admin:day_lists", args=[day.pk]), possible=lambda day: day.season.uses_day_lists,
    ),
    _page_of_day(30, "Notes", "atelier_sessions.add_note", "admin:day_notes"),
    _page_of_day(40, "Feuille d’émargement (PDF)", "atelier_sessions.change_attendance", "admin:sign_in_sheet"),
    _page_of_day(50, "Chevalets (PDF)", "atelier_sessions.change_attendance", "admin:name_cards"),
    ReadingAct(
        Day, 60, "Copier un programme", "atelier_sessions.change_day", action="copy_programme",
    ),
    ReadingSection(
        Triptych, 30, "presences", "Présences", _SEES_ATTENDANCE, ("Nom", "Journée", "Présence"),
        _attendance_of_triptych, "Aucune présence n’est encore notée.",
    ),
    ReadingSection(
        Participant, 30, "presences", "Présences", _SEES_ATTENDANCE, ("Demi-journée", "Présence", "Motif"),
        _attendance_of_person, "Aucune présence n’est encore notée.",
    ),
    ReadingSection(
        Participant, 40, "documents", "Documents", "atelier_sessions.view_convocation", ("Numéro", "Quoi", "Émis le"),
        _documents, "Aucun document n’est encore émis.",
    ),
)  # fmt: skip
