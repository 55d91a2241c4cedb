"""What each room needs on a day, computed from the items of its programme and from who is expected."""

from dataclasses import dataclass

from sessions.attendance import expected
from sessions.groups.models import Group
from sessions.programme.models import AgendaItem, Day, HalfDay
from territories.models import AccessNeed

_TABLES = (AgendaItem.Format.PEERS, AgendaItem.Format.INTER, AgendaItem.Format.CODEV)
# What the format asks for, beside its chairs and its tables.
_MATERIAL = {
    AgendaItem.Format.PLENARY: ("vidéoprojecteur et écran", "micro"),
    AgendaItem.Format.PEERS: ("feuilles des tables", "un paperboard par table"),
    AgendaItem.Format.INTER: ("feuilles des tables", "un paperboard par table"),
    AgendaItem.Format.COLLECTIVE: ("une grille imprimée par territoire", "feutres"),
    AgendaItem.Format.CODEV: ("feuilles des tables", "un minuteur par table"),
}


@dataclass(frozen=True)
class RoomLine:
    """One item: how many chairs, how many tables (None while they are not composed), what is to be there."""

    item: AgendaItem
    chairs: int
    tables: int | None
    material: tuple[str, ...]

    @property
    def is_to_compose(self) -> bool:
        return self.tables is None and self.item.format in _TABLES


def room_lines(day: Day) -> list[RoomLine]:
    """In the order of the day; nothing is to be set up for a day online. Read `day` with its programme."""
    if day.is_online or day.is_cancelled:
        return []
    groups = Group.objects.filter(composition__item__half_day__day=day).order_by()
    composed: dict[int, int] = {}
    for key in groups.values_list("composition__item", flat=True):
        composed[key] = composed.get(key, 0) + 1
    lines = []
    for part in day.half_days.all():
        people, territories = _people_of(part)
        for item in sorted(part.items.all(), key=lambda one: (one.starts_at, one.pk)):
            tables = territories if item.format == AgendaItem.Format.COLLECTIVE else composed.get(item.pk)
            material = (*_MATERIAL[AgendaItem.Format(item.format)], *filter(None, [item.material]))
            lines.append(RoomLine(item, people, tables, material))
    return lines


def _people_of(part: HalfDay) -> tuple[int, int]:
    """How many are expected in the room, and of how many territories."""
    seats = list(expected.people_on_site(part).order_by().values_list("triptych", flat=True))
    return len(seats), len(set(seats))


def wanted_arrangements(day: Day) -> list[tuple[str, int]]:
    """How many of those expected on site ask for each arrangement; nobody's name."""
    people = expected.people_coming(day).order_by().values("pk")
    needs = list(AccessNeed.objects.filter(participant__in=people).order_by("pk"))
    counted = [(label, sum(getattr(one, kind) for one in needs)) for kind, label in AccessNeed.labels().items()]
    counted.append(("autre aménagement, décrit en quelques mots", sum(bool(one.text) for one in needs)))
    return [(label, count) for label, count in counted if count]
