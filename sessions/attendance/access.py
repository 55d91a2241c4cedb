"""The gates of attendance: the days that a participant may answer for."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from atelier.accounts.models import User
from sessions.attendance import expected
from sessions.programme.models import Day
from territories.models import Participant


def coming_day_for(user: User, participant_pk: int, day_pk: int) -> tuple[Participant, Day]:
    """One's own seat, and a day of its season at which it is still theirs; what is said of a cancelled day is shown."""
    seats = Participant.objects.admitted().select_related("triptych__territory", "category", "user", "season")
    seat = get_object_or_404(seats, pk=participant_pk, user=user)
    day = get_object_or_404(Day.objects.select_related("season"), pk=day_pk, season=seat.season_id)
    if not day.is_cancelled and not expected.is_expected(seat, day):
        raise Http404
    return seat, day
