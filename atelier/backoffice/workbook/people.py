"""The sheet of participants: named in a free seat, or put right."""

from collections.abc import Callable, Iterator

from django.core.exceptions import ValidationError

from atelier.accounts.models import User
from atelier.backoffice.workbook.columns import (
    CHANGED,
    NEW,
    Column,
    Row,
    Worksheet,
    note_changes,
    required_cell,
    with_zeros,
)
from atelier.backoffice.workbook.territory_names import TerritoryNames
from atelier.core.email_addresses import normalize_email
from atelier.core.parsing import parse_day
from atelier.core.plain_text import one_line
from atelier.core.spreadsheets import Cell
from atelier.privacy import address_change
from atelier.seasons.models import Category, Season
from territories import application, people_file
from territories.models import Participant, Triptych
from territories.models.participant import ParticipantQuerySet

COLUMNS = (
    Column("territory", "Territoire", required=True),
    Column("category", "Catégorie", people_file.TITLES["category"], required=True),
    Column("salutation", "Formule d’appel", ("civilité",)),
    Column("first_name", "Prénom", people_file.TITLES["first_name"], required=True),
    Column("last_name", "Nom", people_file.TITLES["last_name"], required=True),
    Column("position", "Fonction", people_file.TITLES["position"]),
    Column("organisation", "Organisme", people_file.TITLES["organisation"]),
    Column("email", "Courriel", people_file.TITLES["email"], required=True),
    Column("phone", "Téléphone"),
    Column("mandate_ends_on", "Fin du mandat ou du poste"),
    Column("seat", "Siège", given=False),
    Column("state", "État", given=False),
)
PLAIN = ("salutation", "first_name", "last_name", "position", "organisation", "email", "phone", "mandate_ends_on")


def _people_of(season: Season) -> ParticipantQuerySet:
    rows = Participant.objects.filter(season=season).select_related("triptych__territory", "category")
    return rows.by_triptych()


def _rows(season: Season) -> Iterator[dict[str, Cell]]:
    names = TerritoryNames.of(season)
    for person in _people_of(season):
        yield {
            **_values_of(person),
            "territory": names.written(person.triptych),
            "category": person.category.label,
            "seat": person.seat,
            "state": person.get_state_display(),
        }


def _values_of(person: Participant) -> dict[str, Cell]:
    return {name: getattr(person, name) for name in PLAIN}


class Seats:
    """Who sits where in the season, kept true while lines are written."""

    def __init__(self, season: Season) -> None:
        self.categories = list(season.categories.all())
        self.names = TerritoryNames(Triptych.objects.filter(season=season).with_panels().order_by("pk"))
        self.everybody = list(_people_of(season))
        self.people = [person for person in self.everybody if person.is_seated]

    def triptych_named(self, text: str) -> Triptych:
        found = self.names.find(text)
        if found is None:
            raise ValidationError(f"Aucun territoire de la saison ne s’appelle «\u00a0{text}\u00a0».")
        return found

    def known(self, triptych: Triptych, email: str, name: str) -> Participant | None:
        """The same address in the season, seated first, else the same name in the triptych.

        In a mailbox that is shared, each person is known by their name.
        """
        for person in (*self.people, *self.everybody):
            if person.email == email and (not person.shares_mailbox or person.sort_name == name):
                return person
        same = (one for one in self.people if one.triptych_id == triptych.pk and one.sort_name == name)
        return next(same, None)

    def is_shared(self, triptych: Triptych, email: str) -> bool:
        beside = (one for one in self.people if one.triptych_id == triptych.pk and one.email == email)
        return any(one.shares_mailbox for one in beside)

    def free(self, triptych: Triptych, category: Category) -> int:
        taken = {one.seat for one in self.people if one.triptych_id == triptych.pk and one.category_id == category.pk}
        seat = next((seat for seat in triptych.seats_of(category) if seat not in taken), None)
        if seat is None:
            raise ValidationError(f"Plus de siège libre dans la catégorie «\u00a0{category.label}\u00a0».")
        return seat


def _writer(season: Season, author: User, options: dict) -> Callable[[dict[str, str], Row], None]:
    seats = Seats(season)

    def write(cells: dict[str, str], row: Row) -> None:
        row.label = f"{cells.get('first_name', '')} {cells.get('last_name', '')}".strip()
        required_cell(cells, COLUMNS, "territory", "category", "first_name", "last_name", "email")
        triptych = seats.triptych_named(cells["territory"])
        category = people_file.category_named(cells["category"], seats.categories)
        if category is None:
            raise ValidationError(f"Catégorie inconnue\u00a0: «\u00a0{cells['category']}\u00a0».")
        after = _parsed(cells)
        name = Participant.sort_name_of(str(after["first_name"]), str(after["last_name"]))
        person = seats.known(triptych, str(after["email"]), name)
        if person is None:
            required_cell(cells, COLUMNS, "position", "organisation")
            person = Participant(triptych=triptych, category=category, seat=seats.free(triptych, category))
            person.shares_mailbox = seats.is_shared(triptych, str(after["email"]))
            row.state = NEW
            note_changes(row, COLUMNS, {}, after)
            _save(person, after, author, invite=options.get("invite", False))
            seats.people.append(person)
            return
        if person.triptych_id != triptych.pk or person.category_id != category.pk:
            raise ValidationError(
                "Cette personne siège ailleurs dans la saison\u00a0: changez son siège dans sa fiche."
            )
        note_changes(row, COLUMNS, _values_of(person), after)
        if row.changes:
            row.state = CHANGED
            _lock_unchanged(person)
            _save(person, after, author, invite=False)

    return write


def _lock_unchanged(person: Participant) -> None:
    """Lock the row. Raises ValidationError when it was changed, or erased, since it was read for this file."""
    now = Participant.objects.select_for_update(of=["self"]).filter(pk=person.pk)
    if not now.filter(**{name: getattr(person, name) for name in PLAIN}).exists():
        raise ValidationError("Cette fiche a changé pendant l’import\u00a0: relisez le fichier.")


def _parsed(cells: dict[str, str]) -> dict[str, Cell]:
    after: dict[str, Cell] = {name: one_line(cells[name]) for name in PLAIN if name in cells}
    if "phone" in cells:
        after["phone"] = with_zeros(str(after["phone"]), 10)
    after["email"] = normalize_email(cells["email"])
    if "mandate_ends_on" in cells:
        after["mandate_ends_on"] = parse_day(cells["mandate_ends_on"])
    return after


def _save(person: Participant, after: dict[str, Cell], author: User, *, invite: bool) -> None:
    if person.pk and person.email != after["email"]:
        holder = address_change.holder_of_seat(person)
        address_change.change_address(holder=holder, to=str(after["email"]), by=author)
        person.refresh_from_db()
    for name, value in after.items():
        setattr(person, name, value)
    person.full_clean(exclude=["season", "sort_name"])
    if invite:
        application.name_person(participant=person, by=author)
    else:
        person.save()


SHEET = Worksheet("Participants", "territories.change_participant", COLUMNS, _rows, _writer)
