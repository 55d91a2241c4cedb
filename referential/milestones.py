"""Rounds of positioning, for the retro-planning: when they open and close, and whether positions are settled."""

from django.db.models import Count, Q
from django.urls import reverse

from atelier.checklist.milestones import CompletionCheck, DueDate, Milestone, season_ref_if
from atelier.seasons.models import Season
from referential.models import AssessmentRound
from referential.overview import season_rounds
from territories.action_items import season_triptychs
from territories.models import Triptych

ROUND = "round"


def _marks(season: Season, column: str) -> list[DueDate]:
    return [DueDate(getattr(one, column), f"{ROUND}:{one.pk}", one.get_kind_display()) for one in season_rounds(season)]


def _all_settled(season: Season) -> set[str]:
    """Every admitted territory settled its common position."""
    if not season_rounds(season):
        return set()
    admitted = sum(one.status == Triptych.Status.ADMITTED for one in season_triptychs(season))
    sheets = Q(common_sheets__submitted_at__isnull=False, common_sheets__triptych__status=Triptych.Status.ADMITTED)
    settled = Count("common_sheets__triptych", filter=sheets, distinct=True)
    rounds = AssessmentRound.objects.filter(season=season).annotate(settled=settled).order_by("pk")
    return {f"{ROUND}:{one.pk}" for one in rounds if admitted and one.settled >= admitted}


def _regards(season: Season, ref: str) -> str:
    pk = ref.partition(":")[2]
    return f"{reverse('admin:regards')}?moment={pk}" if pk else reverse("admin:regards")


MILESTONES = (
    Milestone("round_opens", "l’ouverture d’un positionnement", lambda season: _marks(season, "opens_on"), ROUND),
    Milestone("round_closes", "la clôture d’un positionnement", lambda season: _marks(season, "closes_on"), ROUND),
)

_VIEWS = "referential.view_assessmentround"
COMPLETION_CHECKS = (
    CompletionCheck(
        "rounds_fixed",
        "les moments de positionnement sont fixés",
        lambda season: season_ref_if(bool(season_rounds(season))),
        _regards,
        _VIEWS,
    ),
    CompletionCheck(
        "positions_settled", "chaque territoire a sa position commune", _all_settled, _regards, _VIEWS, ROUND
    ),
)
