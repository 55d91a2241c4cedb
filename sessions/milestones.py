"""Days, from which most tasks of the retro-planning count, and what it sees happen around them."""

from collections.abc import Callable
from functools import partial

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from atelier.checklist.milestones import CompletionCheck, DueDate, Milestone, season_ref_if
from atelier.seasons.models import Season
from sessions.attendance.models import Closing, SheetScan
from sessions.documents.models import Attestation, Booklet, Convocation
from sessions.exchanges.models import Note
from sessions.groups.models import Composition
from sessions.programme import calendar
from sessions.programme.models import AgendaItem, Day
from territories.models import Triptych

DAY = "day"


def _planned(season: Season) -> QuerySet[Day]:
    return Day.objects.filter(season=season, status=Day.Status.PLANNED)


def _each_day(season: Season) -> list[DueDate]:
    return [DueDate(day.date, f"{DAY}:{day.pk}", str(day)) for day in _planned(season).order_by("date", "number")]


def _each_deadline(season: Season) -> list[DueDate]:
    days = _planned(season).select_related("season").order_by("date", "number")
    return [DueDate(day.absence_deadline, f"{DAY}:{day.pk}", str(day)) for day in days]


def _end_day(season: Season, *, last: bool) -> list[DueDate]:
    dates = calendar.dates_of(season)
    return [DueDate(dates[-1 if last else 0] if dates else None)]


def _days_with(rows: QuerySet, path: str = "day") -> Callable[[Season], set[str]]:
    """The finder of a completion check that holds for the days about which such a row exists."""

    def find(season: Season) -> set[str]:
        days = _planned(season).filter(Exists(rows.filter(**{path: OuterRef("pk")})))
        return {f"{DAY}:{pk}" for pk in days.order_by().values_list("pk", flat=True)}

    return find


def _attestations_issued(season: Season) -> set[str]:
    return season_ref_if(Attestation.objects.filter(participant__season=season, revoked_at=None).exists())


def _booklets_issued(season: Season) -> set[str]:
    """Every admitted territory has its booklet."""
    admitted = Triptych.objects.admitted().filter(season=season)
    without = admitted.exclude(Exists(Booklet.objects.filter(triptych=OuterRef("pk"))))
    return season_ref_if(admitted.exists() and not without.exists())


def _page_of_day(name: str, season: Season, ref: str) -> str:
    return reverse(name, args=[ref.partition(":")[2]])


def _documents(season: Season, ref: str) -> str:
    return f"{reverse('admin:season_documents')}?saison={season.pk}"


MILESTONES = (
    Milestone("first_day", "la première journée", partial(_end_day, last=False)),
    Milestone("last_day", "la dernière journée", partial(_end_day, last=True)),
    Milestone("each_day", "chaque journée", _each_day, DAY),
    Milestone("each_deadline", "chaque date limite d’absence", _each_deadline, DAY),
)

_CHANGE_DAY, _PRESENCE, _NOTES = "admin:atelier_sessions_day_change", "admin:day_presence", "admin:day_notes"


def _day_check(key: str, label: str, rows: QuerySet, page: str, path: str = "day") -> CompletionCheck:
    """Done for the days about which such a row exists."""
    return CompletionCheck(key, label, _days_with(rows, path), partial(_page_of_day, page), DAY)


_ISSUED = Convocation.objects.exclude(day__status=Day.Status.CANCELLED)
COMPLETION_CHECKS = (
    _day_check("programme_set", "le programme est posé", AgendaItem.objects.all(), _CHANGE_DAY, "half_day__day"),
    _day_check("convocations_issued", "les convocations sont émises", _ISSUED, _CHANGE_DAY),
    _day_check(
        "tables_composed", "des groupes sont composés", Composition.objects.all(), _CHANGE_DAY, "item__half_day__day"
    ),
    _day_check("sheet_scanned", "la feuille signée est versée", SheetScan.objects.all(), _PRESENCE),
    _day_check("presence_closed", "les présences sont closes", Closing.objects.standing(), _PRESENCE),
    _day_check("note_written", "une note de la journée existe", Note.objects.all(), _NOTES),
    CompletionCheck("attestations_issued", "des attestations sont émises", _attestations_issued, _documents),
    CompletionCheck("booklets_issued", "chaque territoire a son livret", _booklets_issued, _documents),
)
