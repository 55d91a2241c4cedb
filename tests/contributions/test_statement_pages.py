"""A bank statement is read, its columns described once, its lines matched together, split, or put away."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import localdate
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from contributions import invoicing
from contributions.models import Invoice, Payment, StatementLayout, StatementLine
from tests.admin_actions import shown_by
from tests.factories import UserFactory, settled
from tests.hostile_files import FEW, hostile

pytestmark = pytest.mark.django_db

PAGE = "admin:statement"


@pytest.fixture
def treasury(as_user, treasurer):
    return as_user(treasurer)


@pytest.fixture
def invoices(triptych):
    on = localdate() - timedelta(days=40)
    payers = [settled(triptych=triptych), settled(Decimal(3000))]
    return [invoicing.issue_document(instalment=payer.instalments.get(), on=on) for payer in payers]


def read(treasury, content, name="r.csv"):
    return treasury.post(reverse(PAGE), {"read": "1", "file": SimpleUploadedFile(name, content)}, follow=True)


def statement(*lines):
    return ("date;libelle;montant\n" + "".join(f"{localdate():%d/%m/%Y};{line}\n" for line in lines)).encode()


def test_a_statement_is_read_seen_then_applied_in_one_confirmation(treasury, invoices):
    first, second = invoices

    page = read(treasury, statement(f"VIR {first.number};4500,00", "VIR MAIRIE;3000", "PRLV ORANGE;-45,99", "DON;20"))

    assertContains(page, "Lignes nouvelles\u00a0: 3\u202f; déjà lues\u00a0: 0.")
    assertContains(page, "Mis à part\u00a0: un débit (ligne 4).")
    assertContains(page, "le libellé porte son numéro")
    assertContains(page, "2 documents proposés")
    assert Payment.objects.count() == 0
    chosen = {f"invoice-{match.line.pk}": match.invoice.pk for match in page.context["matches"] if match.invoice}
    answer = treasury.post(reverse(PAGE), {"apply": "1", **chosen, **shown_by(page)}, follow=True)
    assertContains(answer, "2 versements enregistrés.")
    assert {(one.invoice, one.amount) for one in Payment.objects.all()} == {(first, 4500), (second, 3000)}
    assert [match.line.label for match in answer.context["matches"]] == ["DON"]


def test_without_a_choice_nothing_is_applied(treasury, invoices):
    page = read(treasury, statement("DON;20"))

    assertContains(treasury.post(reverse(PAGE), {"apply": "1", **shown_by(page)}, follow=True), "Choisissez")
    assert Payment.objects.count() == 0


def test_a_line_is_set_aside_or_removed_by_a_button(treasury):
    read(treasury, statement("DON;20", "QUETE;30"))
    aside, removed = StatementLine.objects.order_by("amount")

    treasury.post(reverse(PAGE), {"aside": aside.pk})
    answer = treasury.post(reverse(PAGE), {"remove": removed.pk}, follow=True)

    assertContains(answer, "Aucune ligne n’attend.")
    assertContains(
        read(treasury, statement("DON;20", "QUETE;30")), "Lignes nouvelles\u00a0: 1\u202f; déjà lues\u00a0: 1."
    )


def test_an_amount_beyond_any_column_is_refused_and_the_page_goes_on(treasury):
    assertContains(read(treasury, statement("VIR;1000000000")), "n’est pas un montant")
    assertContains(read(treasury, statement("VIR;10 000 000,00")), "10\u202f000\u202f000\u00a0€")


def test_columns_that_are_not_known_are_described_once_and_remembered(treasury):
    content = "Relevé LCL;;;\n26/11/2026;3500,00;VIR MAIRIE;VP-1\n25/11/2026;-45,99;ORANGE;\n".encode("cp1252")
    page = read(treasury, content, "lcl.csv")
    assertContains(page, "Dites une fois ce que contient chaque colonne")
    said = {"describe": "1", "carried": page.context["carried"], "bank": "LCL", "titles": "none"}

    refused = treasury.post(reverse(PAGE), {**said, "column_0": "on", "column_1": "amount"})
    assertContains(refused, "Il faut au moins une date")
    assertContains(refused, 'value="LCL"')
    said |= {"titles": "0", "column_0": "on", "column_1": "amount", "column_2": "label", "column_3": "label"}
    assertContains(treasury.post(reverse(PAGE), said, follow=True), "Lignes nouvelles\u00a0: 1")

    assert StatementLine.objects.get().label == "VIR MAIRIE VP-1"
    assertContains(read(treasury, content + b"27/11/2026;20;DON;\n", "lcl.csv"), "Lignes nouvelles\u00a0: 1")
    answer = treasury.post(reverse(PAGE), {"forget": StatementLayout.objects.get().pk}, follow=True)
    assertContains(answer, "oublié")
    assertContains(read(treasury, content, "lcl.csv"), "Dites une fois")


def test_a_statement_without_titles_is_known_by_its_width(treasury):
    page = read(treasury, b"26/11/2026;3500,00;VIR MAIRIE\n")
    said = {"describe": "1", "carried": page.context["carried"], "bank": "LCL", "titles": "none"}
    treasury.post(reverse(PAGE), {**said, "column_0": "on", "column_1": "amount", "column_2": "label"})

    assertContains(read(treasury, b"27/11/2026;20;DON\n"), "Lignes nouvelles\u00a0: 1")
    assertContains(read(treasury, b"27/11/2026;DON;20\n"), "Dites une fois")


@pytest.mark.parametrize("carried", ["", "x", "eyJ0Ijox:1:x"])
def test_rows_that_nobody_signed_are_not_read(treasury, carried):
    answer = treasury.post(reverse(PAGE), {"describe": "1", "carried": carried}, follow=True)

    assertContains(answer, "choisissez-le de nouveau")


def test_one_line_is_split_over_several_documents(treasury, invoices):
    first, second = invoices
    read(treasury, statement(f"VIR {first.number} ET {second.number};7490,00"))
    address = reverse("admin:statement_line", args=[StatementLine.objects.get().pk])
    page = treasury.get(address)
    assertContains(page, "à répartir")
    shares = {"invoice_0": first.pk, "amount_0": "4 500", "invoice_1": second.pk, "amount_1": "3000"}

    refused = treasury.post(address, {**shares, **shown_by(page)})
    assertContains(refused, "Les parts dépassent de 10")
    assertContains(refused, 'value="4 500"')
    answer = treasury.post(address, {**shares, "fees": "10", **shown_by(refused)})

    assertRedirects(answer, reverse(PAGE))
    assert [(one.amount, one.fees) for one in Payment.objects.order_by("pk")] == [(4500, 10), (3000, 0)]
    assert not Invoice.objects.owing().exists()
    assert treasury.get(address).status_code == 404


def test_a_share_without_its_document_or_its_amount_is_asked_about(treasury, invoices):
    first, _ = invoices
    read(treasury, statement("VIR;4500,00"))
    address = reverse("admin:statement_line", args=[StatementLine.objects.get().pk])
    shown = shown_by(treasury.get(address))

    assertContains(treasury.post(address, {"invoice_0": first.pk, **shown}), "de combien")
    twice = {"invoice_0": first.pk, "amount_0": "1", "invoice_1": first.pk, "amount_1": "2"}
    assertContains(treasury.post(address, {**twice, **shown}), "déjà au-dessus")
    assertContains(treasury.post(address, shown), "Dites quel document est payé")
    assert Payment.objects.count() == 0


def test_a_split_of_what_was_paid_meanwhile_is_shown_again(treasury, invoices):
    first, _ = invoices
    read(treasury, statement("VIR;4500,00"))
    address = reverse("admin:statement_line", args=[StatementLine.objects.get().pk])
    shown = shown_by(treasury.get(address))
    Payment.objects.create(invoice=first, amount=4500, received_on=localdate(), author=UserFactory())

    assertContains(treasury.post(address, {"invoice_0": first.pk, "amount_0": "4500", **shown}), "Relisez")
    assert Payment.objects.count() == 1


def test_more_lines_than_a_page_shows_come_after(treasury, monkeypatch):
    monkeypatch.setattr("contributions.admin.statement.SHOWN_LINES", 1)

    page = read(treasury, statement("DON;20", "DON;30"))

    assertContains(page, "1 autre ligne après celles-ci")
    assertNotContains(page, "30\u00a0€")


@pytest.mark.usefixtures("mode")
@pytest.mark.parametrize("case", FEW)
def test_a_hostile_statement_is_refused_in_words(case, treasury):
    name, content, words = hostile(case)

    response = read(treasury, content, name)

    assert re.search(words, " ".join(response.context["form"].errors["file"]))
    assert StatementLine.objects.count() == 0
