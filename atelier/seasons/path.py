"""The path of a season, for the apps below the one that knows its days: they draw it in pages and in mails."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from atelier.core import french
from atelier.core.declarations import declared
from atelier.seasons.models import Season


@dataclass(frozen=True)
class SeasonPath:
    """Declared once, by the app of days; `stations(season)` are what the tag `season_path` draws, as of today."""

    stations: Callable[[Season], Sequence[Any]]


def stations_of(season: Season) -> Sequence[Any]:
    (path,) = declared(SeasonPath)
    return path.stations(season)


def path_facts(season: Season) -> dict:
    """The stations, and their dates in words: what the page and the mail of an invitation both show."""
    stations = stations_of(season)
    days = [station.day.date for station in stations]
    return {"stations": stations, "dates": french.period(min(days), max(days)) if days else ""}
