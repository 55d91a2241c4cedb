"""The gates of the referential: what a participant, a contact, the team may open. A stranger meets a 404."""

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from atelier.accounts.models import User
from atelier.seasons.models import Season
from referential import assessment_rounds
from referential.models import AssessmentRound, Consent, Dimension, Entry, ExperienceSheet, Grid, Publication, Reader
from territories import lineage
from territories.models import Participant, Triptych

TEAM = "referential.view_trajectory"


def seats_of(user: User) -> QuerySet[Participant]:
    """The seats that this user holds, confirmed, in admitted triptychs."""
    return Participant.objects.admitted().confirmed().filter(user=user)


def triptychs_of(user: User) -> QuerySet[Triptych]:
    """The admitted triptychs to which this user belongs: as one of the people, or as a contact."""
    mine = Q(contacts__user=user) | Q(pk__in=seats_of(user).values("triptych"))
    return Triptych.objects.admitted().filter(mine).select_related("territory", "season").distinct()


def reader_of(user: User) -> Reader:
    """What decides which texts this user reads."""
    mine = list(triptychs_of(user).order_by("pk").values_list("pk", "season"))
    return Reader(
        user_pk=user.pk,
        triptychs=frozenset(pk for pk, _ in mine),
        seasons=frozenset(season for _, season in mine),
        is_team=user.has_perm(TEAM),
    )


def triptych_for(user: User, pk: int) -> Triptych:
    """A triptych that one belongs to; the team reads them all."""
    found = Triptych.objects.admitted() if user.has_perm(TEAM) else triptychs_of(user)
    return get_object_or_404(found.select_related("territory", "season"), pk=pk)


def other_seasons_of(user: User, triptych: Triptych) -> list[Triptych]:
    """The same territory in its other seasons, as far as this user reads it: their own, or all for the team."""
    found = Triptych.objects.admitted() if user.has_perm(TEAM) else triptychs_of(user)
    rows = lineage.seasons_of_territory(triptych.territory).exclude(pk=triptych.pk)
    return list(rows.filter(pk__in=found.order_by().values("pk")))


def own_triptych_for(user: User, pk: int) -> Triptych:
    """A triptych that one belongs to, to write in it: the team reads, and writes nothing there."""
    return get_object_or_404(triptychs_of(user), pk=pk)


def season_for(user: User, number: int) -> Season:
    """A season that one takes part in, or any for the team."""
    seasons = Season.objects.all()
    if not user.has_perm(TEAM):
        seasons = seasons.filter(pk__in=triptychs_of(user).order_by().values("season"))
    return get_object_or_404(seasons, number=number)


def viewer_of(user: User, triptych: Triptych) -> Participant | None:
    """The seat through which this user sees the regards; None for a contact or the team, who answer nothing."""
    return seats_of(user).filter(triptych=triptych).first()


def round_for(triptych: Triptych, pk: int) -> AssessmentRound:
    """A round of the triptych's season that has begun."""
    assessment_round = get_object_or_404(
        assessment_rounds.with_answers_read(),
        pk=pk,
        season=triptych.season_id,
    )
    if not assessment_round.has_begun():
        raise Http404
    return assessment_round


def own_round(user: User, pk: int) -> tuple[AssessmentRound, Participant]:
    """A round that has begun, and the seat for which one answers."""
    assessment_round = get_object_or_404(assessment_rounds.with_answers_read(), pk=pk)
    if not assessment_round.has_begun():
        raise Http404
    seats = seats_of(user).select_related("triptych__territory", "triptych__season", "category")
    return assessment_round, get_object_or_404(seats, season=assessment_round.season_id)


def dimension_for(assessment_round: AssessmentRound, code: str) -> Dimension:
    return get_object_or_404(
        Dimension.objects.select_related("stake"),
        grid=assessment_round.grid_id,
        code=code,
    )


def grid_for(version: int | None = None) -> Grid:
    """One version, or the newest."""
    grids = Grid.objects.with_contents()
    found = grids.filter(version=version).first() if version else grids.newest()
    if found is None:
        raise Http404
    return found


def entries_for(user: User, triptych: Triptych) -> QuerySet[Entry]:
    """The steps of a trajectory that this user reads."""
    rows = Entry.objects.readable_by(reader_of(user)).filter(triptych=triptych)
    return rows.select_related("author", "triptych__territory").prefetch_related("stakes", "links")


def own_entry(user: User, pk: int) -> Entry:
    """A step that one may change: of one's own triptych, and readable."""
    rows = Entry.objects.readable_by(reader_of(user)).filter(triptych__in=triptychs_of(user))
    return get_object_or_404(rows.select_related("triptych__territory", "triptych__season"), pk=pk)


def experience_for(user: User, pk: int) -> ExperienceSheet:
    rows = ExperienceSheet.objects.readable_by(reader_of(user)).select_related("triptych__territory", "season")
    return get_object_or_404(rows.prefetch_related("stakes"), pk=pk)


def own_experience(user: User, pk: int) -> ExperienceSheet:
    rows = ExperienceSheet.objects.readable_by(reader_of(user)).filter(triptych__in=triptychs_of(user))
    return get_object_or_404(rows.select_related("triptych__territory", "triptych__season"), pk=pk)


def publication_for(pk: int) -> Publication:
    """What anyone may read."""
    rows = Publication.objects.standing().select_related("triptych__territory", "season")
    return get_object_or_404(rows.prefetch_related("stakes"), pk=pk)


def consent_for(user: User, pk: int) -> Consent:
    """An agreement that was asked of this user."""
    rows = Consent.objects.filter(user=user).select_related("publication__triptych__territory", "publication__asked_by")
    return get_object_or_404(rows.prefetch_related("publication__stakes", "publication__consents__user"), pk=pk)


def consents_of(user: User) -> QuerySet[Consent]:
    """What waits for this user's answer."""
    return Consent.objects.waiting().filter(user=user).select_related("publication").order_by("pk")
