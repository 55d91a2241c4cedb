"""The accounting entries of invoices, of their credit notes and of what is paid, each balanced.

An entry is never taken away: what was entered by mistake is reversed on the day that it was cancelled. The tax of what
is paid moves with it, where the issuer did not choose to owe it from the invoice on.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from operator import itemgetter

from django.utils import timezone

from atelier.core.money import CENT
from contributions.models import CreditNote, Invoice, Issuer, Payment

SALES, BANK, SUNDRY = ("VE", "Ventes"), ("BQ", "Banque"), ("OD", "Opérations diverses")
Side = tuple[str, str, Decimal, tuple[str, str]]  # account, its label, a debit or a negative credit, the payer
ZERO = Decimal("0.00")
REVENUES = {
    Invoice.Kind.INVOICE: ("account_revenue", "Prestations de services"),
    Invoice.Kind.CALL: ("account_grant", "Subventions d’exploitation"),
    Invoice.Kind.DUES: ("account_dues", "Cotisations"),
}


@dataclass(frozen=True)
class EntryLine:
    """One account of an entry, in euros: one of `debit` and `credit` is zero. `payer` is its auxiliary account."""

    account: str
    label: str
    debit: Decimal = ZERO
    credit: Decimal = ZERO
    payer: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Entry:
    """A balanced entry: its journal, its day, the document that it stands on, and since when it cannot change."""

    journal: tuple[str, str]
    on: date
    piece: str
    piece_on: date
    words: str
    recorded_at: datetime
    lines: list[EntryLine] = field(default_factory=list)


def all_entries(issuer: Issuer) -> Iterator[Entry]:
    """Of every document but the quotes, of what came in for it, and of what was taken back, in no order."""
    carried = "payments__carried_to__invoice__payer"
    invoices = Invoice.objects.asking().select_related("payer").prefetch_related("payments", carried, "credit_notes")
    for invoice in invoices.order_by("pk"):
        yield _document_entry(invoice, invoice, issuer)
        yield from _later_entries(invoice, issuer)


def _document_entry(
    document: Invoice | CreditNote, invoice: Invoice, issuer: Issuer, more: Iterable[Side] = ()
) -> Entry:
    """Of an invoice, or of what credits it; `more` of it moves the same way as the document."""
    is_credit = document is not invoice
    revenue, label = REVENUES[Invoice.Kind(invoice.kind)]
    sides = [
        (issuer.account_customer, "Clients", document.total, _payer_of(invoice)),
        (getattr(issuer, revenue), label, -document.net, ("", "")),
        (*_tax_account(invoice, issuer), -document.vat, ("", "")),
        *more,
    ]
    kind = "Avoir" if is_credit else invoice.get_kind_display().capitalize()
    return Entry(
        SALES,
        document.issued_on,
        document.number,
        document.issued_on,
        f"{kind} {document.number}, {_payer_of(invoice)[1]}",
        document.issued_at,
        _lines(sides, reverse=is_credit),
    )


def _later_entries(invoice: Invoice, issuer: Issuer) -> Iterator[Entry]:
    """Credit notes, payments and their reversals, with the tax that each moves, in the order of their recording.

    What was exported is found again: a payment that is cancelled later does not change the entries before.
    """
    payments = invoice.payments.all()
    events: list[tuple[datetime, int, bool, Payment | CreditNote]] = [
        *((note.issued_at, note.pk, False, note) for note in invoice.credit_notes.all()),
        *((one.at, one.pk, False, one) for one in payments),
        *((one.cancelled_at, one.pk, True, one) for one in payments if one.cancelled_at),
    ]
    paid = credited = credited_tax = due = ZERO
    for _, _, reverse, event in sorted(events, key=itemgetter(0, 1, 2)):
        before = due
        if isinstance(event, CreditNote):
            credited, credited_tax = credited + event.total, credited_tax + event.vat
            due = _tax_due(invoice, paid, credited, credited_tax)
            yield _document_entry(event, invoice, issuer, _tax_sides(before - due, invoice, issuer))
            continue
        paid += -event.amount if reverse else event.amount
        due = _tax_due(invoice, paid, credited, credited_tax)
        tax = before - due if reverse else due - before
        sides = [*_payment_sides(event, invoice, issuer), *_tax_sides(tax, invoice, issuer)]
        if sides:  # those of what is carried stand in the entry of the invoice that it comes from
            yield _payment_entry(event, invoice, sides, reverse=reverse)


def _payment_sides(payment: Payment, invoice: Invoice, issuer: Issuer) -> list[Side]:
    """What it moves: money between the account and the payer, or what one payer paid from a document to another."""
    customer = (issuer.account_customer, "Clients", -payment.amount, _payer_of(invoice))
    if payment.kind == Payment.Kind.CARRIED:
        if payment.amount > 0:
            return []
        onto = payment.carried_to.invoice
        return [customer, (issuer.account_customer, "Clients", payment.amount, _payer_of(onto))]
    return [
        (issuer.account_bank, "Banque", payment.in_account, ("", "")),
        (issuer.account_fees, "Services bancaires", payment.fees, ("", "")),
        customer,
    ]


def _tax_sides(tax: Decimal, invoice: Invoice, issuer: Issuer) -> list[Side]:
    if not tax or not _is_on_collection(invoice):
        return []
    return [
        (issuer.account_vat_pending, "TVA en attente d’encaissement", tax, ("", "")),
        (issuer.account_vat, "TVA collectée", -tax, ("", "")),
    ]


def _payment_entry(payment: Payment, invoice: Invoice, sides: list[Side], *, reverse: bool) -> Entry:
    kind = Payment.Kind(payment.kind).label
    words = f"{f'Annulation du {kind}' if reverse else kind.capitalize()}, {invoice.number}"
    at = payment.cancelled_at if reverse and payment.cancelled_at else payment.at
    return Entry(
        SUNDRY if payment.kind == Payment.Kind.CARRIED else BANK,
        timezone.localdate(at) if reverse else payment.received_on,
        invoice.number,
        payment.received_on,
        f"{words}, {_payer_of(invoice)[1]}",
        at,
        _lines(sides, reverse=reverse),
    )


def _is_on_collection(invoice: Invoice) -> bool:
    """VAT of services is due when they are paid, unless the issuer chose debits (CGI art. 269, 2, c)."""
    return bool(invoice.vat) and not invoice.snapshot["issuer"]["on_debits"]


def _tax_account(invoice: Invoice, issuer: Issuer) -> tuple[str, str]:
    if _is_on_collection(invoice):
        return issuer.account_vat_pending, "TVA en attente d’encaissement"
    return issuer.account_vat, "TVA collectée"


def _tax_due(invoice: Invoice, paid: Decimal, credited: Decimal, credited_tax: Decimal) -> Decimal:
    """The tax that is due once `paid` euros of the invoice came in: a share of its own, rounded to the cent.

    All that its credit notes leave once what came in and what they take make the whole: nothing waits any more.
    """
    if paid == invoice.total - credited:
        return invoice.vat - credited_tax
    share = min(paid, invoice.total) / invoice.total
    return (invoice.vat * share).quantize(CENT, ROUND_HALF_UP)


def _payer_of(invoice: Invoice) -> tuple[str, str]:
    """Auxiliary account and name, as the document says it."""
    return invoice.snapshot["payer"]["account"], invoice.snapshot["payer"]["name"]


def _lines(sides: Iterable[Side], *, reverse: bool) -> list[EntryLine]:
    """A positive amount is a debit, a negative one a credit; the other way round when reversed."""
    lines = []
    for account, label, amount, payer in sides:
        signed = -amount if reverse else amount
        if signed:
            lines.append(EntryLine(account, label, max(signed, ZERO), max(-signed, ZERO), payer))
    return lines
