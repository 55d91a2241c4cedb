"""What a mail says of a day to somebody, said to their agenda too: an invitation, its correction, its cancellation.

They follow the convocation: whoever never received one has nothing in their agenda. They are made when the mail leaves,
from the facts that it tells and from the day as it is. RFC 5546: an invitation is the organiser's (ORGANIZER) to one
person (ATTENDEE), and the UID is the day's; a greater SEQUENCE, or else a later DTSTAMP, is the newer one. The agenda
answers to ORGANIZER, an address that its mailbox alone has read where answers are received.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from icalendar import vCalAddress

from atelier.outbox import incoming
from atelier.outbox.calendars import CalendarPart
from atelier.outbox.models import Message, Statement
from atelier.outbox.statements import Said, Values, said_and_perhaps
from atelier.seasons.letterheads import letterhead_of
from atelier.seasons.models import Workshop
from sessions.documents import facts
from sessions.programme import calendar, revisions
from sessions.programme.calendar_entries import calendar_entry, calendar_event
from sessions.programme.models import Day
from territories.emails import SEAT_UNTIL
from territories.models import Participant

REQUEST, CANCEL = "REQUEST", "CANCEL"


@dataclass(frozen=True)
class _Told:
    """What one mail tells one person of one day; `held` is what they were told before.

    `others` are the states that other people were told in the same mailbox: a former holder of a seat and the new one
    may read the address of their function.
    """

    person: Participant
    day: Day
    state: str
    held: Values
    others: set[str]


def parts(message: Message, now: datetime) -> list[CalendarPart]:
    """Of a mail that leaves, alone or with those that it gathers; some raise the revision of a day."""
    found = []
    for told in _told(message):
        method = REQUEST if told.state == facts.CONVENED else CANCEL
        if not _is_for_agendas(told, method):
            continue
        revisions.revise(Q(pk=told.day.pk))
        if facts.RELEASED in {told.state, told.held.get(facts.STATE), *told.others}:
            # Nothing that agendas show of the day has changed: it is somebody who goes, or comes back.
            revisions.raise_revision(Day.objects.get(pk=told.day.pk))
        day = Day.objects.with_places().get(pk=told.day.pk)
        name = f"{'journee' if method == REQUEST else 'annulation-journee'}-{day.number}.ics"
        found.append(CalendarPart(name, method, _object(day, told.person, method, message, now)))
    return found


def _told(message: Message) -> list[_Told]:
    """By day, in order."""
    said: Said = defaultdict(dict)
    for one in Statement.objects.filter(Q(message=message) | Q(message__group=message)).order_by("message_id", "pk"):
        said[one.person, one.about][one.name] = one.value
    if not said:
        return []
    named = Participant.objects.filter(pk__in=_numbers("participant", (ref for ref, _ in said)))
    people = {f"participant:{one.pk}": one for one in named.order_by("pk")}
    which = Q(pk__in=_numbers("day", (about for _, about in said)))
    which |= Q(season__in=_numbers("season", (about for _, about in said)))
    days = list(Day.objects.filter(which).order_by("date", "pk"))
    mailbox = {f"participant:{one.pk}" for one in Participant.objects.filter(email__iexact=message.to_email)}
    _, before = said_and_perhaps({ref for day in days for ref in (facts.ref(day), _season(day))})
    found = []
    for day in days:
        for ref, person in people.items():
            held = _held(before, ref, day)
            told = said.get((ref, facts.ref(day)), {})
            is_theirs = facts.CONVOCATION in told or facts.CONVOCATION in held
            state = _state(said, ref, day, held)
            if state and is_theirs:
                others = {_held(before, other, day).get(facts.STATE, "") for other in mailbox - {ref}}
                found.append(_Told(person, day, state, held, others))
    return found


def _state(said: Said, ref: str, day: Day, held: Values) -> str:
    """Whether this mail says that the day is theirs; empty when it says nothing of it."""
    until = said.get((ref, _season(day)), {}).get(SEAT_UNTIL)
    if held.get(facts.STATE) == facts.CONVENED and facts.is_after_seat(day, held, until):
        return facts.RELEASED
    return said.get((ref, facts.ref(day)), {}).get(facts.STATE, "")


def _held(before: Said, ref: str, day: Day) -> Values:
    """What they were told last; whoever was told that their seat is another's from a date on holds no later day."""
    held = dict(before.get((ref, facts.ref(day)), {}))
    until = before.get((ref, _season(day)), {}).get(SEAT_UNTIL)
    return held | {facts.STATE: facts.RELEASED} if facts.is_after_seat(day, held, until) else held


def _is_for_agendas(told: _Told, method: str) -> bool:
    """Not a day that is over, unless they hold another date; nobody's leaving where somebody else still comes."""
    if method == REQUEST:
        day = told.day
        return day.date >= timezone.localdate() or told.held.get(facts.DATE) != day.date.isoformat()
    return told.state == facts.CANCELLED or facts.CONVENED not in told.others


def _object(day: Day, person: Participant, method: str, message: Message, now: datetime) -> str:
    workshop = Workshop.load()
    link = day.link_on(timezone.localdate(now)) if method == REQUEST else None
    entry = calendar_entry(day, workshop, link=link or "")
    event = calendar_event(day, entry if method == REQUEST else entry.as_cancelled, stamp=now)
    event.add("organizer", _organiser(workshop, _answered_at(day, message, workshop)))
    event.add("attendee", _attendee(person, method, to=message.to_email))
    result = calendar.empty_calendar(method)
    result.add_component(event)
    content: bytes = result.to_ical()
    return content.decode()


def _answered_at(day: Day, message: Message, workshop: Workshop) -> str:
    """Where the agendas of this mailbox answer about this day: once said, the same for ever (RFC 5546, 2.1.1).

    The secret address of the first message that told it of the day, where answers are received; else the address that
    the season gave when its first invitation to the day left.
    """
    if not day.organizer:
        if address := incoming.reply_address(_first_told(day, message.to_email) or message):
            return address
        day.organizer = letterhead_of(day.season, workshop).email or _sender()
        Day.objects.filter(pk=day.pk, organizer="").update(organizer=day.organizer)
    return day.organizer


def _first_told(day: Day, mailbox: str) -> Message | None:
    said = Statement.objects.said_or_perhaps().filter(about=facts.ref(day), message__to_email=mailbox)
    first = said.select_related("message").first()
    return first.message if first else None


def _sender() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def _organiser(workshop: Workshop, email: str) -> vCalAddress:
    """Where agendas answer; who sends the mail is said where it is another (RFC 6047, 2.3)."""
    address = vCalAddress(f"mailto:{email}")
    address.params["CN"] = workshop.name
    if email.casefold() != _sender().casefold():
        address.params["SENT-BY"] = f"mailto:{_sender()}"
    return address


def _attendee(person: Participant, method: str, *, to: str) -> vCalAddress:
    """This person alone, under the address that the mail goes to: nobody reads who else comes."""
    address = vCalAddress(f"mailto:{to}")
    address.params["CN"] = person.full_name
    address.params["ROLE"] = "REQ-PARTICIPANT"
    if method == REQUEST:
        address.params["PARTSTAT"] = "NEEDS-ACTION"
        address.params["RSVP"] = "TRUE"
    return address


def _season(day: Day) -> str:
    return f"season:{day.season_id}"


def _numbers(kind: str, refs: Iterable[str]) -> set[int]:
    """The keys of those of this kind: 8 of « participant:8 »."""
    pairs = (ref.split(":") for ref in refs)
    return {int(pk) for of, pk in pairs if of == kind}
