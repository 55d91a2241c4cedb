"""A season as they are, and in plain values what is true of it; each of its `TRAITS` may be left out.

`Known` is written down as the world is made: no query nor property of the product is asked for it.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from zoneinfo import ZoneInfo

from django.utils import timezone

from atelier.accounts.models import User
from atelier.privacy import erasure
from atelier.seasons.models import Category, Season
from contributions import invoicing, payments
from sessions.attendance import roll_call
from sessions.programme.models import Day
from territories.models import Triptych
from tests.factories import (
    AttendanceFactory,
    ParticipantFactory,
    SeasonFactory,
    TriptychFactory,
    UserFactory,
    add_days,
    settled,
)

TRAITS = {
    "two seasons": "another season lives at the same time, and has met, been asked for money and paid on the same days",
    "one name": "two people bear one name, and two territories",
    "four categories": "the season has four of them",
    "particles": "somebody is called « des Essarts », somebody « de La Tour »",
    "empty triptych": "a territory was admitted and has named nobody yet",
    "erased": "somebody came to the first day, and was erased before the second",
    "cents": "amounts are not of whole euros",
    "overseas": "a territory does not live by the clock of Paris",
    "no account": "somebody confirmed, and has never signed in",
}
FOURTH = ("habitants", "Habitantes et habitants")
STATUSES = ("present", "late", "excused", "present", "absent")  # of one person after the other
LONG_AGO = datetime(2020, 1, 1, tzinfo=ZoneInfo("Europe/Paris"))
NOW = LONG_AGO.replace(year=2027, month=3, day=3, hour=9)  # a Wednesday; the day that comes is on the 23rd


@dataclass(frozen=True)
class Person:
    pk: int
    first_name: str
    last_name: str
    email: str
    territory: str
    triptych: int
    category: str
    rank: int  # of the category
    zone: str
    stays: bool
    noted: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass
class Known:
    """The season, and what is true of it."""

    season: Season
    people: list[Person] = field(default_factory=list)
    triptychs: list[int] = field(default_factory=list)
    asked: dict[int, Decimal] = field(default_factory=dict)  # by triptych, in euros
    paid: dict[int, Decimal] = field(default_factory=dict)

    @cached_property
    def over(self) -> Day:
        return self.season.days.get(number=1)

    @cached_property
    def coming(self) -> Day:
        return self.season.days.get(number=2)

    @cached_property
    def categories(self) -> list[str]:
        return list(self.season.categories.values_list("label", flat=True))

    @property
    def staying(self) -> list[Person]:
        return [one for one in self.people if one.stays]


def build(by: User, without: Collection[str] = ()) -> Known:
    """Season 4 with all the traits but those `without`."""
    assert set(without) <= TRAITS.keys()
    traits = TRAITS.keys() - set(without)
    season = SeasonFactory(number=4, places=5)
    if "four categories" in traits:
        Category.objects.create(season=season, position=4, code=FOURTH[0], label=FOURTH[1])
    season.categories.update(seats=1)
    known = lived(season, by, traits)
    if "two seasons" in traits:
        other = SeasonFactory(number=5, places=5)
        other.categories.update(seats=1)
        lived(other, by, set())
    return known


def lived(season: Season, by: User, traits: Collection[str], days: tuple[int, int] = (-10, 20)) -> Known:
    """A day that is over, one to come, money that was asked for and paid in parts."""
    add_days(season, *map(_in_days, days))
    known = Known(season)
    inhabit(known, traits)
    for half in known.over.half_days.all():
        for person in known.people:
            AttendanceFactory(participant_id=person.pk, half_day=half, status=person.noted[0])
    roll_call.close_day(day=known.over, author=by)
    _pay(known, by, Decimal("0.35") if "cents" in traits else Decimal(0))
    for person in known.people:
        if not person.stays:
            erasure.erase(email=person.email, by=by)
    return known


def surround(season: Season, by: User) -> Season:
    """The same people in this season, and beside it another one that lives, with all the traits."""
    inhabit(Known(season), TRAITS, first_rank=2)
    return lived(SeasonFactory(number=season.number - 1, places=5), by, TRAITS).season


def inhabit(known: Known, traits: Collection[str], first_rank: int = 1) -> None:
    """Three territories with one person a category, and one with nobody."""
    twin = "Val d’Essai" if "one name" in traits else "Plaine d’Essai"
    overseas = ("974", "Indian/Reunion") if "overseas" in traits else ("80", "Europe/Paris")
    places = [("Val d’Essai", "62", "Europe/Paris"), (twin, "59", "Europe/Paris"), ("Lagune", *overseas)]
    for rank, (name, department, zone) in enumerate(places, start=first_rank):
        triptych = _admitted(known, name, department, rank)
        for category in known.season.categories.all():
            known.people.append(_someone(known, triptych, category, name, zone, traits))
    if "empty triptych" in traits:
        _admitted(known, "Îlot", "29", first_rank + len(places))


def _admitted(known: Known, name: str, department: str, rank: int) -> Triptych:
    triptych = TriptychFactory(
        season=known.season, admitted=True, rank=rank, lead=UserFactory(), territory__name=name,
        territory__department=department,
    )  # fmt: skip
    known.triptychs.append(triptych.pk)
    return triptych


def _someone(
    known: Known, triptych: Triptych, category: Category, territory: str, zone: str, traits: Collection[str]
) -> Person:
    number = len(known.people)
    email = f"essai{known.season.number}-{number}@example.org"
    first, last = _name(number, len(known.categories), known.season.number, traits)
    account = None if number == 2 and "no account" in traits else UserFactory(email=email)
    row = ParticipantFactory(
        triptych=triptych, category=category, first_name=first, last_name=last, email=email, user=account,
        state="confirmed", answered_at=LONG_AGO,
    )  # fmt: skip
    stays = not (number == 1 and "erased" in traits)
    noted = (STATUSES[number % len(STATUSES)],) * 2
    return Person(
        row.pk, first, last, email, territory, triptych.pk, category.label, category.position, zone, stays, noted
    )


def _name(number: int, categories: int, season: int, traits: Collection[str]) -> tuple[str, str]:
    """The first of each of two territories bear one name; the last ones have a particle."""
    if "one name" in traits and number in {0, categories}:
        return "Claude", "Martin"
    if "particles" in traits and number in {2, categories + 1}:
        return ("Jeanne", "des Essarts") if number == 2 else ("Alix", "de La Tour")
    return "Zoé", f"Vial{chr(ord('a') + number)}{season}"


def _pay(known: Known, by: User, cents: Decimal) -> None:
    for number, triptych in enumerate(known.triptychs[:2]):
        asked, paid = 4500 + number + cents, [Decimal(1000), 20 + number + cents]
        payer = settled(asked, triptych=Triptych.objects.get(pk=triptych))
        invoice = invoicing.issue_document(instalment=payer.instalments.get(), on=timezone.localdate())
        for amount in paid:
            payments.record_payment(invoice=invoice, amount=amount, received_on=timezone.localdate(), by=by)
        known.asked[triptych], known.paid[triptych] = asked, sum(paid, Decimal(0))


def _in_days(days: int):
    return timezone.localdate() + timedelta(days=days)


def moment_there(person: Person, day, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=ZoneInfo(person.zone))
