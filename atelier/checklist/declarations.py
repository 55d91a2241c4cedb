"""What the checklist declares, and for seasons, which stand below it, their milestones."""

from django.urls import reverse

from atelier.checklist import checklist
from atelier.checklist.milestones import CompletionCheck, DueDate, Milestone, season_ref_if
from atelier.checklist.personal_data import PERSONAL_DATA
from atelier.core.declarations import HelpSection, WorkPage, declare
from atelier.seasons.archiving import ArchiveCheck
from atelier.seasons.models import Season


def _season_page(season: Season, ref: str) -> str:
    return reverse("admin:seasons_season_change", args=[season.pk])


declare(
    *PERSONAL_DATA,
    Milestone("call_opens", "l’ouverture de l’appel", lambda season: [DueDate(season.call_opens_on)]),
    Milestone("call_closes", "la clôture de l’appel", lambda season: [DueDate(season.call_closes_on)]),
    CompletionCheck(
        "season_online",
        "la saison est en ligne",
        lambda season: season_ref_if(season.status != Season.Status.PREPARATION),
        _season_page,
        "seasons.change_season",
    ),
    ArchiveCheck(checklist.late_tasks),
    WorkPage("Rétroplanning", "admin:retroplanning", "checklist.view_task", "tâches à faire"),
    HelpSection("organisation#retroplanning", ("admin:retroplanning", "checklist_task")),
)
