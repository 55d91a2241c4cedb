"""Organisers decide: admit within the places of the season, put on the waiting list, refuse."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from atelier.accounts.models import User
from atelier.outbox.models import Message
from atelier.outbox.queueing import recorded
from atelier.seasons.models import Season
from territories import application, emails
from territories.models import CorrectionRequest, Triptych


class SeasonFull(ValidationError):
    """Every place of the season is taken."""

    def __init__(self) -> None:
        super().__init__("complet\u00a0: plus de place")


class NotDecidable(ValidationError):
    """The application is a draft, was withdrawn, or was decided already."""

    def __init__(self, triptych: Triptych) -> None:
        super().__init__(f"rien à décider ({triptych.get_status_display()})")


@dataclass(frozen=True)
class Outcome:
    """What a decision does to one application: `refusal` says why nothing is decided, else it is empty."""

    triptych: Triptych
    refusal: str
    messages: list[Message]


def apply_decision(verb: Callable[..., Triptych], triptychs: Iterable[Triptych], **arguments: object) -> list[Outcome]:
    """Call the verb for each application, in order, and say what became of every one of them."""
    outcomes = []
    for triptych in triptychs:
        refusal = ""
        with recorded() as messages:
            try:
                verb(triptych=triptych, **arguments)
            except (SeasonFull, NotDecidable) as refused:
                refusal = refused.messages[0]
        outcomes.append(Outcome(triptych, refusal, messages))
    return outcomes


def preview_decision(
    verb: Callable[..., Triptych], triptychs: Iterable[Triptych], **arguments: object
) -> list[Outcome]:
    """The same, undone: what would happen and the e-mails that would leave, word for word. Nothing is kept."""
    with transaction.atomic():
        outcomes = apply_decision(verb, triptychs, **arguments)
        transaction.set_rollback(True)
    return outcomes


@transaction.atomic
def admit(*, triptych: Triptych, author: User, hold: bool = False) -> Triptych:
    """Give the triptych the first free rank and tell its contacts and its people, at once or after a reading.

    Raises SeasonFull when no place is free, NotDecidable when there is nothing to decide.
    """
    season = _lock_season(triptych)  # lock the parent, then count
    triptych = _decidable(triptych)
    taken = set(Triptych.objects.filter(season=season).exclude(rank=None).values_list("rank", flat=True))
    free = [rank for rank in range(1, season.places + 1) if rank not in taken]
    if not free:
        raise SeasonFull
    application.change_status(
        triptych,
        Triptych.Status.ADMITTED,
        author=author,
        rank=free[0],
        waiting_rank=None,
    )
    seated = triptych.participants.seated()
    seated.filter(seated_at=None).update(seated_at=timezone.now())
    seated.update(left_on=None)  # of a territory that had withdrawn
    for participant in seated:
        emails.participant_admitted(participant, hold=hold)
    _tell_contacts(triptych, hold=hold)
    return triptych


@transaction.atomic
def ask_for_correction(*, triptych: Triptych, author: User, step: str, why: str) -> CorrectionRequest:
    """Give the application back to its contacts, who are told what to change; submitting again closes the request."""
    triptych = _decidable(triptych)
    correction = CorrectionRequest.objects.create(triptych=triptych, step=step, why=why, author=author)
    application.change_status(
        triptych,
        Triptych.Status.REOPENED,
        author=author,
        reason=why,
        waiting_rank=None,
    )
    for contact in triptych.contacts.select_related("user"):
        emails.correction_asked(correction, contact.user)
    return correction


@transaction.atomic
def put_on_waiting_list(*, triptych: Triptych, author: User, hold: bool = False) -> Triptych:
    """At the end of the season's list. NotDecidable for one that is on it already."""
    _lock_season(triptych)
    triptych = _decidable(triptych)
    if triptych.status == Triptych.Status.WAITING:
        raise NotDecidable(triptych)
    last = Triptych.objects.filter(season=triptych.season).aggregate(last=Max("waiting_rank"))["last"] or 0
    application.change_status(triptych, Triptych.Status.WAITING, author=author, waiting_rank=last + 1)
    _tell_contacts(triptych, hold=hold)
    return triptych


@transaction.atomic
def move_up(*, triptych: Triptych, author: User) -> Triptych:
    """Change places with the one before on the waiting list. NotDecidable for the first, or for one not on it."""
    _lock_season(triptych)
    waiting = list(Triptych.objects.waiting().filter(season=triptych.season_id))
    if triptych not in waiting[1:]:
        raise NotDecidable(triptych)
    above, below = waiting[waiting.index(triptych) - 1], waiting[waiting.index(triptych)]
    above.waiting_rank, below.waiting_rank = below.waiting_rank, above.waiting_rank
    for row in (above, below):
        row.save(update_fields=["waiting_rank"])
    return below


@transaction.atomic
def withdraw(*, triptych: Triptych, author: User, reason: str = "", hold: bool = False) -> Triptych:
    """The territory gives up: its place or its rank is free, and the organisers learn who waits first."""
    _lock_season(triptych)
    triptych = Triptych.objects.select_for_update(of=["self"]).select_related("territory", "season").get(pk=triptych.pk)
    if triptych.status in {Triptych.Status.WITHDRAWN, Triptych.Status.REFUSED}:
        raise NotDecidable(triptych)
    freed = triptych.rank
    if triptych.status == Triptych.Status.ADMITTED:
        triptych.participants.seated().leave(timezone.localdate() + timedelta(days=1))  # today is theirs
    application.change_status(
        triptych, Triptych.Status.WITHDRAWN, author=author, reason=reason, rank=None, waiting_rank=None
    )
    _tell_contacts(triptych, hold=hold)
    if freed:
        first = Triptych.objects.waiting().filter(season=triptych.season).select_related("territory").first()
        for organiser in User.objects.organisers():
            emails.place_freed(triptych, first, organiser)
    return triptych


@transaction.atomic
def refuse(*, triptych: Triptych, author: User, reason: str = "", hold: bool = False) -> Triptych:
    triptych = _decidable(triptych)
    application.change_status(
        triptych,
        Triptych.Status.REFUSED,
        author=author,
        reason=reason,
        waiting_rank=None,
    )
    _tell_contacts(triptych, hold=hold)
    return triptych


def shortlist(*, triptych: Triptych, kept: bool) -> None:
    """Keep an application in view, or not: it changes nothing for the territory and nobody is told."""
    Triptych.objects.filter(pk=triptych.pk).update(shortlisted=kept)


def _lock_season(triptych: Triptych) -> Season:
    """Every decision of a season waits here for the one before."""
    return Season.objects.select_for_update().get(pk=triptych.season_id)


def _decidable(triptych: Triptych) -> Triptych:
    """The locked row, if there is something to decide; NotDecidable otherwise."""
    triptych = Triptych.objects.select_for_update(of=["self"]).select_related("territory", "season").get(pk=triptych.pk)
    if triptych.status not in Triptych.DECIDABLE:
        raise NotDecidable(triptych)
    return triptych


def _tell_contacts(triptych: Triptych, *, hold: bool) -> None:
    for contact in triptych.contacts.select_related("user"):
        emails.application_decided(triptych, contact.user, hold=hold)
