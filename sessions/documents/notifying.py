"""Telling those who are to be told about a day; and, when such a mail leaves, whether what it says is still so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from atelier.outbox import queueing
from atelier.outbox.leaving import Made, NoReason, as_written
from atelier.outbox.models import Message
from atelier.outbox.statements import Fact
from atelier.seasons import letterheads
from atelier.seasons.models import Workshop
from sessions.documents import convocations, day_mails, facts, notices
from sessions.documents.notices import Notice
from sessions.documents.snapshots import convocation_snapshot
from sessions.programme.models import Day

CHANGED = "Ce que ce courriel dit de la journée n’est plus exact : la page « À prévenir » dit à qui écrire."


@dataclass(frozen=True)
class Mail:
    """What one person will receive."""

    notice: Notice
    to_email: str
    subject: str
    text: str
    has_new_convocation: bool


def preview(found: Iterable[Notice], day: Day) -> list[Mail]:
    """What each of them would receive if it left now. Read `day` through `with_programme()`."""
    workshop = Workshop.load()
    return [_mail(notice, day, workshop) for notice in found if notice.is_to_send]


def _mail(notice: Notice, day: Day, workshop: Workshop) -> Mail:
    if notice.is_called_off:
        said = queueing.words(day_mails.CALLED_OFF, _called_off(notice), [letterheads.topic(day.season_id)])
        return Mail(notice, notice.person.email, **said, has_new_convocation=False)
    snapshot = convocation_snapshot(notice.person, day, workshop)
    is_new = _needs_new(notice, snapshot)
    replaced = notice.in_force if is_new or not notice.in_force else notice.in_force.replaced
    joined = is_new or notice.in_force is not None
    context = day_mails.convened_context(
        notice.person, notice.day, snapshot, held=notice.held, joined=joined, replaced=replaced
    )
    said = queueing.words(day_mails.CONVENED, context, [letterheads.topic(day.season_id)])
    return Mail(notice, notice.person.email, **said, has_new_convocation=is_new)


def _needs_new(notice: Notice, snapshot: dict) -> bool:
    """Their convocation says something else; or they have none, and those to this day have left."""
    if notice.in_force:
        return bool(notice.in_force.snapshot != snapshot)
    return facts.CONVOCATION in notice.now


def _called_off(notice: Notice) -> dict:
    return day_mails.called_off_context(
        notice.person,
        notice.day,
        said_date=notice.said_date,
        is_cancelled=notice.is_cancelled,
        convocation=notice.in_force,
    )


@transaction.atomic
def tell(*, day: Day, hold: bool = False) -> int:
    """Write to everybody who is to be told about this day and whom nothing that waits tells; returns how many.

    Those whose convocation changes receive the new one, which a worker draws first. What waits and says something else
    is stopped. With `hold` the mails are prepared, and leave when somebody lets them go.
    """
    Day.objects.select_for_update().get(pk=day.pk)
    day, workshop = Day.objects.with_programme().get(pk=day.pk), Workshop.load()
    found = [one for one in notices.standing(day=day) if one.is_to_send]
    to_issue = set()
    for notice in found:
        _stop_waiting(notice)
        if notice.is_called_off:
            day_mails.queue_called_off(notice.person, day, key=_key(notice), context=_called_off(notice), hold=hold)
            continue
        snapshot = convocation_snapshot(notice.person, day, workshop)
        if _needs_new(notice, snapshot):
            to_issue.add(notice.person.pk)
        else:
            day_mails.queue_convened(
                notice.person,
                day,
                key=_key(notice),
                snapshot=snapshot,
                held=notice.held,
                joined=notice.in_force,
                replaced=notice.in_force.replaced if notice.in_force else None,
                hold=hold,
            )
    convocations.issue_convocations(day=day, only=to_issue, hold_mail=hold)
    return len(found)


def _stop_waiting(notice: Notice) -> None:
    """What was prepared for them about this day, and is not so any more."""
    about = {"statements__person": f"participant:{notice.person.pk}", "statements__about": facts.ref(notice.day)}
    waiting = Message.objects.filter(
        source__in=[day_mails.CONVENED, day_mails.CALLED_OFF], state__in=queueing.WAITING, **about
    )
    Message.objects.filter(pk__in=waiting.order_by().values("pk")).update(state=Message.State.WITHDRAWN, error=CHANGED)


def _key(notice: Notice) -> str:
    """The next of those about this day to this person: under the lock of the day, it is nobody else's."""
    stem = f"notice:{notice.day.pk}:{notice.person.pk}:"
    return f"{stem}{Message.objects.filter(key__startswith=stem).count() + 1}"


def make(message: Message, at: datetime) -> Made:
    """The mail as it was written, if all that it says is still so. Raises NoReason."""
    said = tuple(Fact(one.person, one.about, one.name, one.value) for one in message.statements.order_by("pk"))
    if said:
        person, day = (int(ref.partition(":")[2]) for ref in (said[0].person, said[0].about))
        now = notices.truth_for(person, day)
        if any(now.get(fact.name, fact.value) != fact.value for fact in said):
            raise NoReason(CHANGED)
    return as_written(message, said)
