"""A contact sees the money of their own territory, completes its payer, and reads its documents."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.timezone import localdate
from pytest_django.asserts import assertContains, assertNotContains

from atelier.core.french import until
from atelier.outbox.models import Message
from contributions import documents, invoicing
from contributions.models import Agreement
from tests.factories import TriptychFactory, settled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lead")]


def address(triptych):
    return reverse("admin:contribution", args=[triptych.pk])


def test_a_contact_says_a_wish_and_sees_where_the_discussion_stands(as_user, lead, triptych, organiser):
    page = reverse("contributions:contribution", args=[triptych.pk])
    assertContains(as_user(lead).get(page), "Contribution à discuter")

    as_user(lead).post(page, {"amount": "4\u202f200,50\u00a0€"})
    as_user(organiser).post(address(triptych), {"step": "1", "kind": "agreed", "amount": "5000"})

    response = as_user(lead).get(page)
    assertContains(response, "4\u202f200,50\u00a0€")
    assertContains(response, "5\u202f000\u00a0€")
    assertNotContains(response, "Enregistrer le montant envisagé")


@pytest.mark.parametrize("typed", ["beaucoup", "-5", "", "1e99"])
def test_what_is_no_amount_is_said_and_kept(as_user, lead, triptych, typed):
    page = reverse("contributions:contribution", args=[triptych.pk])

    response = as_user(lead).post(page, {"amount": typed})

    assertContains(response, "est à corriger")
    assert Agreement.objects.count() == 0


def test_a_contact_completes_the_payer_and_reads_its_documents(as_user, lead, triptych):
    settled(triptych=TriptychFactory(admitted=True, lead=lead))  # another territory of the same contact
    payer = settled(triptych=triptych, requirement="engagement")
    page = reverse("contributions:payer", args=[payer.pk])
    form = as_user(lead).get(page).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields} | {"engagement": "BC-7", "is_public": "on"}

    as_user(lead).post(page, typed)

    payer.refresh_from_db()
    assert (payer.engagement, payer.missing()) == ("BC-7", [])
    invoice = documents.render_invoice(invoicing.issue_document(instalment=payer.instalments.get(), on=localdate()).pk)
    assertContains(as_user(lead).get(invoice.get_absolute_url()), "engagement n°\u00a0BC-7")
    assert as_user(lead).get(f"/factures/{invoice.number}.pdf").status_code == 200


def test_the_last_day_to_pay_reads_the_same_wherever_an_invoice_is_read(as_user, lead, triptych, treasurer):
    payer = settled(triptych=triptych, requirement="engagement", engagement="BC-7")
    issued = invoicing.issue_document(instalment=payer.instalments.get(), on=date(2026, 4, 8))
    invoice = documents.render_invoice(issued.pk)
    words = until(invoice.due_on).replace("\u00a0", " ").replace("1er", "1")

    of_territory = reverse("contributions:contribution", args=[triptych.pk])
    of_team = reverse("admin:contributions_invoice_read", args=[invoice.pk])
    pages = [as_user(lead).get(of_territory), as_user(lead).get(invoice.get_absolute_url())]
    said = [page.content.decode() for page in [*pages, as_user(treasurer).get(of_team)]]
    said += list(Message.objects.filter(key__startswith="money:").values_list("text", flat=True)[:1])

    assert [words in text.replace("\u00a0", " ") for text in said] == [True] * 4


@pytest.mark.usefixtures("mode")
@pytest.mark.parametrize("typed", ["9999-12-31", "0027-06-30"])
def test_a_contact_who_slips_in_a_year_is_asked_about_it_and_types_nothing_anew(as_user, lead, triptych, typed):
    payer = settled(triptych=triptych)
    page = reverse("contributions:payer", args=[payer.pk])
    form = as_user(lead).get(page).context["form"]
    said = {name: form[name].value() or "" for name in form.fields} | {"city": "Arras", "council_on": typed}

    response = as_user(lead).post(page, said)

    assertContains(response, "Vérifiez l’année\u00a0: elle se situe entre 2000 et 2100.")
    assertContains(response, f'value="{typed}"')
    assertContains(response, 'value="Arras"')
    payer.refresh_from_db()
    assert payer.council_on is None


def test_a_contact_never_meets_another_territory_s_money(as_user, lead, triptych):
    other = settled(triptych=TriptychFactory(season=triptych.season, admitted=True, rank=2), amount=Decimal("4321.09"))
    invoice = documents.render_invoice(invoicing.issue_document(instalment=other.instalments.get(), on=localdate()).pk)
    client = as_user(lead)

    for path in (
        reverse("contributions:contribution", args=[other.agreement.triptych_id]),
        reverse("contributions:payer", args=[other.pk]),
        invoice.get_absolute_url(),
        f"/factures/{invoice.number}.pdf",
    ):
        assertNotContains(client.get(path), "321,09", status_code=404)
    assertNotContains(client.get(reverse("contributions:contribution", args=[triptych.pk])), "321,09")


@pytest.mark.parametrize("status", ["submitted", "withdrawn"])
def test_a_contact_of_a_territory_that_is_not_admitted_has_no_money_to_settle(as_user, lead, triptych, status):
    payer = settled(triptych=triptych)
    type(triptych).objects.filter(pk=triptych.pk).update(status=status, rank=None)
    client = as_user(lead)

    assert client.get(reverse("contributions:contribution", args=[triptych.pk])).status_code == 404
    assert client.get(reverse("contributions:payer", args=[payer.pk])).status_code == 404


def test_a_file_that_is_not_made_yet_is_not_found(as_user, lead, triptych):
    invoice = invoicing.issue_document(instalment=settled(triptych=triptych).instalments.get(), on=localdate())

    assert as_user(lead).get(reverse("contributions:invoice_pdf", args=[invoice.number])).status_code == 404
