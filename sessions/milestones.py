"""Days, from which most tasks of the retro-planning count, and what it sees happen around them."""

from functools import partial

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from atelier.checklist.milestones import CompletionCheck, DueDate, Milestone, season_ref_if
from atelier.core.read_once import read_once
from atelier.seasons.models import Season
from sessions import parts
from sessions.attendance.models import Closing, SheetScan
from sessions.day_lists import meals
from sessions.documents.models import Attestation, Booklet, Convocation
from sessions.exchanges.models import Note
from sessions.groups.models import Composition
from sessions.programme import calendar
from sessions.programme.models import AgendaItem, Day
from territories.models import Triptych

DAY = "day"


def _each_day(season: Season) -> list[DueDate]:
    return [DueDate(day.date, f"{DAY}:{day.pk}", str(day)) for day in calendar.planned_days(season)]


def _each_deadline(season: Season) -> list[DueDate]:
    return [DueDate(day.absence_deadline, f"{DAY}:{day.pk}", str(day)) for day in calendar.planned_days(season)]


def _each_catered_deadline(season: Season) -> list[DueDate]:
    """Of the days where a caterer serves: at the others, nobody waits for the number of meals."""
    found = [day for day in calendar.planned_days(season) if meals.is_asked(day)]
    return [DueDate(day.absence_deadline, f"{DAY}:{day.pk}", str(day)) for day in found]


def _end_day(season: Season, *, last: bool) -> list[DueDate]:
    dates = calendar.dates_of(season)
    return [DueDate(dates[-1 if last else 0] if dates else None)]


@read_once
def _seen_of_days(season: Season) -> list[dict[str, int | bool]]:
    """Of each day that is not cancelled, its `pk` and whether rows of each kind are about it: one statement for all."""
    days = Day.objects.filter(season=season, status=Day.Status.PLANNED).order_by("pk")
    seen = {key: Exists(rows.filter(**{path: OuterRef("pk")})) for key, (rows, path) in _ROWS_OF_DAYS.items()}
    return list(days.annotate(**seen).values("pk", *seen))


def _days_with(key: str, season: Season) -> set[str]:
    return {f"{DAY}:{one['pk']}" for one in _seen_of_days(season) if one[key]}


def _attestations_issued(season: Season) -> set[str]:
    return season_ref_if(Attestation.objects.filter(participant__season=season, revoked_at=None).exists())


def _booklets_issued(season: Season) -> set[str]:
    """Every admitted territory has its booklet."""
    issued = Exists(Booklet.objects.filter(triptych=OuterRef("pk")))
    admitted = Triptych.objects.admitted().filter(season=season).order_by().values_list(issued, flat=True)
    return season_ref_if(set(admitted) == {True})


def _page_of_day(name: str, season: Season, ref: str) -> str:
    return reverse(name, args=[ref.partition(":")[2]])


def _documents(season: Season, ref: str) -> str:
    return f"{reverse('admin:season_documents')}?saison={season.pk}"


MILESTONES = (
    Milestone("first_day", "la première journée", partial(_end_day, last=False)),
    Milestone("last_day", "la dernière journée", partial(_end_day, last=True)),
    Milestone("each_day", "chaque journée", _each_day, DAY),
    Milestone("each_deadline", "chaque date limite d’absence", _each_deadline, DAY),
    Milestone(
        "each_catered_deadline",
        "chaque date limite d’absence où un traiteur sert",
        _each_catered_deadline,
        DAY,
        parts.DAY_LISTS,
    ),
)

_DAY, _PRESENCE, _NOTES = "admin:atelier_sessions_day_read", "admin:day_presence", "admin:day_notes"


_PERMISSIONS = {
    _DAY: "atelier_sessions.view_day",
    _PRESENCE: "atelier_sessions.view_attendance",
    _NOTES: "atelier_sessions.add_note",
}


def _day_check(key: str, label: str, page: str) -> CompletionCheck:
    """Done for the days about which rows of `_ROWS_OF_DAYS` exist."""
    address = partial(_page_of_day, page)
    return CompletionCheck(key, label, partial(_days_with, key), address, _PERMISSIONS[page], DAY)


_ROWS_OF_DAYS: dict[str, tuple[QuerySet, str]] = {  # by check, the rows that make it hold, and their path to a day
    "programme_set": (AgendaItem.objects.all(), "half_day__day"),
    "convocations_issued": (Convocation.objects.all(), "day"),
    "tables_composed": (Composition.objects.all(), "item__half_day__day"),
    "sheet_scanned": (SheetScan.objects.all(), "day"),
    "presence_closed": (Closing.objects.standing(), "day"),
    "note_written": (Note.objects.all(), "day"),
}
_ISSUES = "atelier_sessions.add_convocation"
COMPLETION_CHECKS = (
    _day_check("programme_set", "le programme est posé", _DAY),
    _day_check("convocations_issued", "les convocations sont émises", _DAY),
    _day_check("tables_composed", "des groupes sont composés", _DAY),
    _day_check("sheet_scanned", "la feuille signée est versée", _PRESENCE),
    _day_check("presence_closed", "les présences sont closes", _PRESENCE),
    _day_check("note_written", "une note de la journée existe", _NOTES),
    CompletionCheck("attestations_issued", "des attestations sont émises", _attestations_issued, _documents, _ISSUES),
    CompletionCheck("booklets_issued", "chaque territoire a son livret", _booklets_issued, _documents, _ISSUES),
)
