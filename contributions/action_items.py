"""Contributions that wait for an agreement, and payers who are late."""

from collections.abc import Iterator

from atelier.core.action_items import admin_url
from atelier.core.declarations import ActionItem, SeasonFacts
from atelier.core.french import euros
from contributions import budget


def unagreed_contributions(facts: SeasonFacts) -> Iterator[ActionItem]:
    for row in facts.get(budget.budget_rows, facts.today):
        settled = row.agreement and row.agreement.settled_at
        if not settled and not row.has_withdrawn:
            what = "contribution à convenir" if not row.agreed else "contribution à répartir entre payeurs"
            where = admin_url("contribution", row.triptych.pk)
            yield ActionItem(str(row.triptych.territory), what, where, "contributions.view_agreement")


def late_payers(facts: SeasonFacts) -> Iterator[ActionItem]:
    for row in facts.get(budget.budget_rows, facts.today):
        if row.late:
            what = f"{euros(row.late)} en retard de paiement"
            where = admin_url("contribution", row.triptych.pk)
            yield ActionItem(str(row.triptych.territory), what, where, "contributions.view_agreement")
