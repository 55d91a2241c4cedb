"""A decision is taken back: the application is again what it was before, and all who were told learn it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from atelier.accounts.models import User
from territories import application, recusal, selection
from territories.models import Triptych

Status = Triptych.Status
REVERSIBLE = {Status.ADMITTED, Status.WAITING, Status.REFUSED, Status.WITHDRAWN, Status.REOPENED}
TOLD = {Status.ADMITTED, Status.WITHDRAWN}  # the people of a triptych were told of these


class NoWayBack(ValidationError):
    """Nothing was decided of this application."""

    def __init__(self, triptych: Triptych) -> None:
        super().__init__(f"aucune décision à reprendre ({triptych.get_status_display()})")


@transaction.atomic
def take_back(*, triptych: Triptych, author: User, reason: str = "", hold: bool = False) -> Triptych:
    """Give the application the state that it had before the last decision.

    Raises NoWayBack when there is none, SeasonFull when its place was given to another, ValidationError when another
    application was submitted meanwhile for the same commune, or when the author declared a link.
    """
    recusal.require_no_conflict(author, [triptych])
    season = selection.lock_season(triptych)
    triptych = selection.locked(triptych)
    decision = triptych.status_changes.filter(new=triptych.status).order_by("pk").last()
    if triptych.status not in REVERSIBLE or decision is None or not decision.old:
        raise NoWayBack(triptych)
    if triptych.status == Status.WITHDRAWN and decision.old != Status.DRAFT:
        _refuse_second(triptych)
    people_know = TOLD & {triptych.status, decision.old}
    application.change_status(
        triptych,
        decision.old,
        author=author,
        reason=reason,
        rank=selection.free_rank(season) if decision.old == Status.ADMITTED else None,
        waiting_rank=selection.last_waiting_rank(season) if decision.old == Status.WAITING else None,
    )
    if decision.new == Status.ADMITTED:
        selection.unseat_people(triptych)
    if decision.old == Status.ADMITTED:
        selection.seat_people(triptych)
    if decision.new == Status.REOPENED:
        triptych.corrections.filter(resolved_at=None).update(resolved_at=timezone.now())
    selection.tell(triptych, people=bool(people_know), hold=hold)
    return triptych


def _refuse_second(triptych: Triptych) -> None:
    try:
        application.refuse_second(triptych.season, triptych.territory)
    except ValidationError as error:
        raise ValidationError("une autre candidature est déposée pour ce territoire") from error
