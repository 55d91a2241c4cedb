from sessions.programme.models.agenda_item import AgendaItem
from sessions.programme.models.day import PARIS, Day, DayQuerySet, HalfDay
from sessions.programme.models.feed import TOKEN_LENGTH, Feed, new_token

__all__ = ["PARIS", "TOKEN_LENGTH", "AgendaItem", "Day", "DayQuerySet", "Feed", "HalfDay", "new_token"]
