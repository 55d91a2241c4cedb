"""What a reply says of the coming of its writer: offered to an organiser, who notes it or not. A sender can be forged.

« Je serai absent » is read in the words of a mail; « Accepter » and « Refuser », in the answer of an agenda
(`agenda_answers`).
"""

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from atelier.accounts.models import User
from atelier.core import french
from atelier.outbox import replies
from atelier.outbox.calendar_answers import ACCEPTED, DECLINED
from atelier.outbox.models import Reply
from atelier.outbox.reply_text import new_words, says_absent
from sessions.attendance import agenda_answers, expected, roll_call
from sessions.attendance.models import Attendance
from sessions.programme.models import Day
from territories.models import Participant

PERMISSION = "atelier_sessions.change_attendance"
NOT_OFFERED = "Cette personne n’est pas attendue à cette journée\u00a0: notez-la dans la grille."


def find(reply: Reply) -> list[replies.Offer]:
    """An absence for each day to come that the reply is about, or the coming of somebody who was noted away."""
    person = agenda_answers.person_of(reply)
    if person is None:
        return []
    if reply.calendar_answer and (why := agenda_answers.why_nothing(reply, person)):
        return [replies.Offer(why, "", PERMISSION)]
    named = [(day, french.full_date(day.date)) for day in _days(reply, person)]
    if _says(reply) == DECLINED:
        label, name = f"Noter {person.full_name} excusé·e le {{}}", "admin:absence_from_reply"
    elif _says(reply) == ACCEPTED:
        label, name = f"Noter que {person.full_name} vient le {{}}", "admin:coming_from_reply"
        named = [(day, on) for day, on in named if agenda_answers.away(person, day)]
    else:
        return []
    return [replies.Offer(label.format(on), reverse(name, args=[reply.pk, day.pk]), PERMISSION) for day, on in named]


def _says(reply: Reply) -> str:
    if answer := reply.calendar_answer:
        return answer.status
    return DECLINED if says_absent(new_words(reply.text)) else ""


def _days(reply: Reply, person: Participant) -> list[Day]:
    """Days to come where the person is expected: the one of their agenda, those of the message, else the next one."""
    coming = Day.objects.filter(season=person.season_id, date__gte=timezone.localdate()).order_by("date", "pk")
    days = [day for day in coming if expected.is_expected(person, day)]
    if answer := reply.calendar_answer:
        return [day for day in days if str(day.uid) == answer.uid]
    topics = set(reply.message.topics.values_list("ref", flat=True)) if reply.message else set()
    return [day for day in days if f"day:{day.pk}" in topics] or days[:1]


def note_absence(*, reply: Reply, day: Day, author: User) -> int:
    """Excused on every half-day of this day, in the words of an organiser who read the reply; it is settled.

    Raises ValidationError when the day is closed, cancelled, or not one that the reply offers.
    """
    person = _offered(reply, day, DECLINED)
    reason = f"annoncée par courriel le {french.full_date(timezone.localdate(reply.received_at))}"
    values = {"status": Attendance.Status.EXCUSED, "minutes": None, "reason": reason}
    return _record(reply, day, author, {(person, half_day): values for half_day in day.half_days.all()})


def note_coming(*, reply: Reply, day: Day, author: User) -> int:
    """Expected again where they were noted away; the reply is settled. Raises ValidationError as `note_absence`."""
    person = _offered(reply, day, ACCEPTED)
    rows = agenda_answers.away(person, day).select_related("half_day")
    return _record(reply, day, author, {(person, row.half_day): {"status": ""} for row in rows})


def _offered(reply: Reply, day: Day, answer: str) -> Participant:
    person = agenda_answers.person_of(reply)
    is_void = person and reply.calendar_answer and agenda_answers.why_nothing(reply, person)
    if person is None or is_void or _says(reply) != answer or day not in _days(reply, person):
        raise ValidationError(NOT_OFFERED)
    return person


def _record(reply: Reply, day: Day, author: User, cells: dict) -> int:
    count = roll_call.record_attendance(day=day, cells=cells, author=author)
    replies.settle([reply])
    return count
