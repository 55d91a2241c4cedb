"""The money of the demo: each nature of document once, a payment late, one half paid, one refused at Chorus Pro."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from atelier.accounts.models import User
from atelier.core.models import NumberSeries
from atelier.operations.demo import cast
from atelier.seasons.models import Season
from contributions import invoicing, negotiation, payers, payments
from contributions.models import (
    Agreement,
    AmountStep,
    ChorusStep,
    CreditNote,
    Funding,
    Instalment,
    Invoice,
    Issuer,
    Payer,
    Payment,
    SignedCopy,
    StatementLine,
)
from territories.models import Organisation, Triptych

ISSUER = {
    "name": "Association de démonstration",
    "legal_form": "association loi 1901",
    "address": "12 rue de l’Exemple",
    "postcode": "75000",
    "city": "Paris",
    "siret": "99990001200017",
    "rna": "W759999999",
    "email": "tresorerie@example.org",
    "phone": "0199000001",
    "iban": "FR7630006000011234567890189",  # the specimen that banks print
    "bic": "AGRIFRPP",
    "regime": Issuer.Regime.EXEMPT,
}
# By the place of the territory: the nature of what is paid, and what has happened to it.
STORIES: dict[int | None, tuple[str, str]] = {
    1: ("service", "late"),
    2: ("service", "paid"),
    4: ("service", "rejected"),
    5: ("grant", "half"),
    6: ("dues", ""),
}
CLEARED = (Instalment, SignedCopy, AmountStep, Payer, Agreement, NumberSeries, Funding)


def clear() -> None:
    """Erase the money. Issued documents refuse it everywhere else: here they go by the table, in a demo alone."""
    Payment.objects.update(carried_from=None)
    Payment.objects.all().delete()
    StatementLine.objects.all().delete()
    ChorusStep.objects.all().delete()
    for model in (CreditNote, Invoice):
        model.objects.all()._raw_delete(model.objects.db)
    for cleared in CLEARED:
        cleared.objects.all().delete()


def name_issuer() -> None:
    """Before anything is issued."""
    Issuer.objects.filter(pk=1).update(**ISSUER)


def add_contributions(season: Season, triptychs: list[Triptych], today: date, organiser: User) -> None:
    Funding.objects.create(season=season, name="Agence de démonstration", expected=15000, received=7500)
    asked = []
    for triptych, data in zip(triptychs, cast.TERRITORIES, strict=True):
        triptych.refresh_from_db()
        amount = Decimal(data["amount"])
        step: dict[str, Any] = {"triptych": triptych, "by": organiser}
        negotiation.record_amount(kind=AmountStep.Kind.PROPOSED, amount=amount, **step)
        if triptych.rank == 3:
            continue  # still being discussed
        agreement = negotiation.record_amount(kind=AmountStep.Kind.AGREED, amount=amount, **step)
        rows = data.get("payers") or [(*data["bearer"], data["amount"])]
        shares = {_organisation(name, siret): Decimal(share) for name, siret, share in rows}
        nature, story = STORIES[triptych.rank]
        asked += [(payer, nature, story) for payer in payers.set_shares(agreement=agreement, shares=shares)]
    for payer, nature, story in sorted(asked, key=lambda row: row[2] != "late"):  # dates follow numbers
        _ask(payer, nature, story, today, organiser)


def _ask(payer: Payer, nature: str, story: str, today: date, organiser: User) -> None:
    """Complete the payer, ask for the whole of its share, and live what happened next."""
    Payer.objects.filter(pk=payer.pk).update(
        nature=nature,
        address="1 place de la Mairie",
        postcode="99000",
        city=str(payer.agreement.triptych.territory),
        siret=payer.siret or "99990003800012",
        requirement=Payer.Requirement.ENGAGEMENT,
        engagement=f"BC-2026-{payer.pk:04d}",
        decision=Payer.Decision.COUNCIL,
        decision_number="2026-118",
        decision_on=today - timedelta(days=80),
        budget_year=today.year,
    )
    if not story:
        return
    on = today - timedelta(days=45 if story == "late" else 20)
    invoice = invoicing.issue_document(instalment=payer.instalments.get(), on=on)
    if story in ("paid", "half"):
        amount = invoice.total if story == "paid" else (invoice.total / 2).quantize(Decimal("0.01"))
        received: dict[str, Any] = {"received_on": today - timedelta(days=3), "reference": f"DGFIP {invoice.number}"}
        payments.record_payment(invoice=invoice, amount=amount, by=organiser, **received)
    if story == "rejected":
        at_buyer = {"invoice": invoice, "author": organiser}
        ChorusStep.objects.create(state="deposited", on=on, **at_buyer)
        reason = "Numéro d’engagement inconnu de l’ordonnateur."
        ChorusStep.objects.create(state="rejected", on=on + timedelta(days=6), reason=reason, **at_buyer)


def _organisation(name: str, siret: str) -> Organisation:
    return Organisation.objects.get_or_create(name=name, defaults={"siret": siret})[0]
