"""Days of the season of `participant`, or of `triptych`."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import add_days


@pytest.fixture
def day(participant):
    """A day of today."""
    return add_days(participant.season, timezone.localdate())[0]


@pytest.fixture
def coming(participant):
    """A day in a month."""
    return add_days(participant.season, timezone.localdate() + timedelta(days=30))[0]


@pytest.fixture
def yesterday(triptych):
    return add_days(triptych.season, timezone.localdate() - timedelta(days=1))[0]
