"""What the retro-planning sees happen to contributions."""

from django.db.models import Exists, OuterRef
from django.urls import reverse

from atelier.checklist.milestones import CompletionCheck, season_ref_if
from atelier.seasons.models import Season
from contributions import budget
from contributions.models import Agreement
from contributions.models.invoice import InvoiceQuerySet
from territories.models import Triptych


def _all_agreed(season: Season) -> set[str]:
    """Every admitted territory agreed on its contribution."""
    agreed = Agreement.objects.filter(triptych=OuterRef("pk"), agreed_amount__isnull=False)
    admitted = Triptych.objects.admitted().filter(season=season)
    return season_ref_if(admitted.exists() and not admitted.exclude(Exists(agreed)).exists())


def _asked(season: Season) -> InvoiceQuerySet:
    """What asks for money and was not credited."""
    return budget.asking_documents(season).filter(credited_in_full=False)


def _all_asked(season: Season) -> set[str]:
    """Every contribution that was agreed was asked for, at least in part."""
    agreements = Agreement.objects.filter(
        triptych__season=season,
        agreed_amount__gt=0,
        triptych__status="admitted",
    )
    without = agreements.exclude(Exists(_asked(season).filter(payer__agreement=OuterRef("pk"))))
    return season_ref_if(agreements.exists() and not without.exists())


def _all_paid(season: Season) -> set[str]:
    found = _asked(season)
    return season_ref_if(found.exists() and not found.owing().exists())


def _budget(season: Season, ref: str) -> str:
    return f"{reverse('admin:budget')}?saison={season.pk}"


COMPLETION_CHECKS = (
    CompletionCheck("all_agreed", "chaque contribution est convenue", _all_agreed, _budget),
    CompletionCheck("all_asked", "chaque contribution convenue est demandée", _all_asked, _budget),
    CompletionCheck("all_paid", "tout ce qui est demandé est payé", _all_paid, _budget),
)
