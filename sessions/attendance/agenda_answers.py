"""« Accepter », « Refuser », answered in an agenda to the invitation to a day (RFC 5546, 3.2.3).

The answer is noted by itself when it came to the secret address of the invitation, from the mailbox that it was sent
to, of the one person who is expected there; else it is offered, as any other reply (`reply_offers`). One to a date that
is no longer that of the day says nothing of it.
"""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from atelier.core.email_addresses import normalize_email
from atelier.core.fields import column_length
from atelier.outbox.calendar_answers import ACCEPTED, DECLINED, CalendarAnswer
from atelier.outbox.models import Message, Reply, Statement
from atelier.outbox.sending_limits import Sender, sent_by
from sessions.attendance import expected, roll_call
from sessions.attendance.models import Attendance, AttendanceQuerySet
from sessions.programme.calendar_entries import starts_at
from sessions.programme.models import Day
from territories.models import Participant

UNKNOWN = "Cet agenda répond à un événement qui n’est pas une journée de la saison de cette personne."
OUTDATED = "Cet agenda répond à une date qui n’est plus celle de la journée\u00a0: cela ne dit rien de la nouvelle."
OVERTAKEN = "Cette personne a répondu autrement depuis."


def person_of(reply: Reply) -> Participant | None:
    kind, _, pk = reply.person.partition(":")
    found = Participant.objects.select_related("triptych", "user") if kind == "participant" else None
    return found.filter(pk=pk).first() if found is not None else None


def away(person: Participant, day: Day) -> AttendanceQuerySet:
    """The half-days of the day that they were noted away from."""
    return Attendance.objects.filter(participant=person, half_day__day=day, status__in=Attendance.AWAY)


def why_nothing(reply: Reply, person: Participant) -> str:
    """Why the answer of an agenda says nothing of a day of this person; empty when it does."""
    answer = reply.calendar_answer
    day = _day(answer) if answer else None
    if answer is None or day is None or day.season_id != person.season_id:
        return UNKNOWN
    if not _is_of_present_date(answer, day):
        return OUTDATED
    noted = Reply.objects.filter(person=reply.person, is_noted=True, calendar__uid=answer.uid).exclude(pk=reply.pk)
    return OVERTAKEN if any(one.calendar["stamp"] > answer.stamp for one in noted.order_by("pk")) else ""


def _day(answer: CalendarAnswer) -> Day | None:
    try:
        uid = UUID(answer.uid)
    except ValueError:
        return None
    return Day.objects.with_places().filter(uid=uid).first()


def _is_of_present_date(answer: CalendarAnswer, day: Day) -> bool:
    """By the moment that it repeats, else by the revision that it answers."""
    if answer.starts_at:
        return answer.sequence <= day.sequence and datetime.fromisoformat(answer.starts_at) == starts_at(day)
    return answer.sequence == day.sequence


def note(reply: Reply, invitation: Message) -> bool:
    """Announce the absence, or take it back, in the person's name; true when nothing is left to read.

    The reply is said to be of that person. Past the deadline, against what the team noted, or changed more often than
    one may write to organisers in a day, it is for an organiser to say.
    """
    answer = reply.calendar_answer
    day = _day(answer) if answer else None
    person = _invited(answer, reply.from_email, day, invitation) if answer and day else None
    if answer is None or day is None or person is None:
        return False
    reply.person = f"participant:{person.pk}"
    if answer.status not in {ACCEPTED, DECLINED} or why_nothing(reply, person) or day.date <= timezone.localdate():
        return False
    sender = Sender(person.user_id, f"participant:{person.pk}")
    try:
        with transaction.atomic(), sent_by(lambda: sender):
            return _decline(answer, person, day) if answer.status == DECLINED else _accept(person, day)
    except ValidationError:
        return False


def _invited(answer: CalendarAnswer, wrote: str, day: Day, invitation: Message) -> Participant | None:
    """Whom the agenda names: the one person expected at the day who was told of it in the mailbox of this message.

    None when it names another address, was written from one, or when two people expected read the same one.
    """
    if {answer.attendee, normalize_email(wrote)} != {invitation.to_email}:
        return None
    told = Statement.objects.filter(
        about=f"day:{day.pk}", person__startswith="participant:", message__to_email=invitation.to_email
    )
    readers = {int(ref.partition(":")[2]) for ref in told.order_by().values_list("person", flat=True).distinct()}
    people = Participant.objects.filter(pk__in=readers, email=answer.attendee, season=day.season_id)
    found = [one for one in people.select_related("triptych", "user").order_by("pk") if expected.is_expected(one, day)]
    return found[0] if len(found) == 1 else None


def _decline(answer: CalendarAnswer, person: Participant, day: Day) -> bool:
    parts = list(day.half_days.all())
    if away(person, day).count() < len(parts):
        reason = "\u00a0: ".join(filter(None, ("annoncée depuis son agenda", " ".join(answer.comment.split()))))
        reason = reason[: column_length(Attendance, "reason")]
        roll_call.announce_absence(participant=person, day=day, half_days=parts, reason=reason)
    return True


def _accept(person: Participant, day: Day) -> bool:
    declared = away(person, day).filter(source=Attendance.Source.DECLARED)
    if declared.exists():
        roll_call.announce_absence(participant=person, day=day, half_days=[], reason="")
    return not away(person, day).exists()
