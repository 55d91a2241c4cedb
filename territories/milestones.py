"""What the retro-planning sees happen to applications and triptychs."""

from django.urls import reverse

from atelier.checklist.milestones import CompletionCheck, season_ref_if
from atelier.seasons.models import Season
from territories.action_items import season_triptychs
from territories.models import Triptych

Status = Triptych.Status


def _admitted(season: Season) -> list[Triptych]:
    return [one for one in season_triptychs(season) if one.status == Status.ADMITTED]


def _all_decided(season: Season) -> set[str]:
    """Some are admitted, and nobody who submitted waits for a first answer."""
    statuses = {one.status for one in season_triptychs(season)}
    return season_ref_if(Status.ADMITTED in statuses and not statuses & {Status.SUBMITTED, Status.REOPENED})


def _places_taken(season: Season) -> set[str]:
    return season_ref_if(len(_admitted(season)) >= season.places)


def _all_confirmed(season: Season) -> set[str]:
    """Every seat of every admitted triptych is held by somebody who said yes."""
    seats = [seat for triptych in _admitted(season) for panel in triptych.panels() for seat in panel.seats]
    return season_ref_if(bool(seats) and all(seat.state == "confirmed" for seat in seats))


def _applications(season: Season, ref: str) -> str:
    return f"{reverse('admin:territories_triptych_changelist')}?saison={season.pk}"


def _people(season: Season, ref: str) -> str:
    return f"{reverse('admin:territories_participant_changelist')}?saison={season.pk}"


_VIEWS = "territories.view_triptych"
COMPLETION_CHECKS = (
    CompletionCheck("all_decided", "chaque candidature déposée a reçu sa réponse", _all_decided, _applications, _VIEWS),
    CompletionCheck("places_taken", "toutes les places sont prises", _places_taken, _applications, _VIEWS),
    CompletionCheck(
        "all_confirmed", "chaque siège est confirmé", _all_confirmed, _people, "territories.view_participant"
    ),
)
