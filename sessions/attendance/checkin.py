"""Checking people in at the door, from a phone: the code of a convocation, or a name in the list."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError

from atelier.accounts.models import User
from atelier.core import french
from atelier.core.codes import typed_code
from sessions.attendance import expected, roll_call
from sessions.attendance.models import Attendance
from sessions.programme.models import HalfDay
from territories.models import Participant
from territories.models.participant import CODE_LENGTH

UNKNOWN = (
    "Ce code n’est celui d’aucune personne attendue aujourd’hui. On ne vient pas à la place d’une autre : "
    "accueillez la personne, puis voyez avec l’équipe."
)


@dataclass(frozen=True)
class CheckInAnswer:
    """What the phone shows: `state` is noted, already or refused."""

    state: str
    sentence: str
    participant: int | None = None
    status: str = ""


def _participant_by_code(code: str, half_day: HalfDay) -> Participant | None:
    """Whose code it is, among those who may be noted that day; spaces, dashes and case do not matter."""
    typed = typed_code(code)[-CODE_LENGTH:]
    return expected.expected_people(half_day.day).filter(checkin_code=typed).first()


def check_in(
    *, half_day: HalfDay, author: User, code: str = "", key: int | None = None, at: datetime | None = None
) -> CheckInAnswer:
    """Note whoever has the code, or the key, and say it in words; said again, it says when they came."""
    listed = expected.expected_people(half_day.day).filter(pk=key).first() if key is not None else None
    person = listed or _participant_by_code(code, half_day)
    if person is None:
        return CheckInAnswer("refused", UNKNOWN)
    before = Attendance.objects.filter(participant=person, half_day=half_day, status__in=Attendance.ATTENDED).first()
    if before:
        sentence = f"{person.full_name} : déjà pointé à {french.hour(before.noted_at)}."
        return CheckInAnswer("already", sentence, person.pk, before.get_status_display())
    try:
        row = roll_call.check_in(participant=person, half_day=half_day, author=author, at=at)
    except ValidationError as error:
        return CheckInAnswer("refused", " ".join(error.messages))
    late = f", {row.minutes} minutes de retard" if row.minutes else ""
    reserve = "" if person.has_confirmed else " Sa participation n’était pas confirmée : parlez-en avec l’équipe."
    sentence = f"{person.full_name}, {person.triptych.territory} : bienvenue{late}.{reserve}"
    return CheckInAnswer("noted", sentence, person.pk, row.get_status_display())


def take_back(*, half_day: HalfDay, key: int) -> CheckInAnswer:
    """The person of this key was noted by mistake: expected again."""
    person = expected.expected_people(half_day.day).filter(pk=key).first()
    if person is None:
        return CheckInAnswer("refused", UNKNOWN)
    try:
        count = roll_call.take_back_presence(participant=person, half_day=half_day)
    except ValidationError as error:
        return CheckInAnswer("refused", " ".join(error.messages))
    sentence = "pointage annulé" if count else "n’était pas pointé"
    return CheckInAnswer("noted", f"{person.full_name} : {sentence}.", person.pk)


def note_others(*, half_day: HalfDay, author: User) -> CheckInAnswer:
    """Whoever confirmed and is not noted yet is there."""
    try:
        count = roll_call.note_others_present(day=half_day.day, half_day=half_day, author=author)
    except ValidationError as error:
        return CheckInAnswer("refused", " ".join(error.messages))
    return CheckInAnswer("noted", f"Notés présents : {count}.")
