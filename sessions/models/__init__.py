from sessions.models.attendance import Attendance, AttendanceQuerySet
from sessions.models.convocation import Convocation, ConvocationQuerySet
from sessions.models.day import AgendaItem, Day, DayQuerySet, HalfDay

__all__ = [
    "AgendaItem",
    "Attendance",
    "AttendanceQuerySet",
    "Convocation",
    "ConvocationQuerySet",
    "Day",
    "DayQuerySet",
    "HalfDay",
]
