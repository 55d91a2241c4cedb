"""What territories pay: agreed, shared, asked for, paid in parts or too much, credited. The ledger follows."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from contributions import invoicing, manual_reminders, negotiation, payers, payments
from contributions.models import Instalment, Invoice, Issuer, Payer, Payment
from territories.models import Triptych
from tests.factories import OrganisationFactory
from tools.rehearsal.ledger import CENT
from tools.rehearsal.life import Life, act

DETAILS = {
    "siret": "99990003800012",
    "address": "1 place de la Mairie",
    "postcode": "62000",
    "city": "Arras",
    "requirement": "none",
}


def _cents(life: Life, low: int, high: int) -> Decimal:
    return Decimal(life.dice.randrange(low * 100, high * 100)) * CENT


@act
def agree(life: Life) -> bool:
    triptych = life.some(Triptych.objects.admitted())
    if triptych is None:
        return False
    kind = life.dice.choice(["wished", "proposed", "agreed", "agreed"])
    negotiation.record_amount(triptych=triptych, kind=kind, amount=_cents(life, 3000, 10000), by=life.organiser)
    return True


@act
def share(life: Life) -> bool:
    """Among one to three payers; the parts make the amount to the cent. It is agreed on before, if it was not."""
    triptych = life.some(Triptych.objects.admitted())
    if triptych is None:
        return False
    agreement = negotiation.agreement_of(triptych)
    if agreement.agreed_amount is None:
        amount = _cents(life, 3000, 10000)
        agreement = negotiation.record_amount(triptych=triptych, kind="agreed", amount=amount, by=life.organiser)
    count = life.dice.randint(1, 3)
    parts = [Decimal(int(agreement.agreed_amount * 100) // count) * CENT for _ in range(count)]
    parts[0] += agreement.agreed_amount - sum(parts)
    shares = {OrganisationFactory(): part for part in parts}
    made = payers.set_shares(agreement=agreement, shares=shares)
    for one in made:
        nature = life.dice.choice(["service", "service", "grant", "dues"])
        mailbox = life.dice.choice(["", f"compta{one.pk}@example.org"])
        Payer.objects.filter(pk=one.pk).update(nature=nature, email=mailbox, **DETAILS)
        life.stage.ledger.plan(one.pk, shares[one.organisation], 1)
    return True


@act
def instalments(life: Life) -> bool:
    if (payer := life.some(Payer.objects.all())) is None:
        return False
    count = life.dice.randint(1, 3)
    today = timezone.localdate()
    payers.plan_instalments(payer=payer, dates=[today + timedelta(days=30 * rank) for rank in range(count)])
    life.stage.ledger.plan(payer.pk, payer.amount, count)
    return True


def _total(life: Life, instalment: Instalment) -> Decimal:
    """What a document asks with its VAT, half a cent up."""
    net, issuer = life.stage.ledger.planned[instalment.payer_id][instalment.rank - 1], Issuer.load()
    if issuer.regime != "taxable" or issuer.includes_vat or instalment.payer.nature != "service":
        return net
    cents = net * 100 * issuer.vat_rate / 100
    return net + Decimal(int(cents + Decimal("0.5"))) * CENT


@act
def issue(life: Life) -> bool:
    """Once, whatever the clicks: the second is refused."""
    one = life.some(Instalment.objects.filter(invoices=None))
    if one is None:
        return share(life)
    quote = life.chance(0.1)
    made = invoicing.issue_document(instalment=one, on=timezone.localdate(), quote=quote)
    if not quote:
        life.stage.ledger.asked[made.number] = _total(life, one)
    return True


@act
def issue_by_page(life: Life) -> bool:
    one = life.some(Instalment.objects.filter(invoices=None, payer__agreement__settled_at__isnull=False))
    if one is None:
        return False
    address = f"/admin/contributions/agreement/echeances/{one.pk}/emettre/"
    known = set(Invoice.objects.values_list("number", flat=True))
    life.visitor(life.organiser).fill(address, {}, having=("on", "shown"))
    for number in Invoice.objects.exclude(number__in=known).order_by("pk").values_list("number", flat=True):
        life.stage.ledger.asked[number] = _total(life, one)
    return True


def _owing(life: Life):
    return life.some(Invoice.objects.exclude(kind="quote"))


@act
def pay(life: Life) -> bool:
    """In parts, to the end, or too much; a transfer is typed on the page, clicked twice now and then."""
    if (invoice := _owing(life)) is None:
        return issue(life)
    due = life.stage.ledger.due(invoice.number)
    amount = life.dice.choice([due, due / 2, due / 3, Decimal("100.10"), due + Decimal("12.34")]).quantize(CENT)
    if amount <= 0:
        return False
    today = timezone.localdate()
    known = set(Payment.objects.values_list("pk", flat=True))
    if life.chance(0.4):
        values = {"amount": str(amount).replace(".", ","), "received_on": f"{today:%d/%m/%Y}"}
        address = f"/admin/contributions/invoice/{invoice.pk}/noter/versement/"
        life.visitor(life.organiser).fill(address, values, having=("amount", "received_on"))
        (made,) = Payment.objects.exclude(pk__in=known)
    else:
        made = payments.record_payment(invoice=invoice, amount=amount, received_on=today, by=life.organiser)
    life.stage.ledger.paid[invoice.number].append((made.pk, amount))
    return True


@act
def give_back(life: Life) -> bool:
    """What was paid too much is given back, or carried to another document of the same payer."""
    ledger = life.stage.ledger
    number = life.any_of(sorted(one for one in ledger.asked if ledger.due(one) < 0))
    if number is None:
        return False
    invoice, over, today = Invoice.objects.get(number=number), -ledger.due(number), timezone.localdate()
    others = payments.invoices_to_carry_onto(Invoice.objects.with_balance().get(pk=invoice.pk))
    if others and life.chance(0.6):
        onto = others[0]
        part = min(over, ledger.due(onto.number))
        arrived = payments.carry_overpayment(invoice=invoice, onto=onto, amount=part, on=today, by=life.organiser)
        ledger.paid[onto.number].append((arrived.pk, part))
        ledger.paid[number].append((arrived.carried_from_id, -part))
    else:
        made = payments.refund_overpayment(invoice=invoice, amount=over, on=today, by=life.organiser)
        ledger.paid[number].append((made.pk, -over))
    return True


@act
def undo_payment(life: Life) -> bool:
    payment = life.some(Payment.objects.filter(cancelled_at=None))
    if payment is None:
        return False
    before = set(Payment.objects.filter(cancelled_at=None).values_list("pk", flat=True))
    for _ in range(life.dice.choice([1, 2])):
        payments.cancel_payment(payment=payment, reason="Une erreur de saisie")
    both = {payment.pk, payment.carried_from_id, *before.intersection(
        Payment.objects.filter(carried_from=payment).values_list("pk", flat=True)
    )}  # fmt: skip
    life.stage.ledger.forget_payment(*both)
    return True


@act
def credit(life: Life) -> bool:
    if (invoice := _owing(life)) is None:
        return False
    left = life.stage.ledger.asked[invoice.number] - life.stage.ledger.credited[invoice.number]
    amount = life.dice.choice([left, left / 3]).quantize(CENT)
    reason = "Une personne n’a pas suivi."
    invoicing.issue_credit_note(
        invoice=invoice, amount=amount, reason=reason, by=life.organiser, on=timezone.localdate()
    )
    life.stage.ledger.credited[invoice.number] += amount
    return True


@act
def remind(life: Life) -> bool:
    if (invoice := _owing(life)) is None:
        return False
    invoice = Invoice.objects.with_balance().get(pk=invoice.pk)
    return sum(manual_reminders.remind_payer(invoice=invoice) for _ in range(life.dice.choice([1, 2]))) > 0


ENDING = {
    7: "pay",
    4: "issue",
    3: "share instalments remind",
    2: "agree issue_by_page give_back undo_payment credit attest forget",
    1: "position close note reopen die bounce let_go again tell_all leave withdraw reverse move cancel "
    "convene announce hold stop move_house",
}  # how often each is drawn
