"""The totals of the budget are the sums of its sheets, whatever became of a territory."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.timezone import localdate
from pytest_django.asserts import assertContains

from atelier.core.declarations import SeasonFacts
from contributions import action_items, budget, invoicing, milestones, payments
from territories import selection
from tests.factories import TriptychFactory, settled

pytestmark = pytest.mark.django_db


@pytest.fixture
def half_withdrawn(lead, triptych, organiser):
    """Three territories of one name; the second withdrew with an invoice half paid, the third without any.

    The year before, the first took part too, and paid a part of what was asked.
    """
    before = settled(Decimal("999.99"), triptych=TriptychFactory(admitted=True, territory=triptych.territory))
    issued = invoicing.issue_document(instalment=before.instalments.get(), on=localdate() - timedelta(days=400))
    payments.record_payment(invoice=issued, amount=Decimal("0.01"), received_on=localdate(), by=organiser)
    others = [
        TriptychFactory(season=triptych.season, admitted=True, rank=rank, territory__name=triptych.territory.name)
        for rank in (2, 3)
    ]
    for one, amount in zip([triptych, *others], ("4500.10", "5000.05", "6000"), strict=True):
        payer = settled(Decimal(amount), triptych=one)
        if one != others[1]:
            issued = invoicing.issue_document(instalment=payer.instalments.get(), on=localdate() - timedelta(days=60))
            payments.record_payment(invoice=issued, amount=Decimal("2500.03"), received_on=localdate(), by=organiser)
    for one in others:
        selection.withdraw(triptych=one, author=organiser)
    return triptych.season


def test_the_totals_are_the_sums_of_the_sheets(half_withdrawn):
    totals, sheets = (
        budget.budget_totals(budget.budget_rows(half_withdrawn, localdate())),
        budget.budget_worksheets(half_withdrawn, localdate()),
    )

    documents, received = sheets["Documents"][1:], sheets["Versements"][1:]
    assert totals["asked"] == sum(row[5] - row[6] for row in documents) == Decimal("9500.15")
    assert totals["paid"] == sum(row[3] for row in received) == Decimal("5000.06")
    assert totals["late"] == sum(row[8] for row in documents)
    assert totals["agreed"] == Decimal("4500.10")  # nothing more is expected of who withdrew
    assert [len(sheet) for sheet in (sheets["Territoires"][1:], documents, received)] == [2, 2, 2]


def test_the_page_and_the_workbook_say_who_withdrew(desk, half_withdrawn):
    page = desk.get(f"{reverse('admin:budget')}?saison={half_withdrawn.pk}")

    assertContains(page, "(retiré)", count=1)
    assertContains(page, "9\u202f500,15")
    assertContains(page, "Un territoire qui s’est retiré reste compté")
    assert [row[0] for row in budget.budget_worksheets(half_withdrawn, localdate())["Territoires"][1:]].count(
        f"{half_withdrawn.triptychs.earliest('pk').territory} (retiré)"
    ) == 1


def test_who_withdrew_owes_what_was_asked_and_has_nothing_to_agree_on(half_withdrawn):
    facts = SeasonFacts(half_withdrawn, localdate())

    assert len(list(action_items.late_payers(facts))) == 2
    assert list(action_items.unagreed_contributions(facts)) == []


def test_a_contribution_of_another_season_that_nobody_asked_for_holds_up_none(half_withdrawn):
    done = {one.key: one.find for one in milestones.COMPLETION_CHECKS}["all_asked"]
    settled(triptych=TriptychFactory(admitted=True))

    assert done(half_withdrawn)
