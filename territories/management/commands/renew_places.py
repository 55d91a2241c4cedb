"""Renew the reference table of communes and EPCI from the package `@etalab/decoupage-administratif`.

The package (npm, MIT; data of INSEE and DGCL under Licence Ouverte) is unpacked by hand; nothing is fetched here.
"""

import csv
import json
from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand

from territories import geography, places

FORMER = {"commune-deleguee": "chefLieu", "commune-associee": "chefLieu", "arrondissement-municipal": "commune"}
KINDS = {"METRO": "MET", "MET69": "MLY"}
WRITTEN_OUT = {
    "CC": "Communauté de communes",
    "CA": "Communauté d’agglomération",
    "CU": "Communauté urbaine",
}


class Command(BaseCommand):
    help = "Écrit la table des communes et des EPCI depuis le paquet @etalab/decoupage-administratif déplié."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="le dossier « data » du paquet")

    def handle(self, *, folder, **options):
        communes = read(folder, "communes")
        parents: dict[str, str] = {}
        groupings = [*read(folder, "epci"), *read(folder, "ept")]
        departments = {row["code"]: department(row) for row in communes}
        rows = []
        for row in groupings:
            members = [member["code"] for member in row["membres"]]
            parents |= dict.fromkeys(members, row["code"])
            rows.append(grouping(row, Counter(departments[code] for code in members if code in departments)))
        rows += [commune(row, parents) for row in communes if is_shown(row)]
        with places.TABLE.open("w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(places.FIELDS)
            writer.writerows(sorted(rows))
        former = [row for row in communes if row["type"] in FORMER and department(row) in geography.DEPARTMENTS]
        names = {row["code"]: row["nom"] for row in communes if row["type"] == "commune-actuelle"}
        with places.FORMER_TABLE.open("w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(places.FORMER_FIELDS)
            writer.writerows(sorted(part for row in former if (part := part_of(row))[1] != names.get(part[2])))
        self.stdout.write(f"{len(rows)} lignes écrites.")


def read(folder: Path, name: str) -> list[dict]:
    rows: list[dict] = json.loads((folder / f"{name}.json").read_text())
    return rows


def is_shown(row: dict) -> bool:
    """Communes of today, in a département that somebody lives in: Clipperton is left out."""
    return row["type"] == "commune-actuelle" and department(row) in geography.DEPARTMENTS


def department(row: dict) -> str:
    return str(row.get("departement") or row["code"][:3])


def part_of(row: dict) -> tuple[str, str, str]:
    """A commune that merged, or an arrondissement: what people still type, and the commune of today."""
    return (row["code"], row["nom"].replace("'", "’"), row[FORMER[row["type"]]])


def grouping(row: dict, departments: Counter) -> tuple:
    short, _, rest = row["nom"].partition(" ")
    name = f"{WRITTEN_OUT[short]} {rest}" if short in WRITTEN_OUT else row["nom"]
    population = row.get("populationMunicipale") or sum(member["populationMunicipale"] for member in row["membres"])
    kind = KINDS.get(row["type"], row["type"])
    (main, _), *_ = departments.most_common(1)
    return (row["code"], kind, name.replace("'", "’"), main, row["code"], population, "", "")


def commune(row: dict, parents: dict[str, str]) -> tuple:
    """Overseas collectivities have no SIREN and, for some, no population in the source: left empty."""
    return (
        row["code"],
        "COM",
        row["nom"].replace("'", "’"),
        department(row),
        row.get("siren", ""),
        row.get("population", ""),
        parents.get(row["code"], ""),
        " ".join(row.get("codesPostaux", [])),
    )
