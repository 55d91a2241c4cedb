"""Contributions that wait for an agreement, and payers who are late."""

from collections.abc import Iterator

from atelier.core.action_items import admin_url
from atelier.core.declarations import ActionItem, SeasonFacts
from atelier.core.french import euros, short_date
from atelier.core.reading_pages import address_of
from atelier.seasons.models import Season
from contributions import budget
from contributions.models import Invoice
from contributions.models.invoice import InvoiceQuerySet


def unagreed_contributions(facts: SeasonFacts) -> Iterator[ActionItem]:
    for row in budget.budget_rows(facts.season, facts.today):
        settled = row.agreement and row.agreement.settled_at
        if not settled and not row.has_withdrawn:
            what = "contribution à convenir" if not row.agreed else "contribution à répartir entre payeurs"
            where = admin_url("contribution", row.triptych.pk)
            yield ActionItem(str(row.triptych.territory), what, where, "contributions.view_agreement")


def late_payers(facts: SeasonFacts) -> Iterator[ActionItem]:
    for row in budget.budget_rows(facts.season, facts.today):
        if row.late:
            what = f"{euros(row.late)} en retard de paiement"
            where = admin_url("contribution", row.triptych.pk)
            yield ActionItem(str(row.triptych.territory), what, where, "contributions.view_agreement")


def late_in_archives(facts: SeasonFacts) -> InvoiceQuerySet:
    """Archiving a season settles no debt."""
    late = Invoice.objects.late(facts.today).filter(payer__agreement__triptych__season__status=Season.Status.ARCHIVED)
    return late.exclude(payer__agreement__triptych__season=facts.season)


def late_payers_of_archives(facts: SeasonFacts) -> Iterator[ActionItem]:
    late = late_in_archives(facts)
    for invoice in late.select_related("payer__organisation", "payer__agreement__triptych__season").order_by("pk"):
        season = invoice.payer.agreement.triptych.season
        what = (
            f"saison {season.number}, archivée\u00a0: {invoice.number}, {euros(invoice.due)} "
            f"en retard depuis le {short_date(invoice.due_on)}"
        )
        yield ActionItem(str(invoice.payer), what, address_of(invoice), "contributions.view_invoice")
