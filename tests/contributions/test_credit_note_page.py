"""A credit note is shown as it leaves, with its readers, before it is issued; nobody is given its amount to confirm."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.timezone import localdate
from pytest_django.asserts import assertContains, assertNotContains

from atelier.core.reading_pages import address_of
from contributions import invoicing
from contributions.models import CreditNote, Payer
from tests.admin_actions import shown_by
from tests.factories import settled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lead")]
ASKED = {"amount": "1\u202f090,56", "reason": "Une part de trop"}


@pytest.fixture
def issued(triptych):
    payer = settled(triptych=triptych, email="compta@example.org")
    return invoicing.issue_document(instalment=payer.instalments.get(), on=localdate())


@pytest.fixture
def page(issued):
    return reverse("admin:issue_credit_note", args=[issued.pk])


@pytest.mark.usefixtures("mode")
def test_a_credit_note_is_shown_with_its_readers_then_issued(as_user, treasurer, issued, page, lead):
    client = as_user(treasurer)
    assertContains(client.get(address_of(issued)), page)
    assert client.get(page).context["form"]["amount"].value() is None

    shown = client.post(page, ASKED)
    for words in ("compta@example.org", lead.email, "Une part de trop", "Émettre l’avoir de 1\u202f090,56"):
        assertContains(shown, words)
    assert CreditNote.objects.count() == 0

    client.post(page, {**ASKED, "confirm": "1", **shown_by(shown)})
    assert [note.total for note in CreditNote.objects.all()] == [Decimal("1090.56")]


def test_a_double_click_issues_one(as_user, treasurer, page):
    client = as_user(treasurer)
    shown = client.post(page, ASKED)
    sent = {**ASKED, "confirm": "1", **shown_by(shown), "csrfmiddlewaretoken": str(shown.context["csrf_token"])}

    first, second = client.post(page, sent), client.post(page, sent)

    assert first.url == second.url
    assert CreditNote.objects.count() == 1


def test_an_amount_or_a_reader_that_changed_is_shown_again(as_user, treasurer, issued, page):
    client = as_user(treasurer)
    signed = {"confirm": "1", **shown_by(client.post(page, ASKED))}

    assertContains(client.post(page, {**ASKED, "amount": "2000", **signed}), "ce qui est affiché a changé")
    Payer.objects.update(email="autre@example.org")
    assertContains(client.post(page, {**ASKED, **signed}), "ce qui est affiché a changé")
    assert CreditNote.objects.count() == 0


def test_more_than_is_left_is_refused_where_it_is_typed(as_user, treasurer, issued, page):
    refused = as_user(treasurer).post(page, {**ASKED, "amount": "9999"})

    assertContains(refused, "Un avoir ne dépasse pas ce qui reste de la facture")
    assertContains(refused, 'value="9999"')
    assertNotContains(refused, 'name="confirm"')


def test_an_invoice_credited_in_full_has_no_such_page(as_user, treasurer, issued, page):
    invoicing.issue_credit_note(invoice=issued, amount=issued.total, reason="Tout", by=treasurer, on=localdate())

    assert as_user(treasurer).get(page).status_code == 404
