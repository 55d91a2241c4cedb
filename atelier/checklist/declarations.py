"""What seasons offer to the checklist: their dates, and what completes a task by itself."""

from django.urls import reverse

from atelier.checklist.milestones import CompletionCheck, DueDate, Milestone, register, season_ref_if
from atelier.seasons.models import Season


def season_page(season: Season, ref: str) -> str:
    return reverse("admin:seasons_season_change", args=[season.pk])


def register_all() -> None:
    register(
        Milestone("call_opens", "l’ouverture de l’appel", lambda season: [DueDate(season.call_opens_on)]),
        Milestone("call_closes", "la clôture de l’appel", lambda season: [DueDate(season.call_closes_on)]),
        CompletionCheck(
            "season_online",
            "la saison est en ligne",
            lambda season: season_ref_if(season.status != Season.Status.PREPARATION),
            season_page,
        ),
    )
