"""The communes and EPCI of France, found by typing: a reference table that ships with the product.

Source: INSEE and DGCL, Licence Ouverte, through `@etalab/decoupage-administratif` 6.0.0 (municipal population 2023,
limits of 1 January 2026); `manage.py renew_places` writes the files anew. Communes that merged and
arrondissements are in a table of their own, and lead to the commune of today.
"""

import csv
import re
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

from django.core.exceptions import ValidationError

from atelier.core.french import sort_key
from territories import geography

TABLE = Path(__file__).with_name("places.csv")
FORMER_TABLE = Path(__file__).with_name("former_communes.csv")
FORMER_FIELDS = ("code", "name", "into")
FIELDS = ("code", "kind", "name", "department", "siren", "population", "grouping", "postcodes")
SOURCE_YEAR = 2026

CODE = re.compile(r"\d[\dab]\d{3}")
ABBREVIATIONS = (
    (r"\bcedex( \d{1,2})?\b", ""),
    (r"\bst\b", "saint"),
    (r"\bste\b", "sainte"),
    (r"\bss/ ?", "sous "),
    (r"\bs/ ?", "sur "),
    (r"\b(\d{1,2})(eme|nd|e)\b", r"\1e"),
)


@dataclass(frozen=True)
class Place:
    """A commune (`code` is INSEE's) or an EPCI (`code` is its SIREN); `population` is None if unknown."""

    code: str
    kind: str
    name: str
    department: str
    siren: str
    population: int | None
    grouping: str
    postcodes: tuple[str, ...]
    former: str = ""  # the name of the part of it that was looked for

    def __str__(self) -> str:
        return f"{self.name} ({self.department_name})"

    @property
    def department_name(self) -> str:
        return geography.department_name(self.department)

    @property
    def grouping_name(self) -> str:
        """The EPCI of a commune, if it has one."""
        return all_places()[self.grouping].name if self.grouping else ""

    @cached_property
    def words(self) -> str:
        """What is searched: « sainte colombe doubs », each word after a space."""
        return " " + sort_key(f"{self.former or self.name} {self.department_name}")


@cache
def all_places() -> dict[str, Place]:
    """The whole table by code; read once a process."""
    with TABLE.open(newline="") as file:
        return {row["code"]: _place(row) for row in csv.DictReader(file)}


def _place(row: dict) -> Place:
    population = int(row["population"]) if row["population"] else None
    return Place(**{**row, "population": population, "postcodes": tuple(row["postcodes"].split())})


@cache
def former_communes() -> list[Place]:
    """The parts of communes of today that have a name of their own, each as that commune with `former` set."""
    with FORMER_TABLE.open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["into"] in all_places()]
    return [replace(all_places()[row["into"]], former=row["name"]) for row in rows]


@cache
def commune_today(code: str) -> Place | None:
    """Where the commune of this former INSEE code is today, or the arrondissement."""
    with FORMER_TABLE.open(newline="") as file:
        into = next((row["into"] for row in csv.DictReader(file) if row["code"] == code), "")
    return all_places().get(into)


def get_place(code: str) -> Place | None:
    return all_places().get(code)


def check_code(code: str) -> None:
    """Raises ValidationError, in words, for a code that no commune and no EPCI has."""
    if get_place(code):
        return
    if today := commune_today(code):
        raise ValidationError(f"Le code {code} est celui d’une partie de {today}\u00a0: son code est {today.code}.")
    raise ValidationError(
        f"Aucune commune et aucun EPCI n’a le code «\u00a0{code}\u00a0»\u00a0: vérifiez-le, ou laissez-le vide."
    )


def members(grouping: str) -> list[Place]:
    """The communes of an EPCI, by name."""
    return sorted((one for one in all_places().values() if one.grouping == grouping), key=lambda one: one.words)


def search_places(text: str, *, limit: int = 12) -> list[Place]:
    """The places that `text` may mean, the likeliest first: a postcode, an INSEE code, or beginnings of words.

    Every commune of a postcode is there. A name typed whole comes before the names that it begins, then the most
    populated first, then those that merged into another.
    """
    typed = _spelt_out(text)
    codes = [word for word in typed.split() if CODE.fullmatch(word)]
    if codes and (found := _of_code(codes[0].upper())):
        words = [f" {word}" for word in typed.split() if word not in codes]
        if named := [one for one in found if all(word in one.words for word in words)]:
            return named  # else a postcode of CEDEX may be the INSEE code of another
    typed = " ".join(word for word in typed.split() if word not in codes)
    if len(typed) < 2:
        return [one for one in all_places().values() if typed and sort_key(one.name) == typed]  # Y, in the Somme
    words = [f" {word}" for word in typed.split()]
    found = [one for one in all_places().values() if all(word in one.words for word in words)]
    found.sort(key=lambda one: _likelihood(one, typed))
    known = {one.code for one in found}
    merged = [one for one in former_communes() if all(word in one.words for word in words) and one.code not in known]
    merged.sort(key=lambda one: (sort_key(one.former) != typed, one.words))
    return (merged + found if merged and _is_whole(merged[0], typed, found) else found + merged)[:limit]


def _is_whole(former: Place, typed: str, found: list[Place]) -> bool:
    """What was typed is the whole name of the former commune, and of no commune of today."""
    return sort_key(former.former) == typed and not any(sort_key(one.name) == typed for one in found)


def _of_code(code: str) -> list[Place]:
    """The communes of a postcode or an INSEE code, of today or before, by name."""
    found = [one for one in all_places().values() if code == one.code or code in one.postcodes]
    if not found and (today := commune_today(code)):
        return [today]
    return sorted(found, key=lambda one: one.words)


def _spelt_out(text: str) -> str:
    """As the table writes it: « Châlons s/ Marne cedex 2 » is « chalons sur marne », « Paris 15ème » « paris 15e »."""
    typed = sort_key(text)
    for pattern, written in ABBREVIATIONS:
        typed = re.sub(pattern, written, typed)
    return " ".join(typed.split())


def _likelihood(one: Place, typed: str) -> tuple:
    """Smaller is likelier."""
    name = sort_key(one.name)
    return (name != typed, not name.startswith(typed), -(one.population or 0), one.words)
