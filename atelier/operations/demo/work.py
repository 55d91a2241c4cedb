"""The team at work: tasks confided and ticked, and a few changes that the journal signs."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from auditlog.context import set_actor
from auditlog.models import LogEntry

from atelier.accounts.models import User
from atelier.checklist import checklist, default_tasks
from atelier.outbox.models import Bounce
from atelier.seasons.models import Season
from contributions import negotiation
from contributions.models import AmountStep
from sessions.attendance import roll_call
from sessions.attendance.models import Attendance
from territories.models import Participant, Triptych

MONEY, PRESENCE = ("paiement", "contribution", "payé"), ("groupes", "présences", "notes", "programme", "animation")


def clear() -> None:
    Bounce.objects.all().delete()
    LogEntry.objects.all().delete()


def add_everyday_work(
    season: Season, triptychs: list[Triptych], organiser: User, treasurer: User, facilitator: User
) -> None:
    """After everything else, on what it made."""
    _share_out(season, organiser, treasurer, facilitator)
    _catch_up(season, organiser)
    _spoil(season, triptychs)
    _sign_changes(season, triptychs, organiser, treasurer)


def _spoil(season: Season, triptychs: list[Triptych]) -> None:
    """What happens to every season's data: an address that refuses, a mandate that ends, somebody named twice."""
    people = list(Participant.objects.confirmed().filter(triptych=triptychs[1]).order_by("pk"))
    elected, named_twice = people[0], people[-1]
    elected.mandate_ends_on = season.days.latest("date").date - timedelta(days=20)
    elected.save()
    Bounce.objects.create(email=people[3].email, reason="boîte de réception pleine")
    waiting = Participant.objects.filter(season=season, triptych__status=Triptych.Status.WAITING).latest("pk")
    waiting.first_name, waiting.last_name = named_twice.first_name, named_twice.last_name
    waiting.save()


def _share_out(season: Season, organiser: User, treasurer: User, facilitator: User) -> None:
    default_tasks.create_default_tasks(season)
    for task in season.tasks.all():
        title = task.title.lower()
        is_money = any(word in title for word in MONEY)
        is_presence = any(word in title for word in PRESENCE)
        task.owner = treasurer if is_money else facilitator if is_presence else organiser
        task.save(update_fields=["owner"])


def _catch_up(season: Season, organiser: User) -> None:
    """What was done before the demo begins is said done; the last three are left late."""
    late = [one for one in checklist.checklist_steps(season) if one.state == checklist.LATE]
    for step in late[:-3]:
        checklist.mark_done(task=step.task, ref=step.mark.ref, author=organiser)


def _sign_changes(season: Season, triptychs: list[Triptych], organiser: User, treasurer: User) -> None:
    with set_actor(treasurer):
        raised: dict[str, Any] = {"kind": AmountStep.Kind.PROPOSED, "amount": Decimal(5200), "by": treasurer}
        negotiation.record_amount(triptych=triptychs[-1], **raised)
    with set_actor(organiser):
        person = Participant.objects.confirmed().filter(triptych=triptychs[0]).earliest("pk")
        person.phone = "+33 6 39 98 00 01"
        person.save()
        _correct_presence(season, organiser)


def _correct_presence(season: Season, organiser: User) -> None:
    """Somebody came after all: the day is reopened with a reason, and closed again."""
    first = season.days.earliest("number")
    away = Attendance.objects.filter(half_day__day=first).exclude(status__in=Attendance.ATTENDED)
    row = away.select_related("participant", "half_day").order_by("pk").first()
    if row is None:
        return
    roll_call.reopen_day(day=first, author=organiser, reason="Signature retrouvée sur la feuille")
    values = {"status": Attendance.Status.LATE, "minutes": 25, "reason": ""}
    roll_call.record_attendance(day=first, cells={(row.participant, row.half_day): values}, author=organiser)
    roll_call.close_day(day=first, author=organiser)
