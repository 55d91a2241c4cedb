"""The messy seasons, once for each seed: one by default, FIGURES_SEEDS=30 for a long run."""

import os

import pytest
import time_machine
from django.urls import reverse

from atelier.api import tokens
from atelier.api.models import Scope
from sessions.attendance import roll_call
from sessions.documents import attestations
from sessions.groups import seating
from tests.figures import money, opinions
from tests.figures.ledger import TODAY, Ledger
from tests.figures.messy import END, NOW, live
from tests.figures.plain import Rows

SEEDS = range(int(os.environ.get("FIGURES_SEEDS", "1")))


@pytest.fixture(params=SEEDS)
def messy(request, db, room, monkeypatch):
    """The seasons when five of the six days of the fifth are past, where the clock stands."""
    monkeypatch.setattr(seating, "MOVES", 200)

    def make():
        made = live(request.param, room.one("organiser"))
        money.spend(made)
        opinions.tell(made)
        return {"messy": made}

    with time_machine.travel(NOW, tick=False):
        yield room.hold(f"messy {request.param}", make)["messy"]


@pytest.fixture
def rows(messy):
    return Rows()


@pytest.fixture
def read(as_user, messy):
    """A page of the organisers, as text; `saison` is the messy one unless another is asked for."""
    desk = as_user(messy.organiser)

    def page(name, *keys, **query):
        answer = desk.get(reverse(name, args=keys), {"saison": messy.season.pk} | query)
        assert answer.status_code == 200, name
        return answer.content if "text/html" not in answer["Content-Type"] else answer.content.decode()

    return page


@pytest.fixture
def ledger(rows):
    return Ledger(rows)


@pytest.fixture
def ask(client, messy):
    secret = tokens.issue(
        season=messy.season, name="Site", by=messy.organiser, scopes=list(Scope.values), ends_on=TODAY
    )[1]
    return lambda path: client.get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {secret}"}).json()


@pytest.fixture
def over(messy):
    """Every day is closed, and attestations are issued."""
    with time_machine.travel(END, tick=False):
        for day in (messy.days[4], messy.days[5]):
            roll_call.close_day(day=day, author=messy.organiser)
        attestations.issue_attestations(season=messy.season)
        yield Rows()
