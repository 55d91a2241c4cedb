"""Pages of people signed in: as many queries with more seasons, days, people and rules as with few."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from atelier.core import shared_reading
from contributions import invoicing
from referential.models import Grid
from sessions.documents.models import Convocation
from sessions.programme.models import Day
from tests.factories import (
    AttendanceFactory,
    OrganisationFactory,
    ParticipantFactory,
    RuleFactory,
    SeasonFactory,
    TriptychFactory,
    add_days,
    settled,
)

pytestmark = pytest.mark.django_db

# A page read first since something changed, then read again.
PAGES = {
    "first page": (24, 5),
    "space, participant": (12, 5),
    "space, contact": (7, 4),
    "documents": (19, 3),
    "timeline": (24, 4),
    "rehearsal": (27, 25),
    "contribution": (18, 16),
    "person": (11, 9),
    "new person": (6, 4),
    "grid": (12, 10),
    "my data": (59, 58),
    "territory to read": (20, 18),  # one of them for declared links
    "person to read": (10, 8),
    "day to read": (18, 16),
    "programme of a day": (11, 9),
    "invoice to read": (11, 9),
    "convocation to read": (10, 8),
    "search": (10, 8),
}


def grow(season, number):
    """One row more of what each page lists."""
    (day,) = add_days(SeasonFactory(number=50 + number, status="archived"), date(2020, 1, number))
    Day.objects.filter(pk=day.pk).update(season=season, number=10 + number)
    TriptychFactory(season=season, submitted=True, people=2)
    TriptychFactory(season=SeasonFactory(number=60 + number, status="archived"), people=1)
    RuleFactory(season=season, is_active=True)
    OrganisationFactory(is_confirmed=True)


def read(table, pk):
    return reverse(f"admin:{table}_read", args=[pk])


@pytest.fixture
def pages(participant, contact, desk):
    """By name, the reader and the address of each page."""
    space, season = reverse("space"), participant.season
    payer = settled(triptych=participant.triptych)
    issued = invoicing.issue_document(instalment=payer.instalments.get(), on=date(2026, 4, 8))
    grow(season, 1)
    other = ParticipantFactory(triptych=TriptychFactory(season=SeasonFactory(number=70, status="archived")))
    (far,) = add_days(other.season, date(2026, 12, 3))
    convocation = Convocation.objects.create(participant=other, day=far, number="X1", snapshot={})
    AttendanceFactory(participant=participant, half_day=Day.objects.get(season=season, number=11).half_days.first())
    readers = {"participant": Client(), "contact": Client()}
    readers["participant"].force_login(participant.user)
    readers["contact"].force_login(contact)
    return {
        "first page": (desk, "/admin/"),
        "space, participant": (readers["participant"], space),
        "space, contact": (readers["contact"], space),
        "documents": (desk, reverse("admin:season_documents")),
        "timeline": (desk, reverse("admin:line_of_time")),
        "rehearsal": (desk, reverse("rehearse_season")),
        "contribution": (desk, reverse("admin:contribution", args=[payer.agreement.triptych_id])),
        "person": (desk, reverse("admin:territories_participant_change", args=[participant.pk])),
        "my data": (readers["participant"], reverse("my_data")),
        "new person": (desk, reverse("admin:territories_participant_add")),
        "territory to read": (desk, read("territories_triptych", participant.triptych_id)),
        "person to read": (desk, read("territories_participant", participant.pk)),
        "day to read": (desk, read("atelier_sessions_day", participant.season.days.order_by("number")[0].pk)),
        "programme of a day": (
            desk,
            reverse("admin:day_programme", args=[participant.season.days.order_by("number")[0].pk]),
        ),
        "invoice to read": (desk, read("contributions_invoice", issued.pk)),
        "convocation to read": (desk, read("atelier_sessions_convocation", convocation.pk)),
        "search": (desk, reverse("search") + f"?q={participant.last_name[:4]}"),
        "grid": (desk, reverse("admin:referential_grid_change", args=[Grid.objects.get().pk])),
    }


def count(reader, address):
    with CaptureQueriesContext(connection) as counted:
        assert reader.get(address).status_code == 200
    return len(counted)


def test_no_page_makes_more_queries_as_seasons_days_people_and_rules_are_added(pages, participant, monkeypatch):
    monkeypatch.setattr(shared_reading, "is_page_outside_transactions", lambda: True)  # as outside that of a test
    wrapper = connections["default"]
    asked = wrapper.state_name  # whose answer another database of the same PostgreSQL may change in between
    monkeypatch.setattr(wrapper, "state_name", lambda: asked() and "as it was")
    now = timezone.now()
    monkeypatch.setattr(shared_reading, "timezone", SimpleNamespace(now=lambda: now))  # all in one minute
    ContentType.objects.get_for_models(*apps.get_models())  # a process asks for these once, whoever was there before
    measured = []
    for number in (2, 3):
        found = {}
        for name, (reader, address) in pages.items():
            shared_reading._kept.clear()
            found[name] = tuple(count(reader, address) for _ in range(2))
        measured.append(found)
        grow(participant.season, number)
        ParticipantFactory(triptych=participant.triptych, seat=number)
        day = Day.objects.get(season=participant.season, number=10 + number)
        AttendanceFactory(participant=participant, half_day=day.half_days.first())

    assert measured == [PAGES, PAGES]
