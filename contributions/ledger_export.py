"""The accounting entries of a financial year, as the tax office's file of entries (fichier des écritures comptables).

Columns, their order, dates (AAAAMMJJ), amounts (a comma, no thousands mark) and the name of the file are those of
article A. 47 A-1 of the livre des procédures fiscales (arrêté du 29 juillet 2013). Every entry balances; an entry is
never taken away: what was entered by mistake is reversed on the day that it was cancelled. A closed year is kept as it
was.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from operator import itemgetter
from typing import Any

from django.db.models.functions import TruncDate
from django.utils import timezone

from atelier.core.money import CENT
from contributions.models import ClosedYear, CreditNote, Invoice, Issuer, Payment

FEC_COLUMNS = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum", "CompAuxLib",
    "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet", "ValidDate", "Montantdevise",
    "Idevise",
)  # fmt: skip
SALES, BANK, SUNDRY = ("VE", "Ventes"), ("BQ", "Banque"), ("OD", "Opérations diverses")
Row = list[str | int | date | Decimal]
KINDS: dict[str, Callable[[str], date | Decimal]] = {  # of the columns that are no text
    **dict.fromkeys(("EcritureDate", "PieceDate", "ValidDate"), date.fromisoformat),
    **dict.fromkeys(("Debit", "Credit"), Decimal),
}
DAY = timedelta(days=1)
Side = tuple[str, str, Decimal, tuple[str, str]]  # account, its label, a debit or a negative credit, the payer
ZERO = Decimal("0.00")
LATIN9 = "iso-8859-15"  # one of the three character sets that the decree takes
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


def closed_days() -> list[date]:
    """The last day of each year that was closed, the latest first."""
    return list(ClosedYear.objects.order_by("-last_day").values_list("last_day", flat=True))


def financial_year(year: int, issuer: Issuer, closed: Sequence[date] | None = None) -> tuple[date, date]:
    """First and last day of the financial year that closes in `year`.

    One that was closed keeps its last day, and the one after begins on the next day, longer or shorter as the month of
    closing has changed. `closed` are the `closed_days`, read again when they are not given.
    """
    following = date(year + issuer.closing_month // 12, issuer.closing_month % 12 + 1, 1)
    first, last = following.replace(year=following.year - 1), following - DAY
    for day in closed_days() if closed is None else closed:
        if day.year == year:
            last = day
        elif day.year == year - 1:
            first = day + DAY
    return first, last


def _closing_year(day: date, issuer: Issuer, closed: Sequence[date]) -> int:
    """That of the financial year of a day."""
    if closed and day <= closed[0]:
        return min(one for one in closed if one >= day).year
    year = day.year + (day.month > issuer.closing_month)
    return max(year, closed[0].year + 1) if closed else year


def years_with_entries(issuer: Issuer, closed: Sequence[date] | None = None) -> list[int]:
    """The years in which a financial year with an entry closes, the latest first; `closed` as in `financial_year`."""
    cancelled = Payment.objects.filter(cancelled_at__isnull=False).annotate(on=TruncDate("cancelled_at"))
    days = (
        Invoice.objects.asking()
        .order_by()
        .values_list("issued_on")
        .union(
            CreditNote.objects.order_by().values_list("issued_on"),
            Payment.objects.order_by().values_list("received_on"),
            cancelled.order_by().values_list("on"),
        )
    )
    closed = closed_days() if closed is None else closed
    return sorted({_closing_year(day, issuer, closed) for (day,) in days}, reverse=True)


def entries(year: int, issuer: Issuer) -> list[Entry]:
    """Those of a year that is open, in the order in which they were recorded; it is the one that closes in `year`."""
    first, last = financial_year(year, issuer)
    found = [entry for entry in _all_entries(issuer) if first <= entry.on <= last]
    return sorted(found, key=lambda one: (one.recorded_at, one.journal, one.piece))


def fec_rows(year: int, issuer: Issuer) -> Iterator[Row]:
    """A row for each line of each entry, without the titles; the numbers of entries follow one another.

    Those of a closed year are what was kept of it.
    """
    closed = ClosedYear.objects.filter(last_day__year=year).first()
    if closed is not None:
        yield from (_row_of(kept) for kept in closed.entries)
        return
    for number, entry in enumerate(entries(year, issuer), start=1):
        for line in entry.lines:
            yield [
                *entry.journal, number, entry.on, line.account, line.label, *line.payer, entry.piece, entry.piece_on,
                entry.words, line.debit, line.credit, "", "", timezone.localdate(entry.recorded_at), "", "",
            ]  # fmt: skip


def kept_rows(rows: Iterable[Row]) -> list[list[str | int]]:
    """As a closed year keeps them: days as 2026-05-04, euros as 1234.50."""
    return [[cell if isinstance(cell, int) else str(cell) for cell in row] for row in rows]


def _row_of(kept: list[Any]) -> Row:
    """The row that `kept_rows` kept."""
    return [KINDS.get(name, lambda cell: cell)(cell) for name, cell in zip(FEC_COLUMNS, kept, strict=True)]


def fec_file(year: int, issuer: Issuer) -> bytes:
    """Fields parted by tabs, one entry line a line, in ISO 8859-15."""
    rows = [list(FEC_COLUMNS), *([_fec_text(cell) for cell in row] for row in fec_rows(year, issuer))]
    return "".join("\t".join(row) + "\r\n" for row in rows).encode(LATIN9)


def fec_name(year: int, issuer: Issuer) -> str:
    """SIREN, « FEC », the day on which the financial year closes."""
    closed = ClosedYear.objects.filter(last_day__year=year).first()
    siren = closed.siren if closed else issuer.siret[:9]
    return f"{siren}FEC{financial_year(year, issuer)[1]:%Y%m%d}.txt"


def _fec_text(cell: str | int | date | Decimal) -> str:
    if isinstance(cell, date):
        return f"{cell:%Y%m%d}"
    if isinstance(cell, Decimal):
        return f"{cell:.2f}".replace(".", ",")
    return "".join(map(_in_latin9, " ".join(str(cell).split())))


def _in_latin9(character: str) -> str:
    """Itself, its letter without the accent, or a question mark."""
    for one in (character, "'" if character == "’" else character, unicodedata.normalize("NFKD", character)[0]):
        if one.encode(LATIN9, errors="ignore"):
            return one
    return "?"


def _all_entries(issuer: Issuer) -> Iterator[Entry]:
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
