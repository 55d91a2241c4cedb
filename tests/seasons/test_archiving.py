"""Archiving says first what remains, and settles no debt."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate
from pytest_django.asserts import assertContains, assertNotContains

from atelier.outbox.models import Message
from atelier.reminders import planner
from atelier.seasons.models import Season
from contributions import invoicing
from tests.factories import AssessmentRoundFactory, RuleFactory, SeasonFactory, TriptychFactory, settled

pytestmark = pytest.mark.django_db


def values_of_form(page):
    """What the form of a page of the administration would send as it is."""
    formsets = [one.formset for one in page.context["inline_admin_formsets"]]
    forms = [page.context["adminform"].form]
    for formset in formsets:
        forms += [formset.management_form, *formset.initial_forms]
    values = {field.html_name: field.value() for form in forms for field in form}
    return {name: value for name, value in values.items() if value is not None and value is not False}


def archive(desk, season, **more):
    page = reverse("admin:seasons_season_change", args=[season.pk])
    return desk.post(page, {**values_of_form(desk.get(page)), "status": "archived", **more}, follow=True)


@pytest.fixture
def triptych(season):
    return TriptychFactory(season=season, admitted=True, territory__name="Val")


@pytest.mark.usefixtures("mode")
def test_what_remains_is_said_before_a_season_is_archived(desk, triptych):
    settled(triptych=triptych)
    AssessmentRoundFactory(season=triptych.season, closes_on=localdate() + timedelta(days=3))

    page = archive(desk, triptych.season)

    for words in ("convenus ne sont pas demandés", "la convention signée n’est pas versée", "ouvert jusqu’au"):
        assertContains(page, words)
    assertContains(page, 'type="checkbox" name="archive_anyway"')
    assert Season.objects.get(pk=triptych.season_id).status == "published"

    archive(desk, triptych.season, archive_anyway="on")
    assert Season.objects.get(pk=triptych.season_id).status == "archived"


def test_a_season_that_is_over_is_archived_at_once(desk, season):
    page = reverse("admin:seasons_season_change", args=[season.pk])
    assertNotContains(desk.get(page), 'type="checkbox" name="archive_anyway"')

    archive(desk, season)
    assert Season.objects.get(pk=season.pk).status == "archived"


def test_a_debt_is_followed_after_its_season_is_archived(desk, triptych):
    payer = settled(triptych=triptych, email="compta@example.org")
    invoice = invoicing.issue_document(instalment=payer.instalments.get(), on=localdate())
    season = triptych.season
    about = {"season": season, "is_active": True, "effective_from": None}
    RuleFactory(trigger="invoice_due", subject="Rappel {numero}", text="{numero}", days=0, **about)
    Season.objects.filter(pk=season.pk).update(status="archived")
    SeasonFactory(number=season.number + 1)

    planner.plan_messages()
    assert Message.objects.filter(to_email="compta@example.org", state="queued").count() == 1
    type(invoice).objects.filter(pk=invoice.pk).update(due_on=localdate() - timedelta(days=1))
    assertContains(desk.get("/admin/"), f"saison {season.number}, archivée\u00a0: {invoice.number}")
