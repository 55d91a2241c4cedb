"""Money that comes in: entered by hand, or read in a bank statement and matched once somebody has seen it."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from atelier.accounts.models import User
from atelier.core import spreadsheets
from atelier.core.headings import find_headings, heading_key
from atelier.core.parsing import parse_day, parse_euros
from contributions.models import Invoice, Issuer, Payment, StatementLine

Parsed = TypeVar("Parsed")
MAX_LINES = 5000
WORDS = re.compile(r"[A-Z]+|\d+")
MOST = Decimal(10) ** 9  # euros that a line holds
HEADS = {  # of several that are there the first counts
    "on": ("date d’opération", "date comptable", "date de l’opération", "date opération", "date"),
    "label": ("description", "libellé complet", "libellé opération", "libellé"),
    "amount": ("montant eur", "montant en euros", "montant euros", "montant"),
    "credit": ("crédit en euros", "crédit euros", "crédit"),
}


@transaction.atomic
def record_payment(
    *,
    invoice: Invoice,
    amount: Decimal,
    received_on: date,
    by: User,
    reference: str = "",
) -> Payment:
    """Note a payment, in euros; more than what is due is allowed, and shown. Raises ValidationError for a quote."""
    if invoice.kind == Invoice.Kind.QUOTE:
        raise ValidationError("Un devis ne se paie pas : émettez la facture.")
    try:
        Issuer.load().check_open(received_on)
    except ValidationError as error:
        raise ValidationError({"received_on": error}) from error
    payment = Payment(
        invoice=invoice,
        amount=amount,
        received_on=received_on,
        reference=reference[:200],
        author=by,
    )
    payment.full_clean(exclude=["invoice", "author"])
    payment.save()
    return payment


@transaction.atomic
def cancel_payment(*, payment: Payment, reason: str) -> Payment:
    """Undo a payment entered by mistake; it stays readable, and its line of statement is free again."""
    if not reason.strip():
        raise ValidationError("Dites pourquoi ce versement est annulé.")
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    if payment.cancelled_at is None:
        payment.cancelled_at, payment.cancel_reason = timezone.now(), reason[:250]
        payment.save(update_fields=["cancelled_at", "cancel_reason"])
        StatementLine.objects.filter(payment=payment).update(payment=None)
    return payment


def read_statement(name: str, content: bytes) -> list[StatementLine]:
    """The lines of money received in a csv, xlsx or ods file, unsaved and in its order.

    Raises ValidationError, in words, when the file has no line of titles, one of them twice, or a row that cannot be
    read.
    """
    rows = spreadsheets.read_file(name, content, most=MAX_LINES)
    columns = find_headings(rows[0] if rows else [], HEADS)
    if not {"on", "label"} <= columns.keys() or not {"amount", "credit"} & columns.keys():
        raise ValidationError(
            "La première ligne donne les titres des colonnes : une date, un libellé, un montant ou un crédit."
        )
    seen: Counter[str] = Counter()
    lines = []
    for number, row in enumerate(rows[1:], start=2):
        cells = {field: row[at].strip() if at < len(row) else "" for field, at in columns.items()}
        amount = _parse_amount(cells.get("credit") or cells.get("amount", ""), number)
        if amount is None or amount <= 0:
            continue  # what leaves the account is no contribution
        line = StatementLine(
            on=_at_line(number, parse_day, cells["on"]),
            label=cells["label"][:300],
            amount=amount,
        )
        key = _line_key(line.on, cells["label"], amount)
        seen[key] += 1
        line.fingerprint = hashlib.sha256(f"{key}|{seen[key]}".encode()).hexdigest()
        lines.append(line)
    return lines


def _line_key(on: date, label: str, amount: Decimal) -> str:
    """What an operation is, however the file writes it: csv and xlsx of one bank differ in dates, spaces, decimals.

    The rank among equal ones is added, so that two payments of one day and one label stay two.
    """
    return f"{on.isoformat()}|{heading_key(label)}|{int(amount * 100)}"


def _parse_amount(text: str, number: int) -> Decimal | None:
    if not text:
        return None
    amount = _at_line(number, parse_euros, text)
    if abs(amount) >= MOST:
        raise ValidationError(f"Ligne {number}\u00a0: «\u00a0{text[:40]}\u00a0» n’est pas un montant.")
    return amount


def _at_line(number: int, parse: Callable[[str], Parsed], text: str) -> Parsed:
    """What is wrong with a cell is said with the number of its line."""
    try:
        return parse(text)
    except ValidationError as error:
        raise ValidationError(f"Ligne {number}\u00a0: {error.message}") from error


@transaction.atomic
def keep_lines(lines: list[StatementLine]) -> int:
    """Keep what was not read before; nothing is applied yet. Returns how many lines are new."""
    before = StatementLine.objects.count()
    StatementLine.objects.bulk_create(lines, ignore_conflicts=True)
    return StatementLine.objects.count() - before


@dataclass(frozen=True)
class Match:
    """A line that waits, with the invoice that it seems to pay, and why; None where nobody can tell."""

    line: StatementLine
    invoice: Invoice | None
    why: str


def match_proposals() -> list[Match]:
    """What waits: by the number of the invoice in the label first, then by an amount that only one invoice has due."""
    due = list(Invoice.objects.asking().owing().select_related("payer__organisation").order_by("pk"))
    amounts = Counter(invoice.due for invoice in due)
    return [
        _propose_match(line, due, amounts) for line in StatementLine.objects.filter(payment=None, set_aside_at=None)
    ]


def _propose_match(line: StatementLine, due: list[Invoice], amounts: Counter) -> Match:
    for invoice in due:
        if _names(line.label, invoice.number):
            return Match(line, invoice, "le libellé porte son numéro")
    same = [invoice for invoice in due if invoice.due == line.amount]
    if same and amounts[line.amount] == 1:
        return Match(line, same[0], "la seule à ce montant")
    return Match(line, None, "")


def _names(label: str, number: str) -> bool:
    """The number stands in the label, with any mark or none between its parts, and no digit more."""
    wanted = "".join(WORDS.findall(number))
    parts = WORDS.findall(label.upper())
    return any(wanted in accumulate(parts[start:]) for start in range(len(parts)))


def dismiss_line(line: StatementLine) -> bool:
    """Forget the words of a line that pays nothing here; false for one that became a payment."""
    waiting = StatementLine.objects.filter(pk=line.pk, payment=None)
    return bool(waiting.update(set_aside_at=timezone.now(), label=""))


@transaction.atomic
def apply_line(*, line: StatementLine, invoice: Invoice, by: User) -> Payment:
    """Turn a line into a payment of this invoice, once: a line that is applied already is refused."""
    line = StatementLine.objects.select_for_update(of=["self"]).get(pk=line.pk)
    if line.payment_id or line.set_aside_at:
        raise ValidationError("Cette ligne est déjà rapprochée, ou écartée.")
    payment = record_payment(
        invoice=invoice,
        amount=line.amount,
        received_on=line.on,
        by=by,
        reference=line.label,
    )
    line.payment = payment
    line.save(update_fields=["payment"])
    return payment
