"""Organisers decide: admit within the places of the season, put on the waiting list, refuse.

Each verb raises ValidationError for an author who declared a link with the territory.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from atelier.accounts.models import User
from atelier.core import rehearsals
from atelier.outbox.models import Message
from atelier.outbox.queueing import recorded
from atelier.seasons.models import Season
from territories import application, emails, recusal
from territories.models import CorrectionRequest, HolderChange, Participant, Triptych


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
    """What a decision does to one application: `refusal` says why nothing is decided, else `state` what it becomes."""

    triptych: Triptych
    refusal: str
    messages: list[Message]
    state: str = ""


def apply_decision(verb: Callable[..., object], triptychs: Iterable[Triptych], **arguments: object) -> list[Outcome]:
    """Call the verb for each application, in order, and say what became of every one of them."""
    outcomes = []
    for triptych in triptychs:
        refusal = state = ""
        with recorded() as messages:
            try:
                verb(triptych=triptych, **arguments)
                state = Triptych.objects.get(pk=triptych.pk).get_status_display()
            except ValidationError as refused:
                refusal = refused.messages[0]
        outcomes.append(Outcome(triptych, refusal, messages, state))
    return outcomes


def preview_decision(verb: Callable[..., object], triptychs: Iterable[Triptych], **arguments: object) -> list[Outcome]:
    """The same, undone: what would happen and the e-mails that would leave, word for word. Nothing is kept."""
    with rehearsals.taken_back():
        return apply_decision(verb, triptychs, **arguments)


@transaction.atomic
def admit(*, triptych: Triptych, author: User, hold: bool = False) -> Triptych:
    """Give the triptych the first free rank and tell its contacts and its people, at once or after a reading.

    Raises SeasonFull when no place is free, NotDecidable when there is nothing to decide.
    """
    season = lock_season(triptych)  # lock the parent, then count
    triptych = _decidable(triptych, author)
    application.change_status(
        triptych,
        Triptych.Status.ADMITTED,
        author=author,
        rank=free_rank(season),
        waiting_rank=None,
    )
    seat_people(triptych)
    tell(triptych, hold=hold)
    return triptych


def seat_people(triptych: Triptych) -> None:
    """Those who are seated are awaited from now on, also when their territory had withdrawn."""
    seated = triptych.participants.seated()
    seated.filter(seated_at=None).update(seated_at=timezone.now())
    seated.update(left_on=None)
    for change in HolderChange.objects.filter(leaving__in=seated, state="accepted", took_effect_at=None):
        Participant.objects.filter(pk=change.leaving_id).leave(change.effective_on)


def unseat_people(triptych: Triptych) -> None:
    """Those who are seated are not awaited any more; today is theirs."""
    triptych.participants.seated().leave(timezone.localdate() + timedelta(days=1))


def free_rank(season: Season) -> int:
    """The first place that nobody has, of a locked season. Raises SeasonFull."""
    taken = set(Triptych.objects.filter(season=season).exclude(rank=None).values_list("rank", flat=True))
    free = next((rank for rank in range(1, season.places + 1) if rank not in taken), None)
    if free is None:
        raise SeasonFull
    return free


def last_waiting_rank(season: Season) -> int:
    """That of whoever comes now at the end of the waiting list of a locked season."""
    last = Triptych.objects.filter(season=season).aggregate(last=Max("waiting_rank"))["last"] or 0
    return last + 1


@transaction.atomic
def ask_for_correction(*, triptych: Triptych, author: User, step: str, why: str) -> CorrectionRequest:
    """Give the application back to its contacts, who are told what to change; submitting again closes the request."""
    triptych = _decidable(triptych, author)
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
    season = lock_season(triptych)
    triptych = _decidable(triptych, author)
    if triptych.status == Triptych.Status.WAITING:
        raise NotDecidable(triptych)
    rank = last_waiting_rank(season)
    application.change_status(triptych, Triptych.Status.WAITING, author=author, waiting_rank=rank)
    tell(triptych, people=False, hold=hold)
    return triptych


@transaction.atomic
def move_up(*, triptych: Triptych, author: User) -> Triptych:
    """Change places with the one before on the waiting list. NotDecidable for the first, or for one not on it."""
    lock_season(triptych)
    waiting = list(Triptych.objects.waiting().filter(season=triptych.season_id))
    if triptych not in waiting[1:]:
        raise NotDecidable(triptych)
    above, below = waiting[waiting.index(triptych) - 1], waiting[waiting.index(triptych)]
    recusal.require_no_conflict(author, [above, below])
    above.waiting_rank, below.waiting_rank = below.waiting_rank, above.waiting_rank
    for row in (above, below):
        row.save(update_fields=["waiting_rank"])
    return below


@transaction.atomic
def withdraw(*, triptych: Triptych, author: User, reason: str = "", hold: bool = False) -> Triptych:
    """The territory gives up: its place or its rank is free; its contacts and its people are told.

    The organisers learn who waits first.
    """
    recusal.require_no_conflict(author, [triptych])
    lock_season(triptych)
    triptych = locked(triptych)
    if triptych.status in {Triptych.Status.WITHDRAWN, Triptych.Status.REFUSED}:
        raise NotDecidable(triptych)
    freed = triptych.rank
    if triptych.status == Triptych.Status.ADMITTED:
        unseat_people(triptych)
    application.change_status(
        triptych, Triptych.Status.WITHDRAWN, author=author, reason=reason, rank=None, waiting_rank=None
    )
    tell(triptych, hold=hold)
    if freed:
        first = Triptych.objects.waiting().filter(season=triptych.season).select_related("territory").first()
        for organiser in User.objects.organisers():
            emails.place_freed(triptych, first, organiser)
    return triptych


@transaction.atomic
def refuse(*, triptych: Triptych, author: User, reason: str = "", hold: bool = False) -> Triptych:
    triptych = _decidable(triptych, author)
    application.change_status(
        triptych,
        Triptych.Status.REFUSED,
        author=author,
        reason=reason,
        waiting_rank=None,
    )
    tell(triptych, people=False, hold=hold)
    return triptych


def shortlist(*, triptych: Triptych, kept: bool) -> None:
    """Keep an application in view, or not: it changes nothing for the territory and nobody is told."""
    Triptych.objects.filter(pk=triptych.pk).update(shortlisted=kept)


def lock_season(triptych: Triptych) -> Season:
    """Every decision of a season waits here for the one before."""
    return Season.objects.select_for_update().get(pk=triptych.season_id)


def locked(triptych: Triptych) -> Triptych:
    return Triptych.objects.select_for_update(of=["self"]).select_related("territory", "season").get(pk=triptych.pk)


def _decidable(triptych: Triptych, author: User) -> Triptych:
    """The locked row, if there is something to decide, by this author; NotDecidable otherwise."""
    recusal.require_no_conflict(author, [triptych])
    triptych = locked(triptych)
    if triptych.status not in Triptych.DECIDABLE:
        raise NotDecidable(triptych)
    return triptych


def tell(triptych: Triptych, *, people: bool = True, hold: bool) -> None:
    """What was decided, to the contacts and, with `people`, to those who are seated: one mail to whoever is both."""
    seated = list(triptych.participants.seated()) if people else []
    for contact in triptych.contacts.select_related("user"):
        own = next((one for one in seated if _is_seat_of(one, contact.user)), None)
        emails.application_decided(triptych, contact.user, participant=own, hold=hold)
        if own and not emails.awaits_answer(own):
            seated.remove(own)
    for participant in seated:
        emails.participant_told(participant, hold=hold)


def _is_seat_of(participant: Participant, user: User) -> bool:
    """By their account; before they have joined it, by their address and their name: two people may share a mailbox."""
    if participant.user_id:
        return participant.user_id == user.pk
    return (participant.email, participant.full_name) == (user.email, user.get_full_name())
