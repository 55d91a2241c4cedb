from sessions.models.attendance import Attendance, AttendanceQuerySet
from sessions.models.attestation import Attestation
from sessions.models.batch import Batch
from sessions.models.booklet import Booklet
from sessions.models.convocation import Convocation, ConvocationQuerySet
from sessions.models.day import AgendaItem, Closing, Day, DayQuerySet, HalfDay
from sessions.models.feed import Feed
from sessions.models.group import Composition, Group
from sessions.models.note import Note
from sessions.models.question import PeerAnswer, PeerQuestion
from sessions.models.sheet import SheetScan

__all__ = [
    "AgendaItem",
    "Attendance",
    "AttendanceQuerySet",
    "Attestation",
    "Batch",
    "Booklet",
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
]
