"""What was typed once is proposed: the bearer as payer, and what its accountant told before."""

from decimal import Decimal

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains

from contributions import negotiation, payers
from contributions.forms import SharesForm
from tests.factories import OrganisationFactory, TriptychFactory, settled

pytestmark = pytest.mark.django_db


@pytest.fixture
def bearer():
    return OrganisationFactory(name="Syndicat du Val", siret="99990003800012", address="1 place")


def test_the_bearer_is_proposed_as_payer_of_the_whole(triptych, treasurer, as_user, bearer):
    triptych.territory.bearer = bearer
    triptych.territory.save()
    told = {"triptych": triptych, "by": treasurer, "kind": "agreed", "amount": Decimal("4500.50"), "reason": ""}
    negotiation.record_amount(**told)
    page = as_user(treasurer).get(reverse("admin:contribution", args=[triptych.pk]))

    assertContains(page, f'<option value="{bearer.pk}" selected>Syndicat du Val</option>', html=True)
    assertContains(page, "4500,50")


def test_payers_that_are_known_are_not_written_over_by_the_bearer(triptych, bearer):
    triptych.territory.bearer = bearer
    payer = settled(triptych=triptych)
    form = SharesForm(None, agreement=payer.agreement, payers=[payer])

    assert (form["organisation_0"].value(), form["organisation_1"].value()) == (payer.organisation_id, None)


def test_what_an_accountant_told_for_a_season_is_proposed_for_the_next(triptych):
    known = {"email": "compta@example.org", "postcode": "62000", "requirement": "service", "service_code": "DGS"}
    before = settled(triptych=triptych, engagement="BC-7", **known)
    other = settled(triptych=TriptychFactory(admitted=True)).agreement
    payers.set_shares(agreement=other, shares={before.organisation: other.agreed_amount})

    made = other.payers.get(organisation=before.organisation)
    assert {name: getattr(made, name) for name in known} == known
    assert (made.engagement, made.decision_number, made.council_on) == ("", "", None)
