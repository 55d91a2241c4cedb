"""An agenda that obeys invitations received by mail, written from RFC 5545, 5546 and 6047; nothing of the product.

It is stricter than any real one: what would leave two agendas in disagreement is an error here.
"""

import email
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import policy
from zoneinfo import ZoneInfo

import icalendar

CONTENT_LINE = re.compile(r'([A-Za-z-]+)((?:;[A-Za-z-]+=(?:"[^"]*"|[^";:]*))*):(.*)')
PARAMETER = re.compile(r';([A-Za-z-]+)=("[^"]*"|[^";:]*)')
ESCAPED = re.compile(r"\\([\\;,nN])")
SHOWN = ("DTSTART", "DTEND", "SUMMARY", "LOCATION", "DESCRIPTION", "URL", "STATUS")
ONCE = ("UID", "DTSTAMP", "SEQUENCE", "ORGANIZER", *SHOWN)


def content_lines(text):
    """Each (name, parameters, value) of an iCalendar stream (RFC 5545, 3.1)."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    for line in text.split("\r\n"):
        assert len(line.encode()) <= 75, line
    for line in text.replace("\r\n ", "").replace("\r\n\t", "").removesuffix("\r\n").split("\r\n"):
        name, parameters, value = CONTENT_LINE.fullmatch(line).groups()
        yield name.upper(), {one.upper(): what.strip('"') for one, what in PARAMETER.findall(parameters)}, value


def text_of(value):
    return ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def moment_of(parameters, value):
    if value.endswith("Z"):
        return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return datetime.strptime(value, "%Y%m%dT%H%M%S").replace(tzinfo=ZoneInfo(parameters["TZID"]))


@dataclass
class Event:
    """`values` of each property that stands once; `attendees` are their addresses with their parameters."""

    method: str
    values: dict
    attendees: dict = field(default_factory=dict)

    @property
    def uid(self):
        return self.values["UID"]

    @property
    def age(self):
        """What tells the newer of two (RFC 5546, 2.1.5)."""
        return self.values["SEQUENCE"], self.values["DTSTAMP"]

    @property
    def shown(self):
        return {name: self.values.get(name) for name in SHOWN}


def read_object(text):
    """The method of an iTIP object and its one event, with what RFC 5546 (3.2.2, 3.2.5) asks of them."""
    icalendar.Calendar.from_ical(text)  # a second reader: raises for what is no calendar
    inside, method, event, zones = [], None, None, set()
    for name, parameters, value in content_lines(text):
        if name == "BEGIN":
            inside.append(value)
            if value == "VEVENT":
                assert event is None, "several events in one object"
                event = Event(method, {})
        elif name == "END":
            assert inside.pop() == value
        elif inside == ["VCALENDAR"] and name == "METHOD":
            method = value
        elif inside[-1] == "VTIMEZONE" and name == "TZID":
            zones.add(value)
        elif inside[-1] == "VEVENT":
            _property(event, name, parameters, value)
            assert parameters.get("TZID", "Europe/Paris") in zones
    assert not inside
    assert {"UID", "DTSTAMP", "SEQUENCE", "ORGANIZER"} <= event.values.keys()
    assert event.attendees
    assert method == "CANCEL" or {"DTSTART", "SUMMARY"} <= event.values.keys()
    assert (event.values["STATUS"] == "CANCELLED") is (method == "CANCEL")
    return event


def _property(event, name, parameters, value):
    if name == "ATTENDEE":
        event.attendees[value.removeprefix("mailto:").casefold()] = parameters
        return
    assert name not in event.values, f"{name} twice"
    if name in ("DTSTART", "DTEND", "DTSTAMP", "LAST-MODIFIED"):
        event.values[name] = moment_of(parameters, value)
    elif name == "SEQUENCE":
        event.values[name] = int(value)
    elif name in ("UID", "SUMMARY", "LOCATION", "DESCRIPTION"):
        event.values[name] = text_of(value)
    else:
        event.values[name] = value


def objects_of(raw):
    """The iTIP objects of a mail as it travels; the same object may be there twice, in two forms."""
    found = {}
    for part in email.message_from_bytes(raw, policy=policy.default).walk():
        kind = part.get_content_type()
        if kind == "text/calendar":
            text = part.get_content().replace("\r\n", "\n").replace("\n", "\r\n")
            event = read_object(text)
            assert part["Content-Type"].params["method"] == event.method  # RFC 6047, 2.4
            assert part.get_content_charset() == "utf-8"
            found[text] = event
        elif kind == "application/ics":
            assert part.get_content().decode() in found, "a file that no agenda acts upon"
    return list(found.values())


class Agenda:
    """What one mailbox shows, whoever reads it; what was cancelled is remembered, and not shown."""

    def __init__(self, *addresses):
        self.addresses = {one.casefold() for one in addresses}
        self.events, self.gone = {}, {}

    def receive(self, raw):
        """Apply the mail; returns the objects that it held."""
        objects = objects_of(raw)
        for one in objects:
            assert self.addresses & one.attendees.keys(), "an invitation to somebody else"
            self._apply(one)
        return objects

    def _apply(self, new):
        old = self.events.get(new.uid) or self.gone.get(new.uid)
        if old is None:
            assert new.method == "REQUEST", "a cancellation of what was never there"
            self.events[new.uid] = new
            return
        assert new.age >= old.age, "older than what the agenda holds: it is ignored"
        assert old.values["ORGANIZER"] == new.values["ORGANIZER"]
        if new.shown != old.shown or new.method != old.method:
            assert new.values["SEQUENCE"] > old.values["SEQUENCE"], "something else under the same SEQUENCE"
        self.events.pop(new.uid, None)
        self.gone.pop(new.uid, None)
        (self.events if new.method == "REQUEST" else self.gone)[new.uid] = new

    def shown(self):
        """Of each UID: start, end, summary, place and description."""
        names = ("DTSTART", "DTEND", "SUMMARY", "LOCATION", "DESCRIPTION")
        return {uid: tuple(one.values.get(name) for name in names) for uid, one in self.events.items()}

    def answer(self, uid, status, *, moment, method="REPLY", comment="", without=()):
        """The mail that leaves when its owner presses « Accepter » or « Refuser » (RFC 5546, 3.2.3)."""
        values = self.events[uid].values
        (address,) = self.addresses
        lines = [
            f"UID:{uid}",
            f"SEQUENCE:{values['SEQUENCE']}",
            f"DTSTAMP:{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART:{values['DTSTART'].astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"ORGANIZER:{values['ORGANIZER']}",
            f"ATTENDEE;PARTSTAT={status}:mailto:{address}",
            *([f"COMMENT:{comment}"] if comment else []),
        ]
        inside = "\r\n".join(one for one in lines if not one.startswith(tuple(without) or ("-",)))
        head = (
            f"From: {address}\r\nTo: {values['ORGANIZER'].removeprefix('mailto:')}\r\nSubject: {status}\r\n"
            f"Message-ID: <{moment.timestamp()}-{status}@agenda.example>\r\nMIME-Version: 1.0\r\n"
            f"Content-Type: text/calendar; method={method}; charset=utf-8\r\n\r\n"
        )
        wrapped = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//FR\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\n{inside}"
        return f"{head}{wrapped}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".encode()
