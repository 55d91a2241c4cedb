"""Season 4 and the organiser before it."""

from decimal import Decimal

import pytest
from django.utils import timezone

from contributions import negotiation
from contributions.models import AmountStep
from sessions.attendance import roll_call
from tests.factories import ParticipantFactory, SeasonFactory, TriptychFactory, add_days


@pytest.fixture
def season(organiser):
    """Season 4: Val, admitted, with two people; one day noted; an amount proposed."""
    season = SeasonFactory(number=4)
    triptych = TriptychFactory(season=season, admitted=True, territory__name="Val", territory__code="62041")
    one = ParticipantFactory(triptych=triptych, last_name="Vial", email="zoe@example.org", phone="+33 6 39 98 00 01")
    ParticipantFactory(triptych=triptych, seat=2, last_name="Roy", email="ali@example.org", state="confirmed")
    (day,) = add_days(season, timezone.localdate())
    late = {"status": "late", "minutes": 10, "reason": "Train"}
    roll_call.record_attendance(day=day, cells={(one, day.half_days.first()): late}, author=organiser)
    negotiation.record_amount(triptych=triptych, kind=AmountStep.Kind.PROPOSED, amount=Decimal(4000), by=organiser)
    return season
