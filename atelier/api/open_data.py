"""The open data of a closed season, to be published by whoever runs the workshop: CSV, JSON and `datapackage.json`.

The same content as the interface gives, without the people and without the money: nobody is named, and no rate of fewer
than five people is said. The same season makes the same bytes.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from atelier.api import content, schemas
from atelier.core.spreadsheets import Cell, write_csv
from atelier.seasons.models import Season, Workshop

EPOCH = (1980, 1, 1, 0, 0, 0)  # of every member: when it was made is not what it says
LICENCE = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte 2.0",
    "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
}
Fields = tuple[tuple[str, str, str], ...]  # name, type and meaning of each column


@dataclass(frozen=True)
class Table:
    """A file of the package."""

    name: str
    title: str
    fields: Fields
    rows: list[list[Cell]]


def package(season: Season) -> bytes:
    """A ZIP."""
    read = _Read.of(season)
    files = {
        f"{table.name}.csv": write_csv([[name for name, *_ in table.fields], *table.rows]) for table in read.tables
    }
    files["saison.json"] = _as_json(read.whole)
    files["datapackage.json"] = _as_json(_descriptor(season, read.tables, files))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode()


@dataclass(frozen=True)
class _Read:
    season: schemas.SeasonOut
    days: list[schemas.DayOut]
    territories: list[schemas.TerritoryOut]
    attendance: schemas.AttendanceOut

    @classmethod
    def of(cls, season: Season) -> "_Read":
        return cls(
            content.season_out(season),
            [content.day_out(day) for day in content.days_of(season).order_by("date", "number")],
            [content.territory_out(one) for one in content.territories_of(season).order_by("rank")],
            content.attendance_out(season),
        )

    @property
    def whole(self) -> dict[str, Any]:
        return {
            "season": self.season.model_dump(mode="json"),
            "days": [day.model_dump(mode="json", exclude={"id"}) for day in self.days],
            "territories": [one.model_dump(mode="json", exclude={"id"}) for one in self.territories],
            "attendance": self.attendance.model_dump(mode="json"),
        }

    @property
    def tables(self) -> list[Table]:
        return [self._days(), self._items(), self._territories(), self._attendance()]

    def _days(self) -> Table:
        fields: Fields = (
            ("number", "integer", "numéro de la journée"),
            ("date", "date", "date"),
            ("status", "string", "planned (tenue) ou cancelled (annulée)"),
            ("mode", "string", "on_site, online ou both"),
            ("title", "string", "intitulé"),
            ("place", "string", "lieu"),
        )
        rows = [[_cell(getattr(day, name)) for name, *_ in fields] for day in self.days]
        return Table("journees", "Les journées", fields, rows)

    def _items(self) -> Table:
        fields: Fields = (
            ("day", "integer", "numéro de la journée"),
            ("period", "string", "morning (matin) ou afternoon (après-midi)"),
            ("starts_at", "time", "début, heure de Paris"),
            ("format", "string", "plenary, peers, inter, collective ou codev"),
            ("title", "string", "intitulé"),
        )
        rows: list[list[Cell]] = [
            [day.number, part.period, item.starts_at.isoformat(), item.format, item.title]
            for day in self.days
            for part in day.half_days
            for item in part.items
        ]
        return Table("sequences", "Le programme des journées", fields, rows)

    def _territories(self) -> Table:
        fields: Fields = (
            ("name", "string", "territoire retenu"),
            ("kind", "string", "type de territoire"),
            ("department", "string", "code du département"),
            ("category", "string", "catégorie"),
            ("seats", "integer", "sièges de cette catégorie"),
        )
        rows: list[list[Cell]] = [
            [one.name, one.kind, one.department, panel.category, panel.seats]
            for one in self.territories
            for panel in one.panels
        ]
        return Table("territoires", "Les territoires retenus et leurs sièges", fields, rows)

    def _attendance(self) -> Table:
        fields: Fields = (
            ("by", "string", "saison, journee, categorie ou territoire"),
            ("of", "string", "ce dont c’est le taux"),
            ("attended", "integer", "demi-journées suivies ; vide sous le seuil de cinq personnes"),
            ("expected", "integer", "demi-journées attendues ; vide sous le seuil"),
            ("percent", "integer", "pour cent, arrondi vers le bas ; vide sous le seuil"),
        )
        read = self.attendance
        groups: Iterable[tuple[str, list[schemas.RateOut]]] = (
            ("saison", [read.season]),
            ("journee", read.days),
            ("categorie", read.categories),
            ("territoire", read.territories),
        )
        rows = [
            [by, *(_cell(getattr(rate, name)) for name in ("of", "attended", "expected", "percent"))]
            for by, rates in groups
            for rate in rates
        ]
        return Table("presences", "Les taux de présence", fields, rows)


def _cell(value: object) -> Cell:
    """A number stays one; nothing is an empty cell; the rest is written, dates as ISO 8601."""
    if isinstance(value, int):
        return value
    return "" if value is None else str(value)


def _descriptor(season: Season, tables: list[Table], files: dict[str, bytes]) -> dict[str, Any]:
    """`datapackage.json`, as Data Package 1.0 describes it."""
    by_file = {f"{table.name}.csv": table for table in tables}
    return {
        "profile": "data-package",
        "name": f"atelier-saison-{season.number}",
        "title": f"{Workshop.load().name}, saison {season.number}",
        "description": "Aucune personne n’y est nommée ; un taux de moins de cinq personnes n’y est pas dit.",
        "licenses": [LICENCE],
        "resources": [_resource(name, data, by_file.get(name)) for name, data in files.items()],
    }


def _resource(name: str, data: bytes, table: Table | None) -> dict[str, Any]:
    stem, _, kind = name.partition(".")
    same = {
        "name": stem,
        "path": name,
        "format": kind,
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
    }
    if table is None:
        return {**same, "title": "La saison entière", "mediatype": "application/json"}
    fields = [{"name": field, "type": type_, "description": words} for field, type_, words in table.fields]
    return {
        **same,
        "profile": "tabular-data-resource",
        "title": table.title,
        "mediatype": "text/csv",
        "dialect": {"delimiter": ";", "lineTerminator": "\r\n", "header": True},
        "schema": {"fields": fields, "missingValues": [""]},
    }
