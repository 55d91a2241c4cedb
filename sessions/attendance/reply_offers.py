"""« Je serai absent », read in a reply: offered to an organiser, who notes it or not. A sender can be forged."""

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from atelier.accounts.models import User
from atelier.core import french
from atelier.outbox import replies
from atelier.outbox.models import Reply
from atelier.outbox.reply_text import new_words, says_absent
from sessions.attendance import expected, roll_call
from sessions.attendance.models import Attendance
from sessions.programme.models import Day
from territories.models import Participant

PERMISSION = "atelier_sessions.change_attendance"


def absences(reply: Reply) -> list[replies.Offer]:
    """For each day to come that the answered message is about, else for the next one of the person."""
    person = _person(reply)
    if person is None or not says_absent(new_words(reply.text)):
        return []
    return [
        replies.Offer(
            f"Noter {person.full_name} excusé·e le {french.full_date(day.date)}",
            reverse("admin:absence_from_reply", args=[reply.pk, day.pk]),
            PERMISSION,
        )
        for day in _days(reply, person)
    ]


def _person(reply: Reply) -> Participant | None:
    kind, _, pk = reply.person.partition(":")
    found = Participant.objects.select_related("triptych").filter(pk=pk) if kind == "participant" else None
    return found.first() if found is not None else None


def _days(reply: Reply, person: Participant) -> list[Day]:
    """Days to come where the person is expected."""
    coming = Day.objects.filter(season=person.season_id, date__gte=timezone.localdate()).order_by("date", "pk")
    days = [day for day in coming if expected.is_expected(person, day)]
    topics = set(reply.message.topics.values_list("ref", flat=True)) if reply.message else set()
    return [day for day in days if f"day:{day.pk}" in topics] or days[:1]


def note_absence(*, reply: Reply, day: Day, author: User) -> int:
    """Excused on every half-day of this day, in the words of an organiser who read the reply; it is settled.

    Raises ValidationError when the day is closed, cancelled, or not one that the reply offers.
    """
    person = _person(reply)
    if person is None or day not in _days(reply, person):
        raise ValidationError("Cette personne n’est pas attendue à cette journée\u00a0: notez-la dans la grille.")
    reason = f"annoncée par courriel le {french.full_date(timezone.localdate(reply.received_at))}"
    values = {"status": Attendance.Status.EXCUSED, "minutes": None, "reason": reason}
    cells = {(person, half_day): values for half_day in day.half_days.all()}
    count = roll_call.record_attendance(day=day, cells=cells, author=author)
    replies.settle([reply])
    return count
