"""The sheet of presence: what is noted for each person on each half-day."""

from collections.abc import Callable, Iterator

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from atelier.accounts.models import User
from atelier.backoffice.workbook.columns import (
    CHANGED,
    NEW,
    Column,
    Row,
    Worksheet,
    as_choice,
    as_number,
    note_changes,
    required_cell,
)
from atelier.backoffice.workbook.territory_names import TerritoryNames
from atelier.core.email_addresses import normalize_email
from atelier.core.french import sort_key
from atelier.core.spreadsheets import Cell
from atelier.seasons.models import Season
from sessions.attendance import roll_call
from sessions.attendance.models import Attendance, Closing
from sessions.programme.models import HalfDay
from territories import people_file
from territories.models import Participant

COLUMNS = (
    Column("day", "Journée", ("numéro de la journée",), required=True),
    Column("period", "Demi-journée", required=True),
    Column("territory", "Territoire", given=False),
    Column("name", "Personne"),
    Column("email", "Courriel", people_file.TITLES["email"], required=True),
    Column("status", "Présence", required=True),
    Column("minutes", "Minutes manquées", ("minutes",)),
    Column("reason", "Motif"),
    Column("source", "Saisie", given=False),
)


def _noted(season: Season) -> QuerySet[Attendance]:
    rows = Attendance.objects.filter(half_day__day__season=season)
    rows = rows.select_related("half_day__day", "participant__triptych__territory", "participant__category")
    return rows.order_by(
        "half_day__day__number", "half_day__starts_at", "participant__triptych__territory__sort_name",
        "participant__sort_name", "pk",
    )  # fmt: skip


def _rows(season: Season) -> Iterator[dict[str, Cell]]:
    names = TerritoryNames.of(season)
    for row in _noted(season):
        yield {
            **_values_of(row),
            "day": row.half_day.day.number,
            "period": row.half_day.get_period_display(),
            "territory": names.written(row.participant.triptych),
            "name": row.participant.full_name,
            "email": row.participant.email,
            "source": row.get_source_display(),
        }


def _values_of(row: Attendance | None) -> dict[str, Cell]:
    if row is None:
        return {}
    return {"status": row.get_status_display(), "minutes": row.minutes, "reason": row.reason}


def _writer(season: Season, author: User, options: dict) -> Callable[[dict[str, str], Row], None]:
    parts = {(part.day.number, part.period): part for part in _halves(season)}
    people: dict[str, list[Participant]] = {}
    for person in Participant.objects.filter(season=season).order_by("pk"):
        people.setdefault(person.email, []).append(person)
    known = {(row.participant_id, row.half_day_id): row for row in _noted(season)}
    closed = set(Closing.objects.standing().filter(day__season=season).order_by().values_list("day", flat=True))

    def write(cells: dict[str, str], row: Row) -> None:
        required_cell(cells, COLUMNS, "day", "period", "email", "status")
        part = _part_named(parts, cells)
        person = _somebody(people, cells["email"], cells.get("name", ""))
        row.label = f"{person}, {part}"
        before = known.get((person.pk, part.pk))
        after = _parsed(cells, part)
        note_changes(
            row,
            COLUMNS,
            _values_of(before),
            {**after, "status": Attendance.Status(str(after["status"])).label},
        )
        if not row.changes:
            return
        if part.day_id in closed:
            raise ValidationError(roll_call.CLOSED)
        row.state = CHANGED if before else NEW
        values = {"minutes": None, "reason": "", **after}
        roll_call.record_attendance(day=part.day, cells={(person, part): values}, author=author)
        known[person.pk, part.pk] = Attendance.objects.get(participant=person, half_day=part)

    return write


def _halves(season: Season) -> QuerySet[HalfDay]:
    """Those of cancelled days too: what was noted of one before goes out, and comes back as it is."""
    return HalfDay.objects.filter(day__season=season).select_related("day")


def _part_named(parts: dict[tuple[int, str], HalfDay], cells: dict[str, str]) -> HalfDay:
    period = as_choice(cells["period"], HalfDay.Period)
    found = parts.get((as_number(cells["day"].lower().replace("journée", "").strip(), most=999), period))
    if found is None:
        raise ValidationError(f"La saison n’a pas de journée {cells['day']}, {cells['period']}.")
    return found


def _somebody(people: dict[str, list[Participant]], email: str, name: str) -> Participant:
    """Who held this address: seated first, else the last who did. Those who share one are told apart by their name."""
    found = people.get(normalize_email(email))
    if not found:
        raise ValidationError(f"Personne dans la saison n’a le courriel «\u00a0{email}\u00a0».")
    if any(person.shares_mailbox for person in found):
        found = [person for person in found if sort_key(person.full_name) == sort_key(name)]
        if not found:
            raise ValidationError(
                f"Plusieurs personnes lisent «\u00a0{email}\u00a0»\u00a0: dites laquelle par son nom."
            )
    return next((person for person in found if person.is_seated), found[-1])


def _parsed(cells: dict[str, str], part: HalfDay) -> dict[str, Cell]:
    after: dict[str, Cell] = {"status": as_choice(cells["status"], Attendance.Status)}
    timed = after["status"] in (Attendance.Status.LATE, Attendance.Status.LEFT_EARLY)
    if "minutes" in cells:
        if not timed:
            raise ValidationError("Les minutes vont avec «\u00a0en retard\u00a0» ou «\u00a0parti plus tôt\u00a0».")
        after["minutes"] = as_number(cells["minutes"], most=part.length)
    if "reason" in cells:
        after["reason"] = cells["reason"][:200]
    return after


SHEET = Worksheet("Présences", "atelier_sessions.change_attendance", COLUMNS, _rows, _writer)
