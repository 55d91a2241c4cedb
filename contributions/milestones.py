"""What the retro-planning sees happen to contributions."""

from django.urls import reverse

from atelier.checklist.milestones import CompletionCheck, season_ref_if
from atelier.seasons.models import Season
from contributions import budget
from contributions.models import Invoice
from territories.action_items import season_triptychs
from territories.models import Triptych


def _all_agreed(season: Season) -> set[str]:
    """Every admitted territory agreed on its contribution."""
    agreed = {one.triptych_id for one in budget.season_agreements(season) if one.agreed_amount is not None}
    admitted = {one.pk for one in season_triptychs(season) if one.status == Triptych.Status.ADMITTED}
    return season_ref_if(bool(admitted) and admitted <= agreed)


def _asked(season: Season) -> list[Invoice]:
    """What asks for money and was not credited."""
    return [one for one in budget.balances(season) if not one.credited_in_full]


def _all_asked(season: Season) -> set[str]:
    """Every contribution that was agreed was asked for, at least in part."""
    agreements = {
        one.pk
        for one in budget.season_agreements(season)
        if one.agreed_amount and one.triptych.status == Triptych.Status.ADMITTED
    }
    asked = {one.payer.agreement_id for one in _asked(season)}
    return season_ref_if(bool(agreements) and agreements <= asked)


def _all_paid(season: Season) -> set[str]:
    found = _asked(season)
    return season_ref_if(bool(found) and all(one.due <= 0 for one in found))


def _budget(season: Season, ref: str) -> str:
    return f"{reverse('admin:budget')}?saison={season.pk}"


_VIEWS = "contributions.view_agreement"
COMPLETION_CHECKS = (
    CompletionCheck("all_agreed", "chaque contribution est convenue", _all_agreed, _budget, _VIEWS),
    CompletionCheck("all_asked", "chaque contribution convenue est demandée", _all_asked, _budget, _VIEWS),
    CompletionCheck("all_paid", "tout ce qui est demandé est payé", _all_paid, _budget, _VIEWS),
)
