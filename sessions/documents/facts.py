"""The facts of a day that people are told, as plain values, and how a change of them is said in French.

A value is compared with the one that was said last: its words are the same as long as it is the same.
"""

from dataclasses import dataclass
from datetime import date, time

from django.utils import timezone

from atelier.core import french
from atelier.core.french import NBSP
from atelier.outbox.statements import Values
from sessions.documents.snapshots import venue_snapshot
from sessions.programme.models import Day

STATE, DATE, HOURS, PLACE = "state", "date", "hours", "place"
LINK = "link"  # what to open, from the day before to the day; empty when there is none
CONVOCATION = "convocation"  # the number of the one in force
CONVENED, CANCELLED, RELEASED = "convened", "cancelled", "released"
TO_SPECIFY = "à préciser"
ONLINE, ALSO_ONLINE = "en ligne", ", et en ligne"


def ref(day: Day) -> str:
    return f"day:{day.pk}"


def is_after_seat(day: Day, held: Values, until: str | None) -> bool:
    """Whether somebody told that their seat is another’s from `until` on reads it as said of this day.

    They read it of the date that they hold: the day may have moved since.
    """
    return until is not None and until <= held.get(DATE, day.date.isoformat())


def facts_of_day(day: Day) -> Values:
    """What somebody convened to it is told today. Read `day` with its half-days."""
    parts = [
        {name: getattr(part, name).isoformat("minutes") for name in ("starts_at", "ends_at")}
        for part in day.half_days.all()
    ]
    return _facts(
        day.date.isoformat(),
        parts,
        _place(venue_snapshot(day), day.season.city, day.mode),
        day.link_on(timezone.localdate()),
    )


def facts_of_snapshot(snapshot: dict) -> Values:
    """What a convocation says."""
    place = _place(snapshot["venue"], snapshot["season"]["city"], snapshot["mode"])
    return _facts(snapshot["day"]["date"], snapshot["half_days"], place, snapshot["link"])


def _facts(on: str, parts: list[dict], place: str, link: str | None) -> Values:
    found = {STATE: CONVENED, DATE: on, HOURS: _hours(parts), PLACE: place}
    return found if link is None else {**found, LINK: link}


def _hours(parts: list[dict]) -> str:
    """« 9 h 30 – 12 h 30, 14 h – 17 h »."""
    hours = [[french.hour(time.fromisoformat(part[name])) for name in ("starts_at", "ends_at")] for part in parts]
    return ", ".join(" – ".join(pair) for pair in hours) or TO_SPECIFY


def _place(venue: dict | None, city: str, mode: str) -> str:
    """Where to go, or « en ligne »."""
    if mode == Day.Mode.ONLINE:
        return ONLINE
    where = city or TO_SPECIFY
    if venue:
        where = ", ".join(filter(None, (venue[name] for name in ("name", "room", "address", "url"))))
    return where + ALSO_ONLINE if mode == Day.Mode.BOTH else where


def differences(held: Values, now: Values) -> tuple[str, ...]:
    """The facts of which somebody must be told: those that they hold and are false, or the convocation that they lack.

    Whoever was told nothing has nothing to unlearn: there and back is no change, unless the other thing was said.
    """
    if now[STATE] != CONVENED:
        return (STATE,) if held.get(STATE) == CONVENED else ()
    false = [name for name in (STATE, DATE, HOURS, PLACE) if name in held and held[name] != now[name]]
    if LINK in now and held.get(LINK, "") != now[LINK]:
        false.append(LINK)
    lacks = CONVOCATION in now and held.get(CONVOCATION) != now[CONVOCATION]
    return (*false, CONVOCATION) if lacks else tuple(false)


@dataclass(frozen=True)
class Change:
    """One fact that changed: `headline` for a subject (« change de date, du 16 au 25 mars »), `sentence` for a text."""

    headline: str
    sentence: str


def changes(held: Values, now: Values) -> list[Change]:
    """The changes of a day to which somebody is convened, for whoever holds `held`."""
    return [_WORDS[name](held[name], now[name]) for name in differences(held, now) if name in _WORDS and held.get(name)]


def _of_state(before: str, _: str) -> Change:
    if before == CANCELLED:
        return Change("maintenue", "La journée, que nous avions annulée, a bien lieu.")
    return Change("vous y participez de nouveau", "Vous participez de nouveau à cette journée.")


def _of_date(before: str, after: str) -> Change:
    former, new = date.fromisoformat(before), date.fromisoformat(after)
    now = f"{french.full_date(new)}, et non plus {french.full_date(former)}"
    return Change(f"change de date, {french.moved(former, new)}", f"Elle change de date{NBSP}: {now}.")


def _of_hours(before: str, after: str) -> Change:
    return Change("change d’horaires", f"Elle change d’horaires{NBSP}: {after}, au lieu de {before}.")


def _of_place(before: str, after: str) -> Change:
    if after == ONLINE:
        former = before.removesuffix(ALSO_ONLINE)
        return Change("se tient en ligne", f"Elle se tient en ligne, et non plus à cette adresse{NBSP}: {former}.")
    if before == ONLINE and after.endswith(ALSO_ONLINE):
        return Change("se tient aussi sur place", f"Elle ne se tient plus en ligne seulement{NBSP}: {after}.")
    if before == ONLINE:
        return Change("se tient sur place", f"Elle se tient sur place, et non plus en ligne{NBSP}: {after}.")
    if after == before + ALSO_ONLINE:
        return Change("se suit aussi en ligne", f"Elle se suit aussi en ligne{NBSP}: {after}.")
    if before == after + ALSO_ONLINE:
        return Change("ne se suit plus en ligne", f"Elle ne se suit plus en ligne{NBSP}: {after}.")
    return Change("change de lieu", f"Elle change de lieu{NBSP}: {after}, au lieu de {before}.")


def _of_link(before: str, after: str) -> Change:
    if not after:
        return Change("lien de connexion retiré", f"Le lien de connexion ne vaut plus{NBSP}: {before}.")
    return Change("change de lien de connexion", f"Le lien de connexion change{NBSP}: {after}, et non plus {before}.")


_WORDS = {STATE: _of_state, DATE: _of_date, HOURS: _of_hours, PLACE: _of_place, LINK: _of_link}


def in_words(name: str, value: str) -> str:
    """What somebody holds, for those who read the list of whom to tell."""
    if name == DATE:
        return french.full_date(date.fromisoformat(value))
    if name == STATE:
        return {CONVENED: "y participe", CANCELLED: "annulée", RELEASED: "n’y participe plus"}[value]
    return f"convocation n°{NBSP}{value}" if name == CONVOCATION else value
