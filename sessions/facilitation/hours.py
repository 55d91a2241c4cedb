"""What the team of a season does: who leads which half-days, who was there, how long they prepared."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet, Sum

from atelier.core.spreadsheets import Cell
from atelier.seasons.models import Season, TeamMember
from sessions.facilitation.models import Availability, FacilitatorPresence, Preparation
from sessions.programme.models import AgendaItem, Day, HalfDay

NOT_SAID = "sans réponse"
HEADS = ("Demi-journées prévues", "Demi-journées présentes", "Préparation (heures)")


def facilitators_of(day: Day) -> QuerySet[TeamMember]:
    """Who leads something of a day, or was noted there; once each, in the order of the team."""
    led = Q(items__half_day__day=day) | Q(presences__half_day__day=day)
    found = TeamMember.objects.filter(led).order_by().values("pk")
    rows: QuerySet[TeamMember] = TeamMember.objects.filter(pk__in=found).order_by("position", "pk")
    return rows


def accounts_of(season: Season | int, day: Day | None = None) -> QuerySet[TeamMember]:
    """Who facilitates a season with their account, or that day of it."""
    rows: QuerySet[TeamMember] = TeamMember.objects.joined().filter(season=season)
    return rows.filter(pk__in=facilitators_of(day).order_by().values("pk")) if day else rows


@dataclass(frozen=True)
class DayCell:
    """One person on one day: what they said, how many half-days of it they lead."""

    day: Day
    said: Availability | None
    led: int

    @property
    def is_contradicted(self) -> bool:
        return bool(self.led and self.said and self.said.answer == Availability.Answer.NO)

    @property
    def words(self) -> str:
        return self.said.get_answer_display() if self.said else NOT_SAID


@dataclass(frozen=True)
class MemberRow:
    """One person over the season; preparation in minutes."""

    member: TeamMember
    cells: tuple[DayCell, ...]
    planned: int
    present: int
    minutes: int


@dataclass(frozen=True)
class TeamTable:
    """People × days, in a constant number of queries; cancelled days are left out."""

    days: tuple[Day, ...]
    rows: tuple[MemberRow, ...]

    @property
    def contradicted(self) -> list[MemberRow]:
        return [row for row in self.rows if any(cell.is_contradicted for cell in row.cells)]


def team_table(season: Season) -> TeamTable:
    """Those of the team, and of those who left whoever did something."""
    days = tuple(Day.objects.filter(season=season, status=Day.Status.PLANNED).order_by("date", "pk"))
    held = Q(half_day__day__season=season, half_day__day__status=Day.Status.PLANNED)
    led: dict[int, set[tuple[int, int]]] = defaultdict(set)
    items = AgendaItem.objects.filter(held, facilitators__isnull=False).order_by()
    for member, half_day, day in items.values_list("facilitators", "half_day", "half_day__day"):
        led[member].add((half_day, day))
    there: dict[int, int] = defaultdict(int)
    for member in FacilitatorPresence.objects.filter(held).order_by().values_list("member", flat=True):
        there[member] += 1
    minutes = dict(
        Preparation.objects.filter(member__season=season).order_by().values_list("member").annotate(Sum("minutes"))
    )
    said = {(one.member_id, one.day_id): one for one in Availability.objects.filter(day__in=days).order_by("pk")}
    rows = [
        MemberRow(
            member,
            tuple(
                DayCell(day, said.get((member.pk, day.pk)), sum(of == day.pk for _, of in led[member.pk]))
                for day in days
            ),
            len(led[member.pk]),
            there[member.pk],
            minutes.get(member.pk, 0),
        )
        for member in season.team.all()
        if member.left_at is None or led[member.pk] or there[member.pk] or minutes.get(member.pk)
    ]
    return TeamTable(days, tuple(rows))


def worksheet(table: TeamTable) -> list[list[Cell]]:
    """The table as rows of a spreadsheet, its titles first; preparation in hours."""
    from_days = [f"{day}, {day.date:%d/%m/%Y}" for day in table.days]
    rows: list[list[Cell]] = [["Nom", "Rôle", "État", *from_days, *HEADS]]
    for row in table.rows:
        cells = [f"{cell.words}{' : ' + cell.said.line if cell.said and cell.said.line else ''}" for cell in row.cells]
        totals: list[Cell] = [row.planned, row.present, hours_of(row.minutes)]
        rows.append([row.member.full_name, row.member.role, row.member.state, *cells, *totals])
    return rows


def led_by_half_day(member: TeamMember) -> dict[int, list[AgendaItem]]:
    """What they lead, by the key of the half-day, in the order of the day."""
    found: dict[int, list[AgendaItem]] = defaultdict(list)
    for item in member.items.order_by("starts_at", "pk"):
        found[item.half_day_id].append(item)
    return found


def record_presence(*, member: TeamMember, half_day: HalfDay, is_there: bool, noted_by: int) -> bool:
    """Note somebody of the team at a half-day, or take the note back; whether it changed.

    The caller holds the day, which is open. Raises ValidationError for somebody of another season.
    """
    if member.season_id != half_day.day.season_id:
        raise ValidationError("Cette personne n’anime pas cette saison.")
    if is_there:
        given = {"noted_by_id": noted_by}
        return FacilitatorPresence.objects.get_or_create(member=member, half_day=half_day, defaults=given)[1]
    return bool(FacilitatorPresence.objects.filter(member=member, half_day=half_day).delete()[0])


def hours_of(minutes: int) -> Decimal:
    """For spreadsheets: 90 minutes are 1.5, to the hundredth."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.01"))
