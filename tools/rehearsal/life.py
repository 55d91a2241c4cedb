"""What each act of a story is given: the stage, its own dice, and how it chooses among rows."""

import random
from collections.abc import Callable, Iterable
from itertools import cycle

from django.db.models import QuerySet

from atelier.accounts.models import User
from tools.rehearsal.stage import Stage
from tools.season.browser import Browser, Page

ACTS: dict[str, Callable] = {}


def act(function: Callable) -> Callable:
    """An act takes a Life; it returns whether it did something, or raises what the product refuses with."""
    ACTS[function.__name__] = function
    return function


class Visitor(Browser):
    """The same somebody with a browser, signed in already; a POST is sent twice by who clicks twice."""

    machines = cycle(range(2, 250))

    def __init__(self, stage: Stage, user: User | None, *, clicks: int = 1) -> None:
        super().__init__(stage)
        self.clicks = clicks
        if user:
            self.client.force_login(user)
        self._post, self.client.post = self.client.post, self._click

    def _click(self, *args, **how):
        """What the first click answers."""
        first = self._post(*args, **how)
        for _ in range(self.clicks - 1):
            self._post(*args, **how)
        return first

    def refused(self, address: str, values: dict, **how) -> Page:
        return self.post_refused(address, values, **how)


class Life:
    def __init__(self, stage: Stage, dice: random.Random) -> None:
        self.stage, self.dice = stage, dice

    @property
    def organiser(self) -> User:
        return User.objects.get(email="organisation@example.org")

    def chance(self, share: float) -> bool:
        return self.dice.random() < share

    def some(self, rows: QuerySet):
        """One of these rows, None when there is none."""
        found = list(rows.order_by("pk"))
        return self.dice.choice(found) if found else None

    def any_of(self, values: Iterable):
        found = list(values)
        return self.dice.choice(found) if found else None

    def visitor(self, user: User | None) -> Visitor:
        return Visitor(self.stage, user, clicks=self.dice.choice([1, 1, 2]))
