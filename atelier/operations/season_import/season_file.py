"""A season as a YAML file: read it whole, compare it with the database, then write or only say what would change.

The shape is that of the flyer's facts: `workshop`, then `seasons` with their triptych, days, team and resources.
"""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.text import slugify

from atelier.core import french
from atelier.operations.season_import.yaml_reader import FileError, Record, read_yaml
from atelier.seasons.models import Category, Resource, Season, TeamMember, Workshop
from atelier.seasons.signals import season_created
from referential.models import Stake
from sessions.programme import calendar
from sessions.programme.models import Day

KINDS = {"institutionnel", "de projet"}
CREATED = "créer"
WRITTEN = {"exchange_formats", "commitments", "project_themes"}


@dataclass
class Wanted:
    """One row as the file wants it: how to find it, what it should hold."""

    model: Any  # the class of a model
    label: str
    key: dict
    values: dict
    children: list["Wanted"] = field(default_factory=list)


@dataclass(frozen=True)
class Change:
    """What happened, or would happen, to one row: `details` names the fields that differ."""

    verb: str
    label: str
    details: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.verb} : {self.label}" + (f" ({' ; '.join(self.details)})" if self.details else "")


def import_file(path: Path, *, write: bool) -> list[Change]:
    """Compare the file with the database and, if `write`, make them agree, all or nothing.

    Rows that the file does not name are left alone. Raises FileError with the line and the reason;
    nothing is written then.
    """
    wanted = _parse(read_yaml(path))
    try:
        with transaction.atomic():
            changes = [change for item in wanted for change in _apply(item)]
            if not write:
                transaction.set_rollback(True)
    except IntegrityError as error:
        raise FileError(
            1,
            "deux journées ou deux catégories échangeraient leur date ou leur rang ; "
            "changez-les d’abord dans l’administration.",
        ) from error
    return changes


def _parse(top: Record) -> list[Wanted]:
    wanted = []
    if workshop := top.record("workshop", "atelier"):
        wanted.append(_parse_workshop(workshop))
    seasons = top.records("seasons", "saison", required=True)
    wanted += [_parse_season(record) for record in seasons]
    _refuse_twice(seasons, "number", "une saison précédente porte déjà ce numéro.")
    top.finish()
    return wanted


def _parse_workshop(record: Record) -> Wanted:
    network = record.record("part_of", "réseau")
    values = {
        "name": record.text("name", required=True, max_length=150),
        "carried_by": record.text("carried_by", max_length=200),
        "founders": "\n".join(record.texts("founders")),
        "supported_by": "\n".join(record.texts("supported_by")),
    }
    if network:
        values["network_name"] = network.text("name", required=True, max_length=150)
        values["network_url"] = _address(network, "url")
        network.finish()
    record.finish()
    return Wanted(Workshop, values["name"], {"pk": 1}, values)


def _parse_season(record: Record) -> Wanted:
    number = record.integer("number", required=True, minimum=1)
    values: dict[str, Any] = {
        "theme": record.text("theme", required=True, max_length=200),
        "label": record.text("label", max_length=80),
        "city": record.text("city", max_length=80),
        **{name: "\n".join(record.texts(name)) for name in WRITTEN},
    }
    if places := record.integer("places", minimum=1):
        values["places"] = places
    if contribution := record.record("contribution", "contribution"):
        values |= _parse_contribution(contribution)
    if unknown := set(record.texts("territory_kinds")) - KINDS:
        raise record.error("territory_kinds", f"« {unknown.pop()} » n’est ni « institutionnel » ni « de projet ».")
    _check_stakes(record)
    label = f"saison {number}"
    children = [
        *_parse_days(record, label),
        *_parse_categories(record, label),
        *_parse_team(record, label),
        *_parse_resources(record, label),
    ]
    record.finish()
    return Wanted(Season, label, {"number": number}, values, children)


def _parse_contribution(record: Record) -> dict:
    low, high = record.decimal("min_eur", required=True), record.decimal("max_eur", required=True)
    if low is not None and high is not None and high < low:
        raise record.error("max_eur", "la contribution maximale est inférieure à la minimale.")
    record.text("negotiated")
    record.finish()
    return {"contribution_min": low, "contribution_max": high}


def _check_stakes(record: Record) -> None:
    """The stakes are those of the product: a file that names others is about another workshop."""
    named = [name.lower() for name in record.texts("stakes")]
    known = [name.lower() for name in Stake.objects.values_list("name", flat=True)]
    if named and named != known:
        raise record.error("stakes", f"les quatre enjeux attendus sont, dans l’ordre : {', '.join(known)}.")


def _parse_days(season: Record, label: str) -> list[Wanted]:
    records = season.records("days", "journée")
    wanted = []
    for record in records:
        day, number = record.date("date"), record.integer("number", required=True, minimum=1)
        weekday = record.text("weekday").lower()
        if weekday and weekday != french.WEEKDAYS[day.weekday()]:
            raise record.error("weekday", f"le {french.long_date(day)} est un {french.WEEKDAYS[day.weekday()]}.")
        record.finish()
        wanted.append(Wanted(Day, f"{label}, journée {number}", {"number": number}, {"date": day}))
    _refuse_twice(records, "number", "une journée précédente porte déjà ce numéro.")
    _refuse_twice(records, "date", "une journée précédente porte déjà cette date.")
    return wanted


def _parse_categories(season: Record, label: str) -> list[Wanted]:
    records = season.records("triptych", "catégorie")
    wanted = []
    for position, record in enumerate(records, start=1):
        code = record.text("code", required=True, max_length=30)
        if code != slugify(code):
            raise record.error("code", "des minuscules sans accent, des chiffres et des traits d’union sont attendus.")
        values = {
            "position": position,
            "label": record.text("label", required=True, max_length=80),
            "seats": record.integer("seats", required=True, minimum=1),
            "examples": "\n".join(record.texts("examples")),
        }
        record.finish()
        wanted.append(Wanted(Category, f"{label}, catégorie {values['label']}", {"code": code}, values))
    _refuse_twice(records, "code", "une catégorie précédente porte déjà ce code.")
    return wanted


def _parse_team(season: Record, label: str) -> list[Wanted]:
    records = season.records("team", "membre de l’équipe")
    wanted = []
    for position, record in enumerate(records, start=1):
        name = record.text("name", required=True, max_length=150)
        values = {"role": record.text("role", required=True, max_length=200), "position": position}
        record.finish()
        wanted.append(Wanted(TeamMember, f"{label}, équipe : {name}", {"name": name}, values))
    _refuse_twice(records, "name", "cette personne figure déjà plus haut.")
    return wanted


def _parse_resources(season: Record, label: str) -> list[Wanted]:
    records = season.records("resources", "ressource")
    wanted = []
    for position, record in enumerate(records, start=1):
        values = {
            "kind": record.text("kind", required=True, max_length=80),
            "minutes": record.integer("minutes", minimum=1),
            "about": record.text("about", max_length=200),
            "position": position,
        }
        url = _address(record, "url")
        record.finish()
        wanted.append(Wanted(Resource, f"{label}, ressource : {values['kind']}", {"url": url}, values))
    _refuse_twice(records, "url", "cette adresse figure déjà plus haut.")
    return wanted


def _address(record: Record, key: str) -> str:
    url = record.text(key, required=True, max_length=300)
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError as error:
        raise record.error(key, f"« {url} » n’est pas une adresse de site.") from error
    return url


def _refuse_twice(records: list[Record], key: str, reason: str) -> None:
    seen = set()
    for record in records:
        value = record.scalar(key, required=True)
        if value in seen:
            raise record.error(key, reason)
        seen.add(value)


def _apply(wanted: Wanted, **parent: Any) -> list[Change]:
    """Create or update the row and, under it, its children."""
    row = wanted.model.objects.filter(**wanted.key, **parent).first() or _of_account(wanted, parent)
    if row is None:
        row, change = _create(wanted, parent), Change(CREATED, wanted.label)
    else:
        change = _update(row, wanted)
    children = [found for child in wanted.children for found in _apply(child, season=row)]
    if change.verb == CREATED and isinstance(row, Season) and row.status != Season.Status.ARCHIVED:
        season_created.send(sender=Season, season=row)
    return [change, *children]


def _of_account(wanted: Wanted, parent: dict) -> TeamMember | None:
    """The place of somebody whose name is that of their account."""
    if wanted.model is not TeamMember:
        return None
    places = TeamMember.objects.exclude(user=None).filter(**parent)
    return next((one for one in places if one.full_name == wanted.key["name"]), None)


def _create(wanted: Wanted, parent: dict) -> models.Model:
    if wanted.model is Day:
        return calendar.add_day(**wanted.key, **wanted.values, **parent)
    if wanted.model is Season:
        return Season.objects.create(**wanted.key, **wanted.values, status=_status_of(wanted))
    row: models.Model = wanted.model.objects.create(**wanted.key, **wanted.values, **parent)
    return row


def _status_of(season: Wanted) -> str:
    """A season that is over, or whose days are not told, goes to the archive; any other awaits its organiser."""
    dates: list[date] = [child.values["date"] for child in season.children if child.model is Day]
    over = not dates or max(dates) < timezone.localdate()
    return Season.Status.ARCHIVED if over else Season.Status.PREPARATION


def _update(row: models.Model, wanted: Wanted) -> Change:
    different = [name for name, value in wanted.values.items() if getattr(row, name) != value]
    if not different:
        return Change("inchangé", wanted.label)
    details = tuple(str(wanted.model._meta.get_field(name).verbose_name) for name in different)
    for name in different:
        setattr(row, name, wanted.values[name])
    row.save(update_fields=different)
    return Change("modifier", wanted.label, details)
