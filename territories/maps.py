"""The territories of a season on a map of départements, drawn here: no tile, no server, no address of anybody.

`outlines.json` holds one SVG path a département, in units of the viewBox: IGN Admin Express (edition 2018, Licence
Ouverte) as simplified by github.com/gregoiredavid/france-geojson, snapped to whole units; overseas départements stand
beside, each on its own scale. Collectivities without an outline there are named under the map.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from territories import geography
from territories.models import Triptych

WIDTH, HEIGHT = 404, 340
_OUTLINES = Path(__file__).with_name("outlines.json")
_POINT = re.compile(r"-?\d+")


@dataclass(frozen=True)
class Outline:
    """A département: its path, and a point of it where a mark is seen however small it is."""

    code: str
    name: str
    path: str
    mark: tuple[int, int]


@dataclass(frozen=True)
class TakenDepartment:
    """A département where territories of the season are, with their names."""

    outline: Outline
    names: list[str]

    @property
    def words(self) -> str:
        return f"{self.outline.name}\u00a0: {', '.join(self.names)}"


@dataclass(frozen=True)
class SeasonMap:
    """`others` is drawn under `taken`; `elsewhere` names what has no outline here."""

    others: list[Outline]
    taken: list[TakenDepartment]
    elsewhere: list[str]


@cache
def outlines() -> dict[str, Outline]:
    """By code of département, each once a process."""
    paths = json.loads(_OUTLINES.read_text(encoding="utf-8"))
    return {code: Outline(code, geography.department_name(code), path, _centre(path)) for code, path in paths.items()}


def _centre(path: str) -> tuple[int, int]:
    """The middle of the box of the first ring, which is the largest: a point, then steps from one to the next."""
    numbers = [int(number) for number in _POINT.findall(path.partition("z")[0])]
    places = list(zip(numbers[::2], numbers[1::2], strict=True))
    (x, y), xs, ys = places[0], [places[0][0]], [places[0][1]]
    for step_x, step_y in places[1:]:
        x, y = x + step_x, y + step_y
        xs.append(x)
        ys.append(y)
    return (min(xs) + max(xs)) // 2, (min(ys) + max(ys)) // 2


def season_map(triptychs: Iterable[Triptych]) -> SeasonMap:
    """Each territory in every département that it reaches; read with `territory__parts`."""
    names: dict[str, list[str]] = {}
    for one in triptychs:
        reached = [one.territory.department, *(part.department for part in one.territory.parts.all())]
        for code in dict.fromkeys(reached):
            names.setdefault(code, []).append(str(one.territory))
    known = outlines()
    return SeasonMap(
        others=[outline for code, outline in known.items() if code not in names],
        taken=[TakenDepartment(known[code], found) for code, found in names.items() if code in known],
        elsewhere=[geography.department_name(code) for code in names if code not in known],
    )
