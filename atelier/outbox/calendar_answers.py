"""What an agenda answers to an invitation (RFC 5546, REPLY and COUNTER): accepted, refused, perhaps, another moment.

Anybody may send one: it is read within bounds, and kept as plain words. The time zones that it defines are not read:
the library keeps them for every later answer, and may count from one change of offset to the next for hours.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.message import EmailMessage, Message
from typing import Any

from django.utils import timezone
from icalendar import Calendar
from icalendar.parser import Contentlines

from atelier.core import dates, french, secret_links
from atelier.core.email_addresses import normalize_email
from atelier.core.french import NBSP
from atelier.core.plain_text import one_line, paragraphs
from atelier.outbox import mail_parser

CONTENT_TYPES = frozenset({"text/calendar", "application/ics"})
ACCEPTED, DECLINED, TENTATIVE = "ACCEPTED", "DECLINED", "TENTATIVE"
COUNTER = "COUNTER"  # another moment is proposed
_IN_WORDS = {
    ACCEPTED: "Accepte l’invitation.",
    DECLINED: "Refuse l’invitation.",
    TENTATIVE: f"Répond «{NBSP}peut-être{NBSP}» à l’invitation.",
    COUNTER: "Propose un autre moment",
}
_SCHEME = re.compile(r"^mailto:", re.IGNORECASE)
_MAX_CHARACTERS = 20_000
_MAX_COMMENT = 1_000
_MAX_UID = 255


@dataclass(frozen=True)
class CalendarAnswer:
    """`status` is one of the four above; moments are in UTC (ISO 8601), empty where they are not said.

    `sequence` is the revision of the invitation that is answered; `stamp`, when it was answered, not later than now.
    """

    uid: str
    attendee: str
    status: str
    sequence: int
    stamp: str
    starts_at: str
    ends_at: str
    comment: str

    def in_words(self) -> str:
        words = _IN_WORDS[self.status]
        if self.status == COUNTER:
            moments = [french.moment(datetime.fromisoformat(one)) for one in (self.starts_at, self.ends_at) if one]
            words = f"{words}{NBSP}: {', jusqu’au '.join(moments)}." if moments else f"{words}."
        return f"{words}\n\n{self.comment}".strip()


def read(mail: EmailMessage) -> CalendarAnswer | None:
    """The first answer of an agenda that this mail holds; None when it holds none that can be read."""
    parts = (part for part in mail.walk() if part.get_content_type() in CONTENT_TYPES)
    return next((found for part in parts if (found := _read(part))), None)


def _read(part: Message) -> CalendarAnswer | None:
    text = mail_parser.decoded(part)
    if "BEGIN:VCALENDAR" not in text or len(text) > _MAX_CHARACTERS:
        return None
    try:
        return _answer(Calendar.from_ical(_without_zones(text)))
    except Exception:  # noqa: BLE001 - what a parser raises of what anybody wrote is no short list
        return None


def _without_zones(text: str) -> str:
    """The same lines, without what stands in a VTIMEZONE."""
    kept, depth = [], 0
    for line in filter(None, Contentlines.from_ical(text)):  # type: ignore[no-untyped-call]  # the library has none
        try:
            name, _, value = line.parts()
        except ValueError:
            name = value = ""
        if depth or (name.upper(), value.upper()) == ("BEGIN", "VTIMEZONE"):
            depth += {"BEGIN": 1, "END": -1}.get(name.upper(), 0)
        else:
            kept.append(line)
    return "\r\n".join(kept)


def _answer(calendar: Any) -> CalendarAnswer | None:
    """Of one event, by one person; raises whatever its reading raises."""
    method, events = str(calendar.get("METHOD", "")).upper(), calendar.walk("VEVENT")
    if method not in {"REPLY", COUNTER} or not events:
        return None
    event = events[0]
    attendee = event["ATTENDEE"]  # one person answers: a list is no answer
    status = COUNTER if method == COUNTER else str(attendee.params.get("PARTSTAT", "")).upper()
    if status not in _IN_WORDS:
        return None
    now = timezone.now().replace(microsecond=0).astimezone(UTC).isoformat()
    comments = event.get("COMMENT", [])
    comment = "\n".join(str(one) for one in (comments if isinstance(comments, list) else [comments]))
    return CalendarAnswer(
        uid=one_line(str(event["UID"]))[:_MAX_UID],
        attendee=normalize_email(_SCHEME.sub("", one_line(str(attendee))))[:254],
        status=status,
        sequence=int(event.get("SEQUENCE", 0)),
        stamp=min(_moment(event, "DTSTAMP") or now, now),  # a wrong clock silences no later answer
        starts_at=_moment(event, "DTSTART"),
        ends_at=_moment(event, "DTEND"),
        comment=secret_links.masked(paragraphs(comment)[:_MAX_COMMENT]).strip(),
    )


def _moment(event: Any, name: str) -> str:
    """In UTC; a time without a zone, and a date, are of Europe/Paris. Empty in a zone or a year that is not known."""
    if name not in event:
        return ""
    value = event.decoded(name)
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if value.tzinfo is None and "TZID" in event[name].params:
        return ""
    if value.year not in dates.YEARS:
        return ""
    if value.tzinfo is None:
        value = timezone.make_aware(value)
    found: str = value.astimezone(UTC).isoformat()
    return found
