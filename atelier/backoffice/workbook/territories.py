"""The sheet of territories: created with a draft application, or put right."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import cast

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from atelier.accounts.models import User
from atelier.backoffice.workbook.columns import (
    CHANGED,
    NEW,
    Column,
    Row,
    Worksheet,
    as_choice,
    as_euros,
    note_changes,
    required_cell,
    with_zeros,
)
from atelier.backoffice.workbook.territory_names import TerritoryNames
from atelier.core.company_numbers import clean_siret
from atelier.core.email_addresses import normalize_email
from atelier.core.plain_text import one_line
from atelier.core.spreadsheets import Cell
from atelier.seasons.models import Season
from territories import application
from territories.models import Contact, Territory, Triptych
from territories.models.triptych import TriptychQuerySet

COLUMNS = (
    Column("name", "Territoire", ("nom", "nom du territoire"), required=True),
    Column("short_name", "Nom court"),
    Column("kind", "Type", ("type de territoire",)),
    Column("department", "Département", ("dep", "code département")),
    Column("code", "Code géographique", ("code insee", "insee")),
    Column("siren", "SIREN"),
    Column("bearer", "Structure porteuse"),
    Column("siret", "SIRET de la structure", ("siret",)),
    Column("second_bearer", "Seconde structure porteuse"),
    Column("second_siret", "SIRET de la seconde structure"),
    Column("lead", "Courriel du référent", ("référent",)),
    Column("wished", "Contribution envisagée (€)"),
    Column("status", "État de la candidature", given=False),
)
LENGTHS = {"department": 2, "code": 5, "siren": 9, "siret": 14, "second_siret": 14}  # digits
PLAIN = ("name", "short_name", "department", "code", "siren")


def _rows(season: Season) -> Iterator[dict[str, Cell]]:
    for triptych in _triptychs_of(season):
        kind, status = triptych.territory.get_kind_display(), triptych.get_status_display()
        yield {**_values_of(triptych), "kind": kind, "status": status}


def _triptychs_of(season: Season) -> TriptychQuerySet:
    read = ("territory__bearer", "territory__second_bearer", "season")
    found = Triptych.objects.filter(season=season).select_related(*read)
    return found.prefetch_related("contacts__user").order_by("territory__sort_name", "pk")


def _values_of(triptych: Triptych) -> dict[str, Cell]:
    territory, lead = triptych.territory, triptych.lead
    return {
        **{name: getattr(territory, name) for name in PLAIN},
        "kind": territory.kind,
        "bearer": territory.bearer.name if territory.bearer else "",
        "siret": territory.bearer.siret if territory.bearer else "",
        "second_bearer": territory.second_bearer.name if territory.second_bearer else "",
        "second_siret": territory.second_bearer.siret if territory.second_bearer else "",
        "lead": lead.user.email if lead else "",
        "wished": triptych.wished_amount,
    }


def _writer(season: Season, author: User, options: dict) -> Callable[[dict[str, str], Row], None]:
    rows = list(_triptychs_of(season).order_by("pk"))
    by_code: dict[Cell, Triptych] = {one.territory.code: one for one in rows if one.territory.code}
    names = TerritoryNames(rows)

    def write(cells: dict[str, str], row: Row) -> None:
        required_cell(cells, COLUMNS, "name")
        row.label = cells["name"]
        after = _parsed(cells)
        triptych = by_code.get(after.get("code")) or names.find(cells["name"], str(after.get("department", "")))
        if triptych is None:
            required_cell(cells, COLUMNS, "kind", "department")
            triptych = _create(season, after, author)
            row.state = NEW
            note_changes(row, COLUMNS, {}, after)
            names.add(triptych)
            if triptych.territory.code:
                by_code[triptych.territory.code] = triptych
            return
        note_changes(row, COLUMNS, _values_of(triptych), after)
        if row.changes:
            row.state = CHANGED
            _change(triptych, after, author)

    return write


def _parsed(cells: dict[str, str]) -> dict[str, Cell]:
    cells = {**cells, **{name: with_zeros(cells[name], long) for name, long in LENGTHS.items() if name in cells}}
    texts = (*PLAIN, "bearer", "second_bearer")
    after: dict[str, Cell] = {name: one_line(cells[name]) for name in texts if name in cells}
    if "kind" in cells:
        after["kind"] = as_choice(cells["kind"], Territory.Kind)
    if "wished" in cells:
        after["wished"] = as_euros(cells["wished"])
    for siret, bearer in (("siret", "bearer"), ("second_siret", "second_bearer")):
        if siret in cells:
            after[siret] = clean_siret(cells[siret])
            required_cell(cells, COLUMNS, bearer)
    if "lead" in cells:
        after["lead"] = normalize_email(cells["lead"])
        validate_email(str(after["lead"]))
    return after


def _create(season: Season, after: dict[str, Cell], author: User) -> Triptych:
    territory = Territory()
    _fill(territory, after)
    application.refuse_second(season, territory)
    if after.get("lead"):
        user = User.objects.for_email(str(after["lead"]))
        triptych = application.start_application(user=user, season=season, territory=territory)
    else:
        territory.save()
        triptych = Triptych.objects.create(season=season, territory=territory)
        application.record_status_change(triptych, old="", author=author)
    if "wished" in after:
        triptych.wished_amount = cast(Decimal, after["wished"])
        triptych.save(update_fields=["wished_amount", "updated_at"])
    return triptych


def _fill(territory: Territory, after: dict[str, Cell]) -> None:
    """Everything but the référent and the amount. Raises ValidationError for what cannot be."""
    for name in (*PLAIN, "kind"):
        if name in after:
            setattr(territory, name, after[name])
    if "bearer" in after:
        application.set_known_bearer(territory, name=str(after["bearer"]), siret=str(after.get("siret", "")))
    if "second_bearer" in after:
        siret = str(after.get("second_siret", ""))
        application.set_known_bearer(territory, name=str(after["second_bearer"]), siret=siret, of="second_bearer")
    territory.full_clean()


def _change(triptych: Triptych, after: dict[str, Cell], author: User) -> None:
    lead = triptych.lead
    if after.get("lead") and lead and lead.user.email != after["lead"]:
        raise ValidationError("Un autre référent suit ce territoire\u00a0: le rôle se confie depuis sa candidature.")
    if after.get("lead") and not lead:
        user = User.objects.for_email(str(after["lead"]))
        Contact.objects.update_or_create(triptych=triptych, user=user, defaults={"is_lead": True})
    _fill(triptych.territory, after)
    triptych.territory.save()
    if "wished" in after:
        triptych.wished_amount = cast(Decimal, after["wished"])
        triptych.save(update_fields=["wished_amount", "updated_at"])


SHEET = Worksheet("Territoires", "territories.change_triptych", COLUMNS, _rows, _writer)
