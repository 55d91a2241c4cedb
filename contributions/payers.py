"""Who pays: shares that make the agreed amount to the cent, and the instalments of each share."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from atelier.core import french
from atelier.core.money import CENT
from atelier.seasons.models import Season
from contributions.models import Agreement, Instalment, Issuer, Payer
from contributions.negotiation import refuse_after_issue
from sessions.programme import calendar
from territories.models import Organisation

LASTING = (
    "nature", "is_public", "siret", "address", "postcode", "city", "email", "requirement", "service_code",
)  # fmt: skip  # what stays true of a payer from one season to the next


@transaction.atomic
def set_shares(*, agreement: Agreement, shares: dict[Organisation, Decimal]) -> list[Payer]:
    """Say who pays which part; those who are no more in `shares` leave. One instalment each, after the last day.

    A payer that an application named is confirmed by it. Raises ValidationError when the parts do not make the agreed
    amount, once documents were issued, or when another organisation is confirmed under its SIRET.
    """
    agreement = Agreement.objects.select_for_update(of=["self"]).select_related("triptych__season").get(pk=agreement.pk)
    refuse_after_issue(agreement)
    total = sum(shares.values(), Decimal(0))
    if agreement.agreed_amount is None or total != agreement.agreed_amount:
        wanted = "aucun montant" if agreement.agreed_amount is None else french.euros(agreement.agreed_amount)
        raise ValidationError(f"Les parts font {french.euros(total)}, et {wanted} est convenu.")
    try:
        agreement.payers.exclude(organisation__in=shares).delete()
    except ProtectedError as error:
        raise ValidationError(
            "Un payeur qui a reçu un document ne se retire pas : mettez-lui une autre part."
        ) from error
    on = _default_due_date(agreement.triptych.season)
    for organisation, amount in shares.items():
        if not organisation.is_confirmed:
            organisation.confirm()
        payer, _ = Payer.objects.update_or_create(
            agreement=agreement,
            organisation=organisation,
            defaults={"amount": amount},
            create_defaults={"amount": amount, **_known_details(organisation)},
        )
        plan_instalments(payer=payer, dates=[instalment.on for instalment in payer.instalments.all()] or [on])
    agreement.shared_total, agreement.settled_at = total, timezone.now()
    agreement.save(update_fields=["shared_total", "settled_at"])
    return list(agreement.payers.select_related("organisation"))


def _known_details(organisation: Organisation) -> dict[str, object]:
    """What its accountant told the last time that it paid, else what the organisation says of itself."""
    if before := organisation.payers.order_by("pk").last():
        return {name: getattr(before, name) for name in LASTING}
    return {"siret": organisation.siret, "address": organisation.address[:250]}


@transaction.atomic
def plan_instalments(*, payer: Payer, dates: list[date]) -> list[Instalment]:
    """Cut a share into as many instalments as there are dates.

    Raises ValidationError without a date, or when an instalment was already asked for.
    """
    if not dates:
        raise ValidationError("Donnez au moins une date.")
    Issuer.load_locked()
    if payer.invoices.asking().filter(credited_in_full=False).exists():
        raise ValidationError("Une échéance de ce payeur est déjà demandée.")
    try:
        payer.instalments.all().delete()
    except ProtectedError:
        return _replan_instalments(payer, dates)
    parts = zip(sorted(dates), split_amount(payer.amount, len(dates)), strict=True)
    return [
        Instalment.objects.create(payer=payer, rank=rank, amount=amount, on=on)
        for rank, (on, amount) in enumerate(parts, start=1)
    ]


def _replan_instalments(payer: Payer, dates: list[date]) -> list[Instalment]:
    """When quotes or credited documents name the instalments, these stay: their number does not change."""
    rows = list(payer.instalments.order_by("rank"))
    if len(rows) != len(dates):
        raise ValidationError("Des documents nomment ces échéances : leur nombre ne change plus.")
    for row, on, amount in zip(rows, sorted(dates), split_amount(payer.amount, len(dates)), strict=True):
        Instalment.objects.filter(pk=row.pk).update(on=on, amount=amount)
    return list(payer.instalments.order_by("rank"))


def split_amount(amount: Decimal, count: int) -> list[Decimal]:
    """Equal parts to the cent, the first ones a cent more where it does not divide; they add up to `amount`."""
    cents = int(amount / CENT)
    each, rest = divmod(cents, count)
    return [(each + (rank < rest)) * CENT for rank in range(count)]


def _default_due_date(season: Season) -> date:
    """The day after the last day of the season, since a public buyer pays once the service is done."""
    days = calendar.dates_of(season)
    return avoid_year_end_closing(days[-1] if days else timezone.localdate())


def avoid_year_end_closing(day: date) -> date:
    """The same day, or the 1st of February in the closing of public accounts, from 10 December to 31 January."""
    if day.month == 12 and day.day >= 10:
        return date(day.year + 1, 2, 1)
    return date(day.year, 2, 1) if day.month == 1 else day
