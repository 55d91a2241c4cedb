"""Presence: announced by the person, noted by the team, closed when the day is checked."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from atelier.accounts.models import User
from atelier.core import french
from atelier.seasons.models import TeamMember
from atelier.webhooks.announcing import announce
from atelier.webhooks.events import Event
from sessions.attendance import emails as attendance_emails
from sessions.attendance import expected
from sessions.attendance.models import Attendance, Closing
from sessions.facilitation import hours
from sessions.programme.models import PARIS, Day, HalfDay
from territories.models import Participant

TOLERANCE = timedelta(minutes=10)  # after the beginning of a half-day, before somebody is late
CLOSED = "Les présences de cette journée sont closes : rouvrez-les, avec un motif, pour les corriger."
CANCELLED = "Cette journée est annulée\u00a0: il n’y a pas de présence à noter."


def is_closed(day: Day) -> bool:
    return Closing.objects.standing().filter(day=day).exists()


def _lock_open_day(day: Day) -> Day:
    """The day, locked for the transaction; ValidationError when it is cancelled, or its presence is closed."""
    day = Day.objects.select_for_update().get(pk=day.pk)
    if day.is_cancelled:
        raise ValidationError(CANCELLED)
    if is_closed(day):
        raise ValidationError(CLOSED)
    return day


@transaction.atomic
def announce_absence(*, participant: Participant, day: Day, half_days: list[HalfDay], reason: str) -> int:
    """The person says in time that they will not come: excused, and the organisers are told.

    No half-day means that they come after all. Raises ValidationError past the deadline. Returns how many half-days.
    """
    _lock_open_day(day)
    if not may_announce(day):
        raise ValidationError(
            f"Le délai est passé depuis le {french.long_date(day.absence_deadline)} : écrivez aux organisateurs."
        )
    declared = participant.attendances.filter(half_day__day=day, source=Attendance.Source.DECLARED)
    declared.exclude(half_day__in=half_days).delete()
    for half_day in half_days:
        Attendance.objects.update_or_create(
            participant=participant,
            half_day=half_day,
            defaults={
                "status": Attendance.Status.EXCUSED,
                "minutes": None,
                "reason": reason,
                "source": Attendance.Source.DECLARED,
                "noted_at": timezone.now(),
                "noted_by": participant.user,
            },
        )
    for organiser in User.objects.organisers():
        attendance_emails.absence_announced(participant, day, half_days, reason, organiser)
    return len(half_days)


def may_announce(day: Day) -> bool:
    """Until the deadline included, in Europe/Paris, for a day that is not cancelled."""
    return not day.is_cancelled and timezone.localdate() <= day.absence_deadline


@transaction.atomic
def record_attendance(*, day: Day, cells: dict[tuple[Participant, HalfDay], dict], author: User) -> int:
    """Write what was typed in the grid; returns how many cells changed.

    Each cell gives `status`, `minutes` and `reason`; an empty status takes the row back. Raises ValidationError when
    the day is closed.
    """
    _lock_open_day(day)
    changed = 0
    for (participant, half_day), values in cells.items():
        row = Attendance.objects.filter(participant=participant, half_day=half_day)
        if not values["status"]:
            changed += bool(row.delete()[0])
            continue
        if row.filter(**values).exists():
            continue
        stamp = {"source": Attendance.Source.GRID, "noted_at": timezone.now(), "noted_by": author}
        Attendance.objects.update_or_create(
            participant=participant,
            half_day=half_day,
            defaults={**values, **stamp},
        )
        changed += 1
    return changed


@transaction.atomic
def record_facilitators(*, day: Day, changes: Iterable[tuple[TeamMember, HalfDay, bool]], author: User) -> int:
    """Note the team of a day, apart from participants; how many notes changed. Raises ValidationError when closed."""
    _lock_open_day(day)
    return sum(
        hours.record_presence(member=member, half_day=part, is_there=is_there, noted_by=author.pk)
        for member, part, is_there in changes
    )


@transaction.atomic
def check_in(
    *,
    participant: Participant,
    half_day: HalfDay,
    author: User,
    at: datetime | None = None,
) -> Attendance:
    """Somebody arrives, `at` when the phone saw them: present, or late past the tolerance.

    The first time counts: checked in again, the row of the first time comes back unchanged (its `noted_at` says when).
    An announced absence gives way to the presence. Raises ValidationError when the day is closed, or outside the
    half-day: nobody arrives on another date, nor once it is over.
    """
    _lock_open_day(half_day.day)
    at = at or timezone.now()
    _require_arrival(half_day, at)
    late = at - half_day.start
    values = {
        "status": Attendance.Status.LATE if late > TOLERANCE else Attendance.Status.PRESENT,
        "minutes": int(late.total_seconds() // 60) if late > TOLERANCE else None,
        "reason": "",
        "source": Attendance.Source.CHECKIN,
        "noted_at": at,
        "noted_by": author,
    }
    row = Attendance.objects.filter(participant=participant, half_day=half_day).first()
    if row is None:
        try:
            with transaction.atomic():
                return Attendance.objects.create(participant=participant, half_day=half_day, **values)
        except IntegrityError:  # another phone, a moment before
            return Attendance.objects.get(participant=participant, half_day=half_day)
    if row.status not in Attendance.ATTENDED:
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
    return row


def lies_in(half_day: HalfDay, at: datetime) -> bool:
    """On its date in Europe/Paris, before it is over; early or not."""
    return at.astimezone(PARIS).date() == half_day.day.date and at < half_day.end


def _require_arrival(half_day: HalfDay, at: datetime) -> None:
    if lies_in(half_day, at):
        return
    on, day = french.full_date(half_day.day.date), at.astimezone(PARIS).date()
    if day < half_day.day.date:
        raise ValidationError(f"Cette journée a lieu le {on} : l’accueil ouvre ce jour-là.")
    if day > half_day.day.date:
        raise ValidationError(f"Cette journée a eu lieu le {on} : notez qui est venu dans la grille des présences.")
    part = "Le matin est fini" if half_day.period == HalfDay.Period.MORNING else "L’après-midi est fini"
    raise ValidationError(
        f"{part} depuis {french.hour(half_day.ends_at)} : pointez à l’autre demi-journée, "
        "ou notez qui est venu dans la grille des présences."
    )


@transaction.atomic
def note_others_present(*, day: Day, author: User, half_day: HalfDay | None = None) -> int:
    """Whoever confirmed and is not noted yet was there, at the half-days that have begun or at this one.

    Returns how many notes were written. Raises ValidationError when the day is closed, or before its beginning.
    """
    day = _lock_open_day(day)
    now = timezone.now()
    begun = [part for part in day.half_days.all() if part.start <= now and half_day in (None, part)]
    if not begun:
        raise ValidationError("Cette demi-journée n’a pas encore commencé.")
    stamp = {"status": Attendance.Status.PRESENT, "source": Attendance.Source.GRID, "noted_at": now}
    count = 0
    for part in begun:
        for person in expected.convened_people(day).exclude(attendances__half_day=part):
            Attendance.objects.create(participant=person, half_day=part, noted_by=author, **stamp)
            count += 1
    return count


@transaction.atomic
def take_back_presence(*, participant: Participant, half_day: HalfDay) -> int:
    """Somebody noted there by mistake is expected again; 0 when they were not. Raises ValidationError when closed."""
    _lock_open_day(half_day.day)
    return participant.attendances.attended().filter(half_day=half_day).delete()[0]


def unnoted_people(day: Day) -> list[Participant]:
    """Whom closing would note absent, on one half-day at least."""
    parts = set(day.half_days.values_list("pk", flat=True))
    noted = set(Attendance.objects.filter(half_day__in=parts).order_by().values_list("participant", "half_day"))
    return [one for one in expected.expected_people(day) if any((one.pk, part) not in noted for part in parts)]


@transaction.atomic
def close_day(*, day: Day, author: User) -> Closing:
    """Lock the presence of a day: whoever was not noted is absent.

    Raises ValidationError before the day, twice, or of a cancelled day.
    """
    day = _lock_open_day(day)
    if day.date > timezone.localdate():
        raise ValidationError("Cette journée n’a pas encore eu lieu.")
    for half_day in day.half_days.all():
        noted = set(half_day.attendances.values_list("participant", flat=True))
        for person in expected.expected_people(day):
            if person.pk not in noted:
                absent = {"status": Attendance.Status.ABSENT, "noted_by": author}
                Attendance.objects.create(participant=person, half_day=half_day, **absent)
    closing = Closing.objects.create(day=day, author=author)
    announce(
        Event.PRESENCE_CLOSED,
        season=day.season_id,
        ref=str(closing.pk),
        day=day.pk,
        number=day.number,
        date=day.date,
    )
    return closing


@transaction.atomic
def reopen_day(*, day: Day, author: User, reason: str) -> Closing:
    """Unlock it to correct something, and keep why. Raises ValidationError when it is not closed, or without reason."""
    closing = Closing.objects.select_for_update().standing().filter(day=day).first()
    if closing is None:
        raise ValidationError("Les présences de cette journée ne sont pas closes.")
    if not reason.strip():
        raise ValidationError("Dites pourquoi vous rouvrez les présences.")
    closing.reopened_at, closing.reopened_by, closing.reason = timezone.now(), author, reason.strip()
    closing.save()
    return closing
