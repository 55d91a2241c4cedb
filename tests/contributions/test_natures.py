"""What a share pays decides the paper, its series, its tax, its terms, and whether Chorus Pro and Factur-X have it."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from atelier.core.reading_pages import address_of
from contributions import chorus, documents, facturx, invoicing, ledger_export
from contributions.models import Issuer
from tests.factories import UserFactory, settled

pytestmark = pytest.mark.django_db

ON = date(2025, 4, 8)
TAXABLE = {"regime": "taxable", "vat_number": "FR40303265045", "electronic": True}


def issue(**details):
    return invoicing.issue_document(instalment=settled(**details).instalments.get(), on=ON)


def credit(invoice):
    return invoicing.issue_credit_note(invoice=invoice, amount=invoice.total, reason="Erreur", by=UserFactory(), on=ON)


def page_of(client, document):
    return client.get(document.get_absolute_url()).content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_three_papers_have_three_series():
    numbers = [issue(nature=nature).number for nature in ("service", "grant", "dues", "service", "dues")]

    assert numbers == ["VP-2025-0001", "VPC-2025-0001", "VPM-2025-0001", "VP-2025-0002", "VPM-2025-0002"]


@pytest.mark.parametrize(("nature", "words"), [("grant", "Subvention sans"), ("dues", "Cotisation sans")])
def test_a_call_bears_neither_tax_nor_late_interest_whatever_the_regime(as_user, organiser, nature, words):
    Issuer.objects.update(**TAXABLE, on_debits=True)

    call = issue(nature=nature)

    assert (call.net, call.vat, call.total) == (4500, 0, 4500)
    page = page_of(as_user(organiser), call)
    assert f"{words} contrepartie" in page
    assert "hors du champ de la TVA" in page
    for absent in ("TVA à", "TTC", "moratoires", "trois fois", "40 €", "scompte", "débits", "prestation de services"):
        assert absent not in page
    assert invoicing.issue_document(instalment=settled(nature=nature).instalments.get(), on=ON, quote=True).vat == 0


def test_a_service_bears_the_tax_and_the_terms_of_its_issuer(as_user, organiser):
    Issuer.objects.update(**TAXABLE, on_debits=True)

    page = page_of(as_user(organiser), issue())

    for present in ("TVA FR40303265045", "TVA à 20 %", "moratoires", "prestation de services", "d’après les débits"):
        assert present in page


def test_the_number_of_tax_is_kept_whole(as_user, organiser):
    issuer = Issuer.load()
    for typed in ("FR 40 303 265 045", "40303265045", "fr40303265045"):
        issuer.vat_number = typed
        issuer.clean()
        assert issuer.vat_number == "FR40303265045"


def test_the_portal_has_invoices_and_their_credit_notes_of_public_buyers_alone(as_user, treasurer):
    Issuer.objects.update(electronic=True)
    public, private = issue(), issue(is_public=False)
    calls = [issue(nature=nature) for nature in ("grant", "dues")]
    note = credit(public)

    assert [bool(chorus.deposit_sheet(one)) for one in (public, private, *calls)] == [True, False, False, False]
    said = dict(chorus.deposit_sheet(note))
    assert (said["Type de facture"], said["Numéro de facture"]) == ("Avoir", note.number)
    assert (said["Facture d’origine"], said["Montant TTC"]) == (public.number, "4500,00")
    assert "IBAN" not in said
    for invoice, is_shown in ((public, True), (calls[0], False)):
        sheet = reverse("admin:note_invoice", args=[invoice.pk, "depot"])
        client = as_user(treasurer)
        assert (sheet in client.get(address_of(invoice)).text) == is_shown
        assert client.get(sheet).status_code == (200 if is_shown else 404)
    page = client.get(reverse("admin:note_invoice", args=[public.pk, "depot"])).text
    assert f"l’avoir {note.number} à recopier" in page


def test_a_call_wants_nothing_of_the_portal_and_its_credit_note_carries_no_invoice():
    Issuer.objects.update(electronic=True)
    call = issue(nature="grant", siret="", requirement="")

    note = credit(call)

    assert chorus.deposit_sheet(note) == []
    assert not facturx.is_enabled(note)
    assert documents.snapshot_context(note)["title"] == "avoir"


def test_a_rate_of_zero_issues_nothing():
    Issuer.objects.update(**TAXABLE, vat_rate=0)

    assert "Émetteur : il manque le taux de TVA." in [
        one.replace("\u00a0", " ") for one in invoicing.missing_fields(settled().instalments.get(), Issuer.load())
    ]


def test_entries_of_calls_have_no_tax():
    Issuer.objects.update(**TAXABLE)
    issue(nature="grant")

    accounts = {line.account: line.credit for one in ledger_export.entries(2025, Issuer.load()) for line in one.lines}

    assert accounts == {"411000": 0, "740000": Decimal(4500)}


@pytest.mark.parametrize(
    ("regime", "words"),
    [
        ("out", "ne vous oblige ni à recevoir"),
        ("exempt", "vos opérations exonérées"),
        ("franchise", "vous restez assujetti"),
        ("taxable", "depuis le 1er septembre 2026"),
    ],
)
def test_the_issuer_reads_what_the_reform_asks_of_its_regime(as_user, treasurer, regime, words):
    Issuer.objects.update(regime=regime)

    for address in (reverse("admin:contributions_issuer_change", args=[1]), "/aide/tresorerie/"):
        page = as_user(treasurer).get(address).content.decode()
        assert words in page
        assert "Chorus Pro reste la voie" in page
