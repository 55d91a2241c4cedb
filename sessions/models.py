from sessions.attendance.models import Attendance, AttendanceQuerySet, Closing, SheetScan
from sessions.day_lists.models import Meal
from sessions.documents.models import Attestation, Booklet, Convocation, ConvocationQuerySet, FacilitationDocument
from sessions.evaluation.models import Answer, Guest, HasAnswered, Improvement, Question, Questionnaire, SealedAnswer
from sessions.exchanges.models import Note, PeerAnswer, PeerQuestion
from sessions.facilitation.models import Availability, FacilitatorPresence, Preparation
from sessions.groups.models import Composition, Group
from sessions.programme.models import AgendaItem, Day, DayQuerySet, Feed, HalfDay
from sessions.shared_files.models import FileVersion, SharedFile
from sessions.undertakings.models import BroughtQuestion, Undertaking

__all__ = [
    "AgendaItem",
    "Answer",
    "Attendance",
    "AttendanceQuerySet",
    "Attestation",
    "Availability",
    "Booklet",
    "BroughtQuestion",
    "Closing",
    "Composition",
    "Convocation",
    "ConvocationQuerySet",
    "Day",
    "DayQuerySet",
    "FacilitationDocument",
    "FacilitatorPresence",
    "Feed",
    "FileVersion",
    "Group",
    "Guest",
    "HalfDay",
    "HasAnswered",
    "Improvement",
    "Meal",
    "Note",
    "PeerAnswer",
    "PeerQuestion",
    "Preparation",
    "Question",
    "Questionnaire",
    "SealedAnswer",
    "SharedFile",
    "SheetScan",
    "Undertaking",
]
