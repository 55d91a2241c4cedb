"""The gates of exchanges: peer questions and notes that a person may open."""

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from atelier.accounts.models import User
from atelier.seasons.models import Season
from referential import access as shared
from referential.models import Entry
from sessions.exchanges.models import Note, PeerQuestion


def questions_of(season: Season) -> QuerySet[PeerQuestion]:
    """What was put to the peers of a season, for whoever may read the season's page."""
    rows = PeerQuestion.objects.filter(entry__season=season)
    return rows.select_related("entry__triptych__territory", "day").prefetch_related("answers")


def question_for(user: User, pk: int) -> PeerQuestion:
    """A question of a season that one takes part in, or any for the team."""
    rows = PeerQuestion.objects.select_related("entry__triptych__territory", "entry__season", "day")
    question = get_object_or_404(rows.prefetch_related("answers__author", "answers__triptych__territory"), pk=pk)
    shared.season_for(user, question.entry.season.number)
    return question


def open_questions_of(user: User, season: Season) -> QuerySet[Entry]:
    """The questions of one's own territories that were not put to peers yet."""
    rows = Entry.objects.readable_by(shared.reader_of(user)).filter(triptych__in=shared.triptychs_of(user))
    return rows.filter(season=season, kind=Entry.Kind.QUESTION, addressed=None).select_related("triptych__territory")


def note_for(user: User, pk: int) -> Note:
    """A note that one may change: for the team, among those that it reads."""
    if not user.has_perm("atelier_sessions.change_note"):
        raise Http404
    rows = Note.objects.readable_by(shared.reader_of(user)).select_related("day__season", "triptych__territory")
    return get_object_or_404(rows, pk=pk)
