"""The accounting lines of a season: each document and each payment, debit and credit equal."""

from collections.abc import Iterable
from decimal import Decimal

from atelier.core.spreadsheets import Cell
from atelier.seasons.models import Season
from contributions.models import CreditNote, Invoice, Issuer, Payment

HEADS = ["Journal", "Date", "Compte", "Pièce", "Libellé", "Débit", "Crédit"]
SALES, BANK = "VE", "BQ"
ZERO = Decimal(0)


def ledger_lines(season: Season) -> list[list[Cell]]:
    """In the order of the documents, then of the payments; the accounts are those of the issuer."""
    issuer = Issuer.load()
    return [HEADS, *_document_lines(season, issuer), *_payment_lines(season, issuer)]


def _document_lines(season: Season, issuer: Issuer) -> Iterable[list[Cell]]:
    invoices = Invoice.objects.asking().filter(payer__agreement__triptych__season=season)
    notes = CreditNote.objects.filter(invoice__payer__agreement__triptych__season=season)
    rows = [(one, str(one.payer), False) for one in invoices.select_related("payer__organisation").order_by("pk")]
    credited = notes.select_related("invoice__payer__organisation").order_by("pk")
    rows += [(note, str(note.invoice.payer), True) for note in credited]
    for document, name, is_credit in sorted(rows, key=lambda row: (row[0].issued_on, row[0].number)):
        sides = (
            (issuer.account_customer, document.total, not is_credit),
            (issuer.account_revenue, document.net, is_credit),
            (issuer.account_vat, document.vat, is_credit),
        )
        for account, amount, is_debit in sides:
            if amount:
                columns = (amount, ZERO) if is_debit else (ZERO, amount)
                yield [SALES, document.issued_on, account, document.number, name, *columns]


def _payment_lines(season: Season, issuer: Issuer) -> Iterable[list[Cell]]:
    rows = Payment.objects.filter(invoice__payer__agreement__triptych__season=season, cancelled_at=None)
    for payment in rows.select_related("invoice__payer__organisation").order_by("received_on", "pk"):
        said = [payment.invoice.number, str(payment.invoice.payer)]
        yield [BANK, payment.received_on, issuer.account_bank, *said, payment.amount, ZERO]
        yield [BANK, payment.received_on, issuer.account_customer, *said, ZERO, payment.amount]
