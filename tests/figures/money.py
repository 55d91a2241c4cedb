"""The money of the messy seasons: cents, VAT, two payers, a credit note, what was paid twice, carried, given back."""

from decimal import Decimal

from contributions import invoicing, payers, payments
from contributions.models import Agreement, ChorusStep, Funding, Issuer, Payer
from territories.models import Triptych
from tests.factories import ISSUER, AgreementFactory, OrganisationFactory
from tests.figures.messy import START, after

DETAILS = {"nature": "service", "siret": "99990003800012", "address": "1 place de la Mairie", "city": "Arras"}
DETAILS |= {"requirement": "none"}


def euros(dice, least, most):
    return Decimal(dice.randrange(least * 100, most * 100)) / 100


def share(triptych, **parts):
    """A settled agreement; `parts` are (organisation, euros, nature) by any name."""
    total = sum((part[1] for part in parts.values()), Decimal(0))
    agreement = AgreementFactory(triptych=triptych, agreed_amount=total, proposed_amount=total)
    payers.set_shares(agreement=agreement, shares={part[0]: part[1] for part in parts.values()})
    for organisation, _, nature in parts.values():
        Payer.objects.filter(agreement=agreement, organisation=organisation).update(**DETAILS | {"nature": nature})
    return list(agreement.payers.order_by("pk"))


def spend(made):
    dice, by = made.dice, made.organiser
    Issuer.objects.get_or_create(pk=1)
    taxed = {"regime": "taxable", "vat_number": "FR00999900012", "includes_vat": bool(dice.randrange(2))}
    Issuer.objects.filter(pk=1).update(**ISSUER, **taxed)
    commune, agency, union = (OrganisationFactory(name=name) for name in ("Commune", "Agence", "Syndicat"))
    again, alone = Triptych.objects.filter(season=made.other).order_by("rank")
    with after(0):
        first, second = share(
            made.val, a=(commune, euros(dice, 2000, 4000), "service"), b=(agency, euros(dice, 1000, 2000), "service")
        )
        (twin,) = share(made.twin, a=(union, euros(dice, 3000, 6000), "grant"))
        (gone,) = share(made.gone, a=(OrganisationFactory(), euros(dice, 3000, 6000), "service"))
        (four,) = share(made.four, a=(OrganisationFactory(), euros(dice, 3000, 4000), "service"))
        issued = [issue(one) for one in (first, second, twin, gone)]
        invoicing.issue_document(instalment=four.instalments.get(), on=START.date(), quote=True)
        Agreement.objects.create(triptych=alone, proposed_amount=Decimal("2500.50"), agreed_amount=Decimal("2400.40"))
        Funding.objects.create(season=made.season, name="Région", expected=Decimal("9000.10"), received=Decimal("3.33"))
        Funding.objects.create(season=made.season, name="État", expected=4000, received=euros(dice, 1, 4000))
    with after(20):
        (later,) = share(again, a=(commune, euros(dice, 3000, 5000), "dues"))
        onto = issue(later, days=20)
        pay(issued[0], issued[0].total + Decimal("500.07"), by)
        payments.carry_overpayment(invoice=issued[0], onto=onto, amount=Decimal("200.05"), on=day(20), by=by)
        payments.refund_overpayment(invoice=issued[0], amount=Decimal("100.01"), on=day(20), by=by)
        ChorusStep.objects.create(invoice=issued[1], state="rejected", on=day(20), reason="Engagement", author=by)
        slip = pay(issued[1], Decimal("0.07"), by)
        payments.cancel_payment(payment=slip, reason="Saisi deux fois")
        pay(issued[2], euros(dice, 1, 1500), by, fees=Decimal("0.50"))
        credit(issued[2], euros(dice, 1, 1000), by)
        credit(issued[1], issued[1].total, by)
        credit(issued[3], euros(dice, 1, 2000), by)
        if dice.randrange(2):
            pay(issued[3], euros(dice, 1, 900), by)
        issue(second, days=20)


def day(after_start):
    return START.date().replace(day=1 + after_start)


def issue(payer, days=0):
    return invoicing.issue_document(instalment=payer.instalments.get(), on=day(days))


def pay(invoice, amount, by, **more):
    return payments.record_payment(invoice=invoice, amount=amount, received_on=day(20), by=by, **more)


def credit(invoice, amount, by):
    invoicing.issue_credit_note(invoice=invoice, amount=amount, reason="Geste", by=by, on=day(20))
