"""Documents of money: numbered without gap, frozen, undone by reference alone; the right words for each buyer."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from atelier.core import pdf
from atelier.core.models import NumberSeries
from atelier.outbox.models import Message
from contributions import documents, invoicing, payers
from contributions.models import ClosedYear, CreditNote, Instalment, Invoice, Issuer
from tests import pdfua
from tests.factories import TriptychFactory, UserFactory, settled

pytestmark = pytest.mark.django_db

ON = date(2025, 4, 8)


@pytest.fixture
def payer():
    return settled()


def issue(payer, **more):
    return invoicing.issue_document(instalment=payer.instalments.first(), on=ON, **more)


@pytest.mark.parametrize(
    ("nature", "kind", "number"),
    [("service", "invoice", "VP-2025-0001"), ("grant", "call", "VPC-2025-0001"), ("dues", "dues", "VPM-2025-0001")],
)
def test_the_nature_of_the_money_decides_the_paper(nature, kind, number):
    invoice = issue(settled(nature=nature))

    assert (invoice.kind, invoice.number, invoice.due_on) == (kind, number, date(2025, 5, 8))


def test_numbers_follow_each_other_and_start_anew_each_year(payer):
    payers.plan_instalments(payer=payer, dates=[date(2025, 1, 1), date(2025, 2, 1), date(2026, 1, 1)])
    days = [date(2025, 4, 1), date(2025, 4, 1), date(2026, 4, 1)]

    made = [
        invoicing.issue_document(instalment=one, on=on) for one, on in zip(payer.instalments.all(), days, strict=True)
    ]

    assert [invoice.number for invoice in made] == ["VP-2025-0001", "VP-2025-0002", "VP-2026-0001"]


def test_an_issue_that_is_undone_gives_its_number_back(payer):
    with transaction.atomic():
        issue(payer)
        transaction.set_rollback(True)

    assert issue(payer).number == "VP-2025-0001"


def test_a_quote_takes_no_number_of_invoices_and_asks_for_nothing(payer):
    quote = issue(payer, quote=True)
    invoice = issue(payer)

    assert (quote.number, invoice.number) == ("VPD-2025-0001", "VP-2025-0001")
    assert list(Invoice.objects.asking()) == [invoice]


def test_an_instalment_is_asked_for_once(payer):
    issue(payer)

    with pytest.raises(ValidationError, match="déjà demandée"):
        issue(payer)
    assert NumberSeries.objects.get().last == 1


def test_what_is_missing_is_said_before_anything_is_numbered(payer):
    Issuer.objects.update(iban="")
    payer.__class__.objects.update(siret="", requirement="both")

    with pytest.raises(ValidationError) as refused:
        issue(payer)

    assert len(refused.value.messages) == 4
    assert NumberSeries.objects.count() == 0


@pytest.mark.parametrize(
    ("regime", "includes", "expected", "words"),
    [
        ("out", True, ("4500.00", "0.00", "4500.00"), "organisme sans but lucratif"),
        ("exempt", True, ("4500.00", "0.00", "4500.00"), "261, 7, 1°"),
        ("franchise", True, ("4500.00", "0.00", "4500.00"), "293 B"),
        ("taxable", True, ("3750.00", "750.00", "4500.00"), "TVA à 20"),
        ("taxable", False, ("4500.00", "900.00", "5400.00"), "TVA à 20"),
    ],
)
def test_each_regime_has_its_amounts_and_its_words(
    client, as_user, organiser, payer, regime, includes, expected, words
):
    Issuer.objects.update(regime=regime, includes_vat=includes, vat_number="FR40303265045")

    invoice = issue(payer)

    assert (str(invoice.net), str(invoice.vat), str(invoice.total)) == expected
    page = as_user(organiser).get(invoice.get_absolute_url()).content.decode()
    assert words in page
    content = documents.render_invoice(invoice.pk)
    assert content.sha256


@given(st.integers(1, 10_000_000), st.integers(0, 9900), st.booleans())
def test_net_and_vat_make_the_total_whatever_the_rate(cents, rate, includes):
    issuer = Issuer(regime="taxable", vat_rate=Decimal(rate) / 100, includes_vat=includes)

    net, vat, total = invoicing.amounts(Decimal(cents) / 100, issuer)

    assert net + vat == total
    assert {value.as_tuple().exponent for value in (net, vat, total)} == {-2}


def test_public_and_private_buyers_read_their_own_terms():
    public, private = issue(settled()), issue(settled(is_public=False))

    assert "Banque centrale européenne" in public.snapshot["terms"]
    assert "trois fois le taux" not in public.snapshot["terms"]
    assert "trois fois le taux" in private.snapshot["terms"]


@pytest.mark.parametrize("nature", ["service", "grant", "dues"])
def test_the_pdf_is_accessible_and_kept_with_its_print(nature):
    invoice = documents.render_invoice(issue(settled(nature=nature)).pk)

    content = pdf.render_pdf(documents.TEMPLATE, {"paper": documents.snapshot_context(invoice)})
    assert pdfua.faults(content) == []
    assert len(invoice.sha256) == 64
    assert documents.render_invoice(invoice.pk) is None


def test_the_document_goes_to_the_accountant_and_the_contacts_once(payer):
    payer.__class__.objects.update(email="compta@example.org")
    lead = UserFactory(email="referente@example.org")
    payer.agreement.triptych.contacts.create(user=lead, is_lead=True)

    documents.render_invoice(issue(payer).pk)

    mails = Message.objects.order_by("pk")
    assert [(mail.to_email, mail.confirm_before_resend) for mail in mails] == [
        ("compta@example.org", True),
        (lead.email, True),
    ]
    assert mails[0].attachments.get().name == "VP-2025-0001.pdf"


@pytest.mark.parametrize(
    ("accountant", "readers"),
    [
        ("compta@example.org", ["compta@example.org", "referente@example.org"]),
        ("", ["elue@example.org", "referente@example.org"]),
    ],
)
def test_a_co_editor_reads_no_document_of_a_payer_that_has_its_own_reader(payer, accountant, readers):
    """The élue of the département follows the application; the invoice of a company is not hers."""
    payer.__class__.objects.update(email=accountant)
    for name, is_lead in (("elue", False), ("referente", True)):
        payer.agreement.triptych.contacts.create(user=UserFactory(email=f"{name}@example.org"), is_lead=is_lead)

    assert sorted(issue(payer).readers()) == readers


def test_nothing_issued_changes_or_vanishes(payer):
    invoice = issue(payer)
    invoice.total = 1

    for attempt in (invoice.save, invoice.delete, Invoice.objects.all().delete):
        with pytest.raises(ValidationError, match="émettez un avoir"):
            attempt()
    for row in (payer, payer.agreement, payer.organisation, payer.instalments.get()):
        with pytest.raises(ProtectedError):
            row.delete()
    payer.organisation.name = "Autre nom"
    payer.organisation.save()
    invoice.refresh_from_db()
    assert (invoice.total, invoice.snapshot["payer"]["name"]) == (4500, invoice.snapshot["payer"]["name"])
    assert "Autre nom" not in str(invoice.snapshot)


@pytest.mark.parametrize("number", ["VP-2025-0001x", "VP 2025", "V" * 21, ""])
def test_the_database_refuses_another_form_of_number(payer, number):
    instalment = payer.instalments.get()
    money = {"net": 1, "vat": 0, "total": 1, "issued_on": ON, "due_on": ON}

    with pytest.raises(IntegrityError), transaction.atomic():
        Invoice.objects.create(kind="quote", payer=payer, instalment=instalment, number=number, snapshot={}, **money)


def credit(invoice, amount, reason="Erreur de payeur"):
    by = UserFactory()
    return invoicing.issue_credit_note(
        invoice=invoice, amount=Decimal(amount), reason=reason, by=by, on=date(2025, 5, 1)
    )


def test_a_credit_note_names_its_invoice_and_frees_the_instalment(payer):
    invoice = issue(payer)

    note = credit(invoice, 4500)

    assert note.number == "VPA-2025-0001"
    assert note.snapshot["corrects"] == {"number": "VP-2025-0001", "issued_on": "2025-04-08"}
    assert issue(payer).number == "VP-2025-0002"
    content = pdf.render_pdf(documents.TEMPLATE, {"paper": documents.snapshot_context(note)})
    assert pdfua.faults(content) == []


def test_credit_notes_never_exceed_the_invoice(payer):
    invoice = issue(payer)
    credit(invoice, "1000.01")

    with pytest.raises(ValidationError, match="ne dépasse pas"):
        credit(invoice, 3500)
    assert credit(invoice, "3499.99").total == Decimal("3499.99")
    assert Invoice.objects.get().credited_in_full


@pytest.mark.parametrize("amount", [0, -1])
def test_a_credit_note_is_positive(payer, amount):
    with pytest.raises(ValidationError):
        credit(issue(payer), amount)
    assert CreditNote.objects.count() == 0


def test_partial_credit_notes_add_up_with_vat(payer):
    Issuer.objects.update(regime="taxable", vat_number="FR40303265045")
    invoice = issue(payer)

    notes = [credit(invoice, amount) for amount in ("333.33", "333.33", "3833.34")]

    assert sum(note.net for note in notes) == invoice.net
    assert sum(note.vat for note in notes) == invoice.vat


def test_a_quote_is_not_credited(payer):
    with pytest.raises(ValidationError, match="devis"):
        credit(issue(payer, quote=True), 1)


def test_an_unsettled_agreement_asks_for_nothing():
    payer = settled(triptych=TriptychFactory(admitted=True))
    payer.agreement.__class__.objects.update(settled_at=None)

    with pytest.raises(ValidationError, match="arrêtez d’abord"):
        invoicing.issue_document(instalment=Instalment.objects.get(), on=ON)


def test_dates_follow_numbers_and_stay_out_of_closed_accounts():
    payer = settled(Decimal(4500))
    payers.plan_instalments(payer=payer, dates=[date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1)])
    first, second, third = payer.instalments.order_by("rank")
    invoicing.issue_document(instalment=first, on=date(2025, 4, 8))

    for on, words in (
        (date(2025, 4, 7), "daté du 8"),
        (timezone.localdate() + timedelta(days=1), "à venir"),
    ):
        with pytest.raises(ValidationError, match=words):
            invoicing.issue_document(instalment=second, on=on)
    assert invoicing.issue_document(instalment=second, on=date(2025, 4, 8)).number == "VP-2025-0002"
    ClosedYear.objects.create(last_day=date(2025, 12, 31), author=UserFactory())
    with pytest.raises(ValidationError, match="clos jusqu’au 31 décembre 2025"):
        invoicing.issue_document(instalment=third, on=date(2025, 12, 31))

    assert invoicing.issue_document(instalment=third, on=date(2026, 1, 1)).number == "VP-2026-0001"
