"""Lines of bank statements and the invoices that they pay: proposed, seen, then applied."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import accumulate

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from atelier.accounts.models import User
from atelier.core import french
from contributions import payments
from contributions.models import ClosedYear, Invoice, Issuer, Payment, StatementLine
from contributions.statements.operations import Operation
from contributions.statements.read_before import new_operations

WORDS = re.compile(r"[A-Z]+|\d+")
NO_LABEL = "(sans libellé)"
USED = "Cette ligne est déjà rapprochée, écartée ou supprimée."
READ_TWICE = "une ligne du même jour et du même montant vient d’un autre fichier : est-ce la même ?"
ZERO = Decimal(0)


@transaction.atomic
def keep_receipts(receipts: list[Operation]) -> int:
    """Keep what was not read before; nothing is applied yet. Returns how many lines are new.

    Raises ValidationError for what no column holds.
    """
    if not receipts:
        return 0
    Issuer.load_locked()  # two that read one file at once read it one after the other
    days = [one.on for one in receipts]
    kept = StatementLine.objects.filter(on__range=(min(days), max(days))).order_by("pk")
    now = timezone.now()
    lines = [
        StatementLine(
            on=one.on,
            label=one.label[:300] or NO_LABEL,
            amount=one.amount,
            number=one.number,
            fingerprint=fingerprint,
            read_at=now,
        )
        for one, fingerprint in new_operations(receipts, kept)
    ]
    for line in lines:
        line.clean_fields()
    return len(StatementLine.objects.bulk_create(lines))


@dataclass(frozen=True)
class Match:
    """A line that waits, with the invoice that all of it seems to pay, and why; None where somebody has to tell.

    `shares` is what the split page proposes: the invoices that the label names, with what is due of each.
    """

    line: StatementLine
    invoice: Invoice | None
    why: str
    shares: list[tuple[Invoice, Decimal]] = field(default_factory=list)


def owing_invoices() -> list[Invoice]:
    """What may be paid, with what is due of each."""
    return list(Invoice.objects.asking().owing().select_related("payer__organisation").order_by("number"))


def match_proposals(due: list[Invoice] | None = None) -> list[Match]:
    """What waits: by the number of the invoice in the label first, then by an amount that only one invoice has due.

    What one line pays is not proposed to the next ones; a line that names a paid invoice is proposed to no other, and
    one that may have been read in another file too, by its number alone.
    """
    due = owing_invoices() if due is None else due
    settled = list(Invoice.objects.asking().exclude(pk__in=[one.pk for one in due]).order_by("number"))
    left = {invoice.pk: invoice.due for invoice in due}
    found: dict[int, Match] = {}
    lines = list(StatementLine.objects.waiting().with_likeness())
    for line in lines:
        if named := [invoice for invoice in due if _names(line.label, invoice.number)]:
            found[line.pk] = _by_number(line, named, left)
        elif paid := next((invoice for invoice in settled if _names(line.label, invoice.number)), None):
            found[line.pk] = Match(line, None, f"le libellé porte {paid.number}, qui n’attend plus rien")
    for line in lines:
        if line.pk not in found:
            found[line.pk] = _by_amount(line, due, left)
    return [found[line.pk] for line in lines]


def _by_number(line: StatementLine, named: list[Invoice], left: dict[int, Decimal]) -> Match:
    first, *others = named
    if others:
        shares = [(invoice, left[invoice.pk]) for invoice in named if left[invoice.pk] > 0]
        numbers = " et ".join(invoice.number for invoice in named)
        return Match(line, None, f"le libellé porte {numbers} : à répartir", shares)
    if line.left > left[first.pk]:
        rest = french.euros(max(left[first.pk], ZERO))
        why = f"le libellé porte {first.number}, dont il ne reste que {rest} à payer"
        return Match(line, None, why, [(first, line.left)])
    left[first.pk] -= line.left
    return Match(line, first, "le libellé porte son numéro")


def _by_amount(line: StatementLine, due: list[Invoice], left: dict[int, Decimal]) -> Match:
    if line.is_like_another:
        return Match(line, None, READ_TWICE)
    same = [invoice for invoice in due if left[invoice.pk] == line.left]
    if len(same) != 1:
        return Match(line, None, "")
    left[same[0].pk] = ZERO
    return Match(line, same[0], "la seule à ce montant")


def _names(label: str, number: str) -> bool:
    """The number stands in the label, with any mark or none between its parts, and no digit more."""
    wanted = "".join(WORDS.findall(number))
    parts = WORDS.findall(label.upper())
    return any(wanted in accumulate(parts[start:]) for start in range(len(parts)))


@transaction.atomic
def dismiss_line(line: StatementLine) -> bool:
    """What is left of a line pays nothing here: forget its words unless a payment was made of it.

    False for one that is used whole already.
    """
    Issuer.load_locked()
    waiting = StatementLine.objects.waiting().filter(pk=line.pk).first()
    if waiting is None:
        return False
    waiting.set_aside_at = timezone.now()
    if not waiting.payments.exists():
        waiting.label = ""
    waiting.save(update_fields=["set_aside_at", "label"])
    return True


def forget_labels(before: datetime) -> int:
    """Empty the words of lines read before then that no payment was ever made of, which still wait; how many."""
    strangers = StatementLine.objects.filter(read_at__lt=before, payments=None).exclude(label="")
    return strangers.update(label="")


@transaction.atomic
def remove_line(line: StatementLine) -> None:
    """Erase a line that was read by mistake; reading its file again gives it back.

    Raises ValidationError when a payment was ever made of it.
    """
    Issuer.load_locked()
    if line.payments.exists():
        raise ValidationError("Cette ligne a servi à un versement : elle se garde. Écartez-la plutôt.")
    line.delete()


@transaction.atomic
def apply_line(
    *, line: StatementLine, shares: Iterable[tuple[Invoice, Decimal]], by: User, fees: Decimal = ZERO
) -> list[Payment]:
    """Turn a line into a payment of each of these invoices; what is left of it waits.

    `fees`, in euros, were kept by a bank on the way, and count for the first invoice. Raises ValidationError for more
    than the line and the fees, and for a line that is used or set aside.
    """
    shares = list(shares)
    Issuer.load_locked()
    waiting = StatementLine.objects.waiting().filter(pk=line.pk).first()
    if waiting is None:
        raise ValidationError(USED)
    _check_day(waiting)
    total = sum((amount for _, amount in shares), ZERO)
    if not shares or total <= fees:
        raise ValidationError("Dites quel document est payé, et de combien.")
    if total - fees > waiting.left:
        over = french.euros(total - fees - waiting.left)
        raise ValidationError(
            f"Les parts dépassent de {over} ce qui reste de cette ligne, {french.euros(waiting.left)}."
        )
    return [
        payments.record_payment(
            invoice=invoice,
            amount=amount,
            fees=fees if rank == 0 else ZERO,
            received_on=waiting.on,
            by=by,
            reference=waiting.label,
            line=waiting,
        )
        for rank, (invoice, amount) in enumerate(shares)
    ]


def _check_day(line: StatementLine) -> None:
    """Raises ValidationError, with what to do instead, for a line whose day bears no payment."""
    day, last_day = french.long_date(line.on), ClosedYear.last_closed_day()
    if last_day and line.on <= last_day:
        raise ValidationError(
            f"Cette ligne est du {day}, et les comptes sont clos jusqu’au {french.long_date(last_day)}\u00a0: "
            "enregistrez le versement depuis la page du document, à une date d’après, puis écartez la ligne."
        )
    if line.on > timezone.localdate():
        raise ValidationError(f"Cette ligne est du {day}, qui est à venir\u00a0: elle se rapproche ce jour-là.")


def apply_matches(chosen: Mapping[StatementLine, Invoice], by: User) -> tuple[int, list[str]]:
    """Apply what is left of each line to its invoice. Returns how many were, and what was refused of the others."""
    done, refused = 0, []
    for line, invoice in chosen.items():
        try:
            apply_line(line=line, shares=[(invoice, line.left)], by=by)
            done += 1
        except ValidationError as error:
            refused.append(f"{line.label or NO_LABEL} : {' '.join(error.messages)}")
    return done, refused
