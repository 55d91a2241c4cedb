"""Lists of the administration: as many queries at one row as at three, one season at a time, any search answered."""

from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from atelier.checklist.models import Task
from atelier.outbox.models import Bounce, Reply
from atelier.seasons.models import Failure
from contributions import invoicing
from contributions.models import Article, Funding
from referential.models import AssessmentRound, Grid, Publication
from sessions.documents.models import Attestation, Booklet, Convocation
from sessions.programme.models import Day
from territories.models import AccessNeed, HolderChange
from tests.alumni import AlumniAgreementFactory
from tests.factories import (
    AssessmentRoundFactory,
    AttendanceFactory,
    MessageFactory,
    OrganisationFactory,
    RuleFactory,
    SeasonFactory,
    TerritoryFactory,
    TriptychFactory,
    UserFactory,
    VenueFactory,
    add_days,
    settled,
)

pytestmark = pytest.mark.django_db


def fill(season, count):
    """One row more of everything, `count` times."""
    for number in range(count):
        triptych = TriptychFactory(season=season, submitted=True, people=6)
        (day,) = add_days(SeasonFactory(status="archived"), date(2020, 1, 1 + number))
        Day.objects.filter(pk=day.pk).update(season=season, number=10 + number)
        half_day = day.half_days.first()
        half_day.items.create(starts_at="10:00", format="peers", title="x")
        person = triptych.participants.first()
        AttendanceFactory(participant=person, half_day=half_day)
        Convocation.objects.create(participant=person, day=day, number=f"X{number}", snapshot={})
        Attestation.objects.create(participant=person, kind="participation", number=f"A{number}", snapshot={})
        AccessNeed.objects.create(participant=person, text="Une rampe")
        AlumniAgreementFactory()
        spend(triptych, number)
        HolderChange.objects.create(leaving=person, effective_on=date(2090, 1, 1), asked_by=UserFactory())
        MessageFactory()
        Reply.objects.create(digest=str(number), person=f"participant:{person.pk}", message=MessageFactory())
        Bounce.objects.create(email=f"refuse{number}@example.org", reason="boîte pleine")
        RuleFactory(season=season)
        Task.objects.create(season=season, title="x", milestone="first_day", owner=UserFactory(is_organiser=True))
        Booklet.objects.create(triptych=triptych, number=f"L{number}", snapshot={})
        AssessmentRoundFactory(season=season, kind=AssessmentRound.Kind.values[number])
        Grid.objects.create(version=10 + number, name="Grille", level_names="a\nb\nc\nd\ne")
        publish(triptych, number)
        OrganisationFactory()
        TerritoryFactory(bearer=OrganisationFactory())
        VenueFactory()
        Failure.objects.create(kind="document", ref=f"x:{number}", label="livret", address="/admin/")


def spend(triptych, number):
    payer = settled(triptych=triptych)
    invoice = invoicing.issue_document(instalment=payer.instalments.get(), on=date(2026, 4, 8))
    credit = {"amount": Decimal(1), "reason": "Essai", "by": UserFactory(), "on": date(2026, 5, 1)}
    invoicing.issue_credit_note(invoice=invoice, **credit)
    Article.objects.create(position=100 + number, title="x", text="x")
    Funding.objects.create(season=triptych.season, name=f"Financeur {number}", expected=1)


def publish(triptych, number):
    Publication.objects.create(
        source_key=f"experience:{number}",
        kind="fiche",
        title="Fiche",
        sections=[],
        season=triptych.season,
        triptych=triptych,
        asked_by=UserFactory(),
    )


LISTS = {
    "accounts_user": 8,
    "outbox_message": 8,
    "outbox_bounce": 8,
    "outbox_reply": 9,
    "seasons_failure": 8,
    "seasons_season": 8,
    "reminders_reminderrule": 8,
    "checklist_task": 8,
    "audit_change": 7,
    "seasons_page": 8,
    "seasons_venue": 8,
    "territories_organisation": 8,
    "territories_territory": 8,
    "territories_triptych": 11,
    "territories_participant": 8,
    "territories_accessneed": 10,
    "territories_alumniagreement": 8,
    "territories_criterion": 8,
    "territories_holderchange": 8,
    "referential_stake": 8,
    "referential_grid": 8,
    "referential_dimension": 9,
    "referential_assessmentround": 8,
    "referential_publication": 8,
    "atelier_sessions_booklet": 8,
    "atelier_sessions_day": 12,
    "atelier_sessions_halfday": 9,
    "atelier_sessions_attendance": 8,
    "atelier_sessions_convocation": 8,
    "atelier_sessions_attestation": 8,
    "contributions_agreement": 8,
    "contributions_invoice": 8,
    "contributions_creditnote": 8,
    "contributions_issuer": 8,
    "contributions_article": 8,
    "contributions_funding": 8,
}


@pytest.mark.parametrize("count", [1, 3])
def test_every_list_makes_the_same_number_of_queries_at_one_row_and_at_three(
    desk, count, django_assert_max_num_queries
):
    fill(SeasonFactory(number=90), count)
    ContentType.objects.get_for_models(*apps.get_models())  # a process asks for these once, whoever was there before
    measured = {}
    for table in LISTS:
        with django_assert_max_num_queries(100) as counted:
            assert desk.get(reverse(f"admin:{table}_changelist")).status_code == 200
        measured[table] = len(counted)

    assert measured == LISTS


@pytest.mark.parametrize("count", [1, 3])
def test_the_first_page_makes_the_same_number_of_queries_at_one_row_and_at_three(
    desk, count, django_assert_num_queries
):
    fill(SeasonFactory(number=90), count)

    with django_assert_num_queries(37):
        desk.get("/admin/")


def test_lists_show_the_current_season_unless_another_is_asked_for(desk):
    old = TriptychFactory(season=SeasonFactory(number=3, status="archived"), territory__name="Jadis")
    TriptychFactory(season=SeasonFactory(number=4), territory__name="Maintenant")
    address = reverse("admin:territories_triptych_changelist")

    assertNotContains(desk.get(address), "Jadis")
    assertContains(desk.get(f"{address}?saison={old.season.pk}"), "Jadis")
    assertContains(desk.get(f"{address}?saison=toutes"), "Jadis")
    assert desk.get(f"{address}?saison=x").status_code == 200


@pytest.mark.parametrize("query", ["'", "__class__", "-1)--", "%", "\x00", "é" * 500])
def test_strange_searches_are_answered(desk, query):
    UserFactory()
    for table in ("accounts_user", "territories_triptych", "territories_participant", "outbox_message"):
        assert desk.get(reverse(f"admin:{table}_changelist"), {"q": query}).status_code == 200


@pytest.mark.parametrize("asked", ["²", "9" * 30, "-1", "x"])
@pytest.mark.parametrize("page", ["territories/participant/", "checklist/task/retroplanning/", "atelier_sessions/day/"])
def test_a_season_that_no_row_can_have_is_no_error_of_ours(desk, page, asked):
    SeasonFactory(number=90)

    assert desk.get(f"/admin/{page}", {"saison": asked}).status_code == 200
