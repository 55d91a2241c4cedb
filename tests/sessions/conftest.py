"""Days of the season of `participant`, or of `triptych`."""

import io
from datetime import date, timedelta

import pypdf
import pytest
from django.utils import timezone

from atelier.seasons.models import Workshop
from sessions.evaluation import questionnaires
from sessions.programme.models import Day
from tests.factories import AttendanceFactory, VenueFactory, add_days


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


@pytest.fixture
def people(triptych):
    return list(triptych.participants.order_by("pk"))


@pytest.fixture
def of_day(yesterday, people):
    """The questionnaire of yesterday, where all six were in the afternoon; the season has its own."""
    for person in people:
        AttendanceFactory(participant=person, half_day=yesterday.half_days.order_by("starts_at").last())
    questionnaires.prepare(yesterday.season)
    return yesterday.questionnaires.get()


@pytest.fixture
def online(participant):
    """A day held online, on 16 March 2027; the usual place of its season is another."""
    Workshop.objects.update_or_create(pk=1, defaults={"email": "bonjour@example.org"})
    season = participant.season
    season.venue = VenueFactory(name="Le Port", address="3 rue du Port")
    season.save()
    add_days(season, date(2027, 3, 16))
    Day.objects.update(mode=Day.Mode.ONLINE, link="https://visio.example.org/atelier-5f2c")
    return Day.objects.with_programme().get()


def text_of(content: bytes) -> str:
    """What a PDF says, each run of spaces as one."""
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).split())
