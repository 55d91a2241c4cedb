"""The pages of the treasurer: from the first amount to the last payment, without seeing people's needs."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import localdate
from pytest_django.asserts import assertContains

from atelier.core.reading_pages import address_of
from contributions import invoicing
from contributions.models import ChorusStep, CreditNote, Invoice, Payment, SignedCopy
from tests.admin_actions import shown_by
from tests.factories import OrganisationFactory, TriptychFactory, settled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lead")]


def note_of(invoice, act):
    return reverse("admin:note_invoice", args=[invoice.pk, act])


def address(triptych):
    return reverse("admin:contribution", args=[triptych.pk])


def test_a_treasurer_goes_from_the_first_amount_to_the_last_payment(as_user, treasurer, triptych, lead):
    client, payer = as_user(treasurer), OrganisationFactory(name="Commune d’essai", siret="99990003800012")
    settled(triptych=TriptychFactory(season=triptych.season, admitted=True, rank=2))  # the issuer is complete
    client.post(address(triptych), {"step": "1", "kind": "proposed", "amount": "6000"})
    refused = client.post(address(triptych), {"step": "1", "kind": "agreed", "amount": "600"})
    assertContains(refused, "sort de la fourchette")
    client.post(address(triptych), {"step": "1", "kind": "agreed", "amount": "5000"})
    wrong = client.post(address(triptych), {"share": "1", "organisation_0": payer.pk, "amount_0": "4000"})
    assertContains(wrong, "et 5\u202f000\u00a0€ est convenu")
    client.post(address(triptych), {"share": "1", "organisation_0": payer.pk, "amount_0": "5\u202f000,00"})
    found = triptych.agreement.payers.get()
    client.post(address(triptych), {"plan": found.pk, "dates": "08/04/2027\n08/06/2027"})
    issue = reverse("admin:issue_invoice", args=[found.instalments.first().pk])
    assertContains(client.get(issue), "il manque la nature juridique")
    details = {"nature": "service", "address": "1 place", "city": "Arras", "siret": found.siret, "requirement": "none"}
    client.post(reverse("admin:payer", args=[found.pk]), {**details, "is_public": "on"})
    assertContains(client.get(issue), "numéro donné à l’émission")

    client.post(issue, {"on": localdate().isoformat(), **shown_by(client.get(issue))})

    invoice = Invoice.objects.get(payer=found)
    client.post(note_of(invoice, "depot"), {"state": "deposited", "on": localdate().isoformat()})
    received = {"amount": "2500", "received_on": localdate().isoformat(), "reference": "DGFIP"}
    page = client.post(note_of(invoice, "versement"), received, follow=True)
    assertContains(page, "<dd>Payée</dd>")
    undo = reverse("admin:cancel_payment", args=[invoice.pk, Payment.objects.get().pk])
    assertContains(page, undo)
    assertContains(client.post(undo, {"reason": " "}), "Ce champ est obligatoire")
    assertContains(client.post(undo, {"reason": "Autre facture"}, follow=True), "annulé\u00a0: Autre facture")
    credit, asked = reverse("admin:issue_credit_note", args=[invoice.pk]), {"amount": "2500", "reason": "Erreur"}
    client.post(credit, {**asked, "confirm": "1", **shown_by(client.post(credit, asked))})
    assert (ChorusStep.objects.count(), CreditNote.objects.get().total) == (1, 2500)
    page = client.get(address_of(invoice))
    assertContains(page, "Annulée par avoir")
    assertContains(page, address_of(CreditNote.objects.get()))


def test_a_rejection_without_reason_is_said_in_the_form(as_user, treasurer, triptych):
    invoice = invoicing.issue_document(instalment=settled(triptych=triptych).instalments.get(), on=localdate())

    response = as_user(treasurer).post(note_of(invoice, "depot"), {"state": "rejected", "on": localdate().isoformat()})

    assertContains(response, "a un motif")
    assert ChorusStep.objects.count() == 0


def test_the_deposit_sheet_gives_each_field_to_copy(as_user, treasurer, triptych):
    payer = settled(triptych=triptych, requirement="both", service_code="DGS_1", engagement="BC-7")
    invoice = invoicing.issue_document(instalment=payer.instalments.get(), on=localdate())

    ((_, fields),) = as_user(treasurer).get(note_of(invoice, "depot")).context["sheets"]
    sheet = dict(fields)

    assert {name: sheet[name] for name in ("Code service", "Numéro d’engagement", "Montant TTC")} == {
        "Code service": "DGS_1",
        "Numéro d’engagement": "BC-7",
        "Montant TTC": "4500,00",
    }


def test_a_treasurer_sees_no_need_and_no_position(as_user, treasurer, triptych):
    client = as_user(treasurer)

    for path in ("/admin/territories/accessneed/", "/admin/territories/participant/", reverse("admin:regards")):
        assert client.get(path).status_code == 403


def test_what_was_issued_cannot_be_deleted_or_changed_in_the_administration(as_user, organiser, triptych):
    invoice = invoicing.issue_document(instalment=settled(triptych=triptych).instalments.get(), on=localdate())
    client = as_user(organiser)
    change = reverse("admin:contributions_invoice_change", args=[invoice.pk])

    assert client.post(change, {"total": "1"}).status_code == 403
    erase = reverse("admin:contributions_invoice_delete", args=[invoice.pk])
    assert client.post(erase, {"post": "yes"}).status_code == 403
    assertContains(client.get(address_of(invoice)), "un avoir l’annule")
    territory = reverse("admin:territories_triptych_delete", args=[triptych.pk])
    client.post(territory, {"post": "yes"})
    assert Invoice.objects.get().total == 4500


@pytest.mark.parametrize(("name", "content"), [("x.exe", b"MZ"), ("x.pdf", b"<html>")])
def test_a_signed_copy_is_a_pdf_or_a_picture(as_user, treasurer, triptych, name, content):
    settled(triptych=triptych)

    response = as_user(treasurer).post(address(triptych), {"signed": "1", "file": SimpleUploadedFile(name, content)})

    assertContains(response, "PDF, PNG ou JPEG")
    assert SignedCopy.objects.count() == 0


def test_the_money_of_a_territory_that_left_is_still_followed(as_user, treasurer, triptych):
    settled(triptych=triptych)
    type(triptych).objects.filter(pk=triptych.pk).update(status="withdrawn", rank=None)

    assert as_user(treasurer).get(address(triptych)).status_code == 200


def test_the_workbook_runs_no_formula(as_user, treasurer, triptych):
    triptych.territory.name = '=HYPERLINK("http://mal.example")'
    triptych.territory.save()
    settled(triptych=triptych)

    response = as_user(treasurer).get(reverse("admin:budget_xlsx"), {"saison": triptych.season.pk})

    book = openpyxl.load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["Territoires", "Autres financements", "Documents", "Versements"]
    assert book["Territoires"]["A2"].value == '\'=HYPERLINK("http://mal.example")'
    assert book["Territoires"]["A2"].data_type == "s"


@pytest.mark.parametrize("count", [1, 3])
def test_the_budget_makes_the_same_number_of_queries(as_user, treasurer, count, django_assert_num_queries):
    season = TriptychFactory(admitted=True).season
    for rank in range(2, count + 2):
        payer = settled(triptych=TriptychFactory(season=season, admitted=True, rank=rank))
        invoicing.issue_document(instalment=payer.instalments.get(), on=localdate())
    client = as_user(treasurer)

    with django_assert_num_queries(12):
        client.get(reverse("admin:budget"))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("08/04/2027\nau printemps", "Saisissez une date valide"),
        ("08/04/2027\n08/04/0227", "Vérifiez l’année"),
        ("", "Ce champ est obligatoire"),
    ],
)
def test_dates_of_instalments_that_are_wrong_are_said_and_kept(as_user, organiser, typed, sentence):
    payer = settled()
    before = list(payer.instalments.values_list("on", flat=True))
    page = address(payer.agreement.triptych)

    response = as_user(organiser).post(page, {"plan": payer.pk, "dates": typed})

    assertContains(response, sentence)
    assertContains(response, f">\n{typed}</textarea>")
    assert list(payer.instalments.values_list("on", flat=True)) == before


@pytest.mark.parametrize("key", ["abc", "", "-1", "9" * 30, "²"])
def test_a_button_that_names_no_row_finds_nothing(as_user, organiser, key):
    payer = settled()
    client = as_user(organiser)

    for button in ("aside", "remove", "forget"):
        assert client.post(reverse("admin:statement"), {button: key}).status_code == 404
    assert client.post(address(payer.agreement.triptych), {"plan": key, "dates": "08/04/2027"}).status_code == 200
    assert client.post(reverse("admin:board"), {"triptych": key}).status_code == 404
