"""The rule that keeps answers secret, as functions of numbers; docs/secrecy.md states it and proves it.

An answer enters one figure at most. A figure is computed once, when the perspectives open, and never again. It is
shown as it is when each person in it agreed to that; otherwise to who is not in it, when two people gave a level,
between 1.5 and 4.5; and to who may be in it, when three did, between 2.5 and 3.5.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from atelier.accounts.models import User
from atelier.core import rounding
from atelier.core.french import decimal, sort_key
from territories.models import Participant

Identity = frozenset[tuple[str, object]]


@dataclass(frozen=True)
class Sight:
    """From where a figure is read: how many people it takes, and between which values it is kept."""

    enough: int
    lowest: Decimal
    highest: Decimal


OUTSIDE = Sight(2, Decimal("1.5"), Decimal("4.5"))
INSIDE = Sight(3, Decimal("2.5"), Decimal("3.5"))
AGREED = Sight(1, Decimal(0), Decimal(6))  # of levels from 1 to 5, it keeps none from being read


@dataclass(frozen=True)
class Shown:
    """A figure as one reader sees it."""

    value: Decimal
    sight: Sight

    @property
    def in_words(self) -> str:
        """« 2,5 », « 1,5 ou moins », « 3,5 ou plus »."""
        edges = {self.sight.lowest: " ou moins", self.sight.highest: " ou plus"}
        return f"{decimal(self.value)}{edges.get(self.value, '')}"


def figure(levels: list[Decimal], *, is_agreed: bool) -> Decimal:
    """The mean to the half, as it is kept: no more is stored than somebody may be shown."""
    mean = cast(Decimal, rounding.mean(levels, rounding.HALF))  # somebody answered
    return _kept(mean, AGREED if is_agreed else OUTSIDE)


def show(value: Decimal, people: int, sight: Sight) -> Shown | None:
    """What is seen of a figure that `people` made; None when they are too few."""
    return Shown(_kept(value, sight), sight) if people >= sight.enough else None


def _kept(value: Decimal, sight: Sight) -> Decimal:
    return min(max(value, sight.lowest), sight.highest)


def identity_of_seat(person: Participant) -> Identity:
    """Account, addresses and name of whoever holds or held a seat."""
    own = {("email", person.email.lower()), ("name", person.sort_name)}
    return frozenset(own | (identity_of_account(person.user) if person.user else set()))


def identity_of_account(user: User) -> Identity:
    own = {("user", user.pk), ("email", user.email.lower())}
    name = sort_key(f"{user.last_name} {user.first_name}")
    return frozenset(own | ({("name", name)} if name else set()))


def count_people(identities: Iterable[Identity]) -> int:
    """How many people these surely are: two that share anything may be one, who would know both answers.

    Where two may be one, two is the most that is answered, since `INSIDE` stands on people who know one answer.
    """
    groups: list[set] = []
    total = 0
    for one in identities:
        total += 1
        linked = [group for group in groups if group & one]
        groups = [group for group in groups if not group & one] + [set(one).union(*linked)]
    return total if len(groups) == total else min(2, len(groups))
