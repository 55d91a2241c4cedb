"""The communes and EPCI of France, found by typing: a reference table that ships with the product.

Source: INSEE and DGCL, Licence Ouverte, through `@etalab/decoupage-administratif` 6.0.0 (municipal population 2023,
limits of 1 January 2026); `manage.py renew_places` writes the file anew. Communes déléguées are not in it.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from atelier.core.french import sort_key
from territories import geography

TABLE = Path(__file__).with_name("places.csv")
FIELDS = ("code", "kind", "name", "department", "siren", "population", "grouping", "postcodes")
SOURCE_YEAR = 2026


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
        return " " + sort_key(f"{self.name} {self.department_name}")


@cache
def all_places() -> dict[str, Place]:
    """The whole table by code; read once a process."""
    with TABLE.open(newline="") as file:
        return {row["code"]: _place(row) for row in csv.DictReader(file)}


def _place(row: dict) -> Place:
    population = int(row["population"]) if row["population"] else None
    return Place(**{**row, "population": population, "postcodes": tuple(row["postcodes"].split())})


def get_place(code: str) -> Place | None:
    return all_places().get(code)


def members(grouping: str) -> list[Place]:
    """The communes of an EPCI, by name."""
    return sorted((one for one in all_places().values() if one.grouping == grouping), key=lambda one: one.words)


def search_places(text: str, *, limit: int = 12) -> list[Place]:
    """The places that `text` may mean, the likeliest first: a postcode, an INSEE code, or beginnings of words.

    A name typed whole comes before the names that it begins, then the most populated first.
    """
    text = text.strip()
    if re.fullmatch(r"\d[\dABab]\d{3}", text):
        code = text.upper()
        found = [one for one in all_places().values() if code == one.code or code in one.postcodes]
        return sorted(found, key=lambda one: one.words)[:limit]
    typed = re.sub(r"\b(s)(te?)\b", lambda match: "sainte" if match[2] == "te" else "saint", sort_key(text))
    words = [f" {word}" for word in typed.split()]
    if len(typed) < 2:
        return []
    found = [one for one in all_places().values() if all(word in one.words for word in words)]
    return sorted(found, key=lambda one: _likelihood(one, typed))[:limit]


def _likelihood(one: Place, typed: str) -> tuple:
    """Smaller is likelier."""
    name = sort_key(one.name)
    return (name != typed, not name.startswith(typed), -(one.population or 0), one.words)
