"""Days, from which most tasks of the retro-planning count, and what it sees happen around them."""

from collections.abc import Callable
from functools import partial

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from atelier.checklist.milestones import CompletionCheck, DueDate, Milestone, register, season_ref_if
from atelier.seasons.models import Season
from sessions.attendance.models import Closing, SheetScan
from sessions.documents.models import Attestation, Booklet, Convocation
from sessions.exchanges.models import Note
from sessions.groups.models import Composition
from sessions.programme import calendar
from sessions.programme.models import AgendaItem, Day
from territories.models import Triptych

DAY = "day"


def planned(season: Season) -> QuerySet[Day]:
    return Day.objects.filter(season=season, status=Day.Status.PLANNED)


def each_day(season: Season) -> list[DueDate]:
    return [DueDate(day.date, f"{DAY}:{day.pk}", str(day)) for day in planned(season).order_by("number")]


def each_deadline(season: Season) -> list[DueDate]:
    days = planned(season).select_related("season").order_by("number")
    return [DueDate(day.absence_deadline, f"{DAY}:{day.pk}", str(day)) for day in days]


def end_day(season: Season, *, last: bool) -> list[DueDate]:
    dates = calendar.dates_of(season)
    return [DueDate(dates[-1 if last else 0] if dates else None)]


def days_with(rows: QuerySet, path: str = "day") -> Callable[[Season], set[str]]:
    """The finder of a fact that holds for the days about which such a row exists."""

    def find(season: Season) -> set[str]:
        days = planned(season).filter(Exists(rows.filter(**{path: OuterRef("pk")})))
        return {f"{DAY}:{pk}" for pk in days.order_by().values_list("pk", flat=True)}

    return find


def attestations_issued(season: Season) -> set[str]:
    return season_ref_if(Attestation.objects.filter(participant__season=season, revoked_at=None).exists())


def booklets_issued(season: Season) -> set[str]:
    """Every admitted territory has its booklet."""
    admitted = Triptych.objects.admitted().filter(season=season)
    without = admitted.exclude(Exists(Booklet.objects.filter(triptych=OuterRef("pk"))))
    return season_ref_if(admitted.exists() and not without.exists())


def page_of_day(name: str, season: Season, ref: str) -> str:
    return reverse(name, args=[ref.partition(":")[2]])


def documents(season: Season, ref: str) -> str:
    return f"{reverse('admin:season_documents')}?saison={season.pk}"


def register_all() -> None:
    change, presence = "admin:atelier_sessions_day_change", "admin:day_presence"
    issued = Convocation.objects.exclude(day__status=Day.Status.CANCELLED)
    composed = Composition.objects.all()
    register(
        Milestone("first_day", "la première journée", partial(end_day, last=False)),
        Milestone("last_day", "la dernière journée", partial(end_day, last=True)),
        Milestone("each_day", "chaque journée", each_day, DAY),
        Milestone("each_deadline", "chaque date limite d’absence", each_deadline, DAY),
    )
    facts = [
        ("programme_set", "le programme est posé", days_with(AgendaItem.objects.all(), "half_day__day"), change),
        ("convocations_issued", "les convocations sont émises", days_with(issued), change),
        ("tables_composed", "des groupes sont composés", days_with(composed, "item__half_day__day"), change),
        ("sheet_scanned", "la feuille signée est versée", days_with(SheetScan.objects.all()), presence),
        ("presence_closed", "les présences sont closes", days_with(Closing.objects.standing()), presence),
        ("note_written", "une note de la journée existe", days_with(Note.objects.all()), "admin:day_notes"),
    ]
    for key, label, find, page in facts:
        register(CompletionCheck(key, label, find, partial(page_of_day, page), DAY))
    register(
        CompletionCheck("attestations_issued", "des attestations sont émises", attestations_issued, documents),
        CompletionCheck("booklets_issued", "chaque territoire a son livret", booklets_issued, documents),
    )
