from sessions.attendance.models import Attendance, AttendanceQuerySet, Closing, SheetScan
from sessions.documents.models import Attestation, Booklet, Convocation, ConvocationQuerySet
from sessions.exchanges.models import Note, PeerAnswer, PeerQuestion
from sessions.groups.models import Composition, Group
from sessions.programme.models import AgendaItem, Day, DayQuerySet, Feed, HalfDay
from sessions.undertakings.models import BroughtQuestion, Undertaking

__all__ = [
    "AgendaItem",
    "Attendance",
    "AttendanceQuerySet",
    "Attestation",
    "Booklet",
    "BroughtQuestion",
    "Closing",
    "Composition",
    "Convocation",
    "ConvocationQuerySet",
    "Day",
    "DayQuerySet",
    "Feed",
    "Group",
    "HalfDay",
    "Note",
    "PeerAnswer",
    "PeerQuestion",
    "SheetScan",
    "Undertaking",
]
