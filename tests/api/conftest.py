from decimal import Decimal

import pytest
from django.utils import timezone

from atelier.api import tokens
from atelier.api.models import Scope
from contributions.models import Funding
from sessions.attendance import roll_call
from tests.factories import add_days, settled


@pytest.fixture
def ask(client):
    """Ask the interface with a secret; the answer."""

    def ask_with(secret, path, **headers):
        return client.get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {secret}", **headers})

    return ask_with


@pytest.fixture
def secret_of(organiser):
    """The secret of a new token of a season, for these scopes or all."""

    def issue(season, *scopes, ends_on=None):
        given = {"scopes": list(scopes or Scope.values), "ends_on": ends_on or timezone.localdate()}
        return tokens.issue(season=season, name="Site", by=organiser, **given)[1]

    return issue


@pytest.fixture
def lived(triptych, organiser):
    """A closed day of the season of `triptych`, where one of the six was absent in the morning; money in cents."""
    (day,) = add_days(triptych.season, timezone.localdate())
    morning, afternoon = day.half_days.order_by("starts_at")
    morning.items.create(starts_at="10:00", format="peers", title="Entre pairs", room="Salle 2")
    absent, *others = triptych.participants.order_by("pk")
    there = {"status": "present", "minutes": None, "reason": ""}
    cells = {(one, part): there for one in [absent, *others] for part in (morning, afternoon)}
    roll_call.record_attendance(
        day=day, cells={**cells, (absent, morning): {**there, "status": "absent"}}, author=organiser
    )
    roll_call.close_day(day=day, author=organiser)
    settled(triptych=triptych)
    Funding.objects.create(
        season=triptych.season, name="Région", expected=Decimal("1000.50"), received=Decimal("10.25")
    )
    return triptych.season
