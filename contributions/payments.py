"""Money of invoices: what came in, what is given back or carried to another invoice, what was entered by mistake."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from atelier.accounts.models import User
from atelier.core import french
from atelier.webhooks.announcing import announce
from atelier.webhooks.events import Event
from contributions.models import Invoice, Issuer, Payment, StatementLine


@transaction.atomic
def record_payment(
    *,
    invoice: Invoice,
    amount: Decimal,
    received_on: date,
    by: User,
    reference: str = "",
    fees: Decimal = Decimal(0),
    line: StatementLine | None = None,
) -> Payment:
    """Note a payment, in euros; more than what is due is allowed, and shown. Raises ValidationError for a quote.

    `fees` is the part of `amount` that a bank kept on the way: the payer paid it, the account does not have it.
    """
    if invoice.kind == Invoice.Kind.QUOTE:
        raise ValidationError("Un devis ne se paie pas : émettez la facture.")
    payment = Payment(
        invoice=invoice,
        amount=amount,
        fees=fees,
        received_on=received_on,
        reference=reference[:200],
        author=by,
        line=line,
    )
    _record(payment, day="received_on")
    announce(
        Event.PAYMENT_ENTERED,
        season=invoice.payer.agreement.triptych.season_id,
        ref=str(payment.pk),
        payment=payment.pk,
        invoice=invoice.number,
        amount=payment.amount,
        received_on=received_on,
    )
    return payment


def _record(payment: Payment, *, day: str) -> Payment:
    """Check and save. `day` is the field of the form that holds its date."""
    try:
        Issuer.load().check_open(payment.received_on)
    except ValidationError as error:
        raise ValidationError({day: error}) from error
    payment.full_clean(exclude=["invoice", "author", "line", "carried_from"])
    payment.save()
    return payment


@transaction.atomic
def refund_overpayment(*, invoice: Invoice, amount: Decimal, on: date, by: User, reference: str = "") -> Payment:
    """Note what was given back, in euros. Raises ValidationError above what was paid too much."""
    _check_overpaid(invoice, amount)
    refund = Payment(
        invoice=invoice,
        kind=Payment.Kind.REFUND,
        amount=-amount,
        received_on=on,
        reference=reference[:200],
        author=by,
    )
    return _record(refund, day="on")


@transaction.atomic
def carry_overpayment(*, invoice: Invoice, onto: Invoice, amount: Decimal, on: date, by: User) -> Payment:
    """Use what was paid too much of an invoice for another one of the same organisation, in euros.

    Raises ValidationError for another payer, above what was paid too much, or above what is due of the other.
    """
    if onto.payer.organisation_id != invoice.payer.organisation_id:
        raise ValidationError({"onto": "Un trop-perçu se reporte sur un document du même organisme."})
    _check_overpaid(invoice, amount)
    due = _balance(onto).due
    if amount > due:
        raise ValidationError({"amount": f"Il ne reste dû que {french.euros(max(due, Decimal(0)))} de {onto.number}."})
    told = {"kind": Payment.Kind.CARRIED, "received_on": on, "author": by}
    left = _record(Payment(invoice=invoice, amount=-amount, reference=f"vers {onto.number}", **told), day="on")
    arrived = Payment(invoice=onto, amount=amount, reference=f"de {invoice.number}", carried_from=left, **told)
    return _record(arrived, day="on")


def invoices_to_carry_onto(invoice: Invoice) -> list[Invoice]:
    """What the same organisation still owes, where this invoice was paid too much; `invoice` has its balance."""
    if invoice.due >= 0:
        return []
    others = Invoice.objects.asking().owing().filter(payer__organisation=invoice.payer.organisation_id)
    return list(others.select_related("payer__organisation").order_by("number"))


def _check_overpaid(invoice: Invoice, amount: Decimal) -> None:
    overpaid = -_balance(invoice).due
    if overpaid <= 0:
        raise ValidationError(f"Rien n’a été payé en trop de {invoice.number}.")
    if not 0 < amount <= overpaid:
        raise ValidationError({"amount": f"Le trop-perçu est de {french.euros(overpaid)}."})


def _balance(invoice: Invoice) -> Invoice:
    """With what is due now, which nothing changes until the end of the transaction."""
    Issuer.load_locked()
    return Invoice.objects.with_balance().get(pk=invoice.pk)


@transaction.atomic
def cancel_payment(*, payment: Payment, reason: str) -> Payment:
    """Undo a payment entered by mistake; it stays readable, and its line of statement waits again.

    What was carried is undone on both invoices.
    """
    if not reason.strip():
        raise ValidationError("Dites pourquoi ce versement est annulé.")
    Issuer.load_locked()
    payment = Payment.objects.get(pk=payment.pk)
    if payment.cancelled_at is None:
        payment.cancelled_at, payment.cancel_reason = timezone.now(), reason[:250]
        payment.save(update_fields=["cancelled_at", "cancel_reason"])
        if payment.line is not None:
            StatementLine.objects.filter(pk=payment.line.pk).update(set_aside_at=None)
        other = payment.carried_from or Payment.objects.filter(carried_from=payment).first()
        if other is not None:
            cancel_payment(payment=other, reason=reason)
    return payment
