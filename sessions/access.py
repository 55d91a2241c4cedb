"""The gates of sessions: what a visitor, a participant, a contact may open. A stranger meets a 404."""

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from atelier.accounts.models import User
from atelier.seasons.models import Season
from referential import access as shared
from referential.models import Entry
from sessions.models import Attestation, Booklet, Convocation, Day, Feed, Note, PeerQuestion
from territories.models import Participant, Triptych


def convocations_for(user: User) -> QuerySet[Convocation]:
    """The convocations addressed to this user, rendered, last version of each day."""
    return (
        Convocation.objects.latest()
        .filter(participant__user=user)
        .exclude(sha256="")
        .select_related("day__season")
        .order_by("day__date")
    )


def convocation_for(user: User, number: str) -> Convocation:
    """One of them, or any of the organisation's eyes: staff who may see convocations see all."""
    convocations = Convocation.objects.exclude(sha256="")
    if not user.has_perm("atelier_sessions.view_convocation"):
        convocations = convocations.filter(participant__user=user)
    return get_object_or_404(convocations, number=number)


def attestations_for(user: User) -> QuerySet[Attestation]:
    """The attestations of this user, drawn, last version of each kind."""
    own = Attestation.objects.latest().filter(participant__user=user).exclude(sha256="")
    return own.select_related("participant__season").order_by("-participant__season__number", "kind")


def attestation_for(user: User, number: str) -> Attestation:
    """One's own, or any for staff who may see attestations."""
    attestations = Attestation.objects.exclude(sha256="")
    if not user.has_perm("atelier_sessions.view_attestation"):
        attestations = attestations.filter(participant__user=user)
    return get_object_or_404(attestations, number=number)


def season_for(user: User, number: int) -> Season:
    """A season that a visitor may see; staff see those in preparation too."""
    seasons = Season.objects.select_related("venue")
    if not user.has_perm("seasons.view_season"):
        seasons = seasons.visible()
    return get_object_or_404(seasons, number=number)


def days_of(season: Season) -> list[Day]:
    return list(Day.objects.filter(season=season).with_programme())


def day_for(user: User, number: int, day_number: int) -> Day:
    days = Day.objects.filter(season=season_for(user, number)).with_full_programme()
    return get_object_or_404(days, number=day_number)


def feed_for(token: str) -> Feed:
    """Whoever has the address; a renewed or unknown one is a 404."""
    feeds = Feed.objects.select_related("user", "triptych__territory", "triptych__season")
    return get_object_or_404(feeds.exclude(user__is_active=False), token=token)


def own_feed(user: User) -> Feed | None:
    return Feed.objects.filter(user=user).first()


def triptych_for(user: User, pk: int) -> Triptych:
    """An admitted triptych whose application this user fills in."""
    return get_object_or_404(Triptych.objects.of_user(user).admitted().select_related("feed").distinct(), pk=pk)


def coming_day_for(user: User, participant_pk: int, day_pk: int) -> tuple[Participant, Day]:
    """One's own seat, and a day of its season."""
    seats = Participant.objects.admitted().select_related("triptych__territory", "category", "user", "season")
    seat = get_object_or_404(seats, pk=participant_pk, user=user)
    return seat, get_object_or_404(Day.objects.select_related("season"), pk=day_pk, season=seat.season_id)


def booklets_for(user: User) -> QuerySet[Booklet]:
    """The booklets of the territories that this user belongs to, drawn, last version of each."""
    own = Booklet.objects.latest().filter(triptych__in=shared.triptychs_of(user)).exclude(sha256="")
    return own.select_related("triptych__territory", "triptych__season").order_by("-triptych__season__number", "pk")


def booklet_for(user: User, number: str) -> Booklet:
    """One of one's own territory, or any for the team."""
    booklets = Booklet.objects.exclude(sha256="")
    if not user.has_perm(shared.TEAM):
        booklets = booklets.filter(triptych__in=shared.triptychs_of(user))
    return get_object_or_404(booklets.select_related("triptych__territory"), number=number)


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
