"""A seat changes holder, or is filled again: asked by the référent, decided by the organisers, history kept.

The layers above say when the calendar forbids it: they declare a TransferFreeze.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from atelier.accounts.models import User
from atelier.core.declarations import declared
from atelier.outbox.models import Message
from atelier.outbox.queueing import recorded
from atelier.seasons.models import Season
from territories import application, application_team, emails, held_roles, shared_mailboxes
from territories.models import HolderChange, Participant, Triptych
from territories.models.participant import SAME_PERSON


@dataclass(frozen=True)
class TransferFreeze:
    """`check(season, day)` returns a sentence when a seat may not change holder on that day, else None."""

    check: Callable[[Season, date], str | None]


class AlreadyDecided(ValidationError):
    """The request was accepted or refused a moment before, or its seat is not held any more."""

    def __init__(self) -> None:
        super().__init__("déjà décidé.")


def check_date(season: Season, effective_on: date) -> None:
    """Raises ValidationError, in words for the référent, when a change cannot take effect that day."""
    if effective_on < timezone.localdate():
        raise ValidationError({"effective_on": "Cette date est passée."})
    for freeze in declared(TransferFreeze):
        if sentence := freeze.check(season, effective_on):
            raise ValidationError({"effective_on": sentence})


@transaction.atomic
def fill_new_seat(*, participant: Participant, by: User) -> Participant:
    """Name somebody in a seat that the organisers granted and nobody ever held: they are invited at once.

    Raises ValidationError while a day is too near, when the seat was filled a moment before, or for somebody who is
    seated already.
    """
    try:
        check_date(participant.triptych.season, timezone.localdate())
    except ValidationError as error:
        raise ValidationError(error.messages) from error
    if not participant.shares_mailbox and participant.same_person_elsewhere().exists():
        raise ValidationError({"email": SAME_PERSON})
    named = application.name_person(participant=participant, by=by)
    words = f"{named.category.label}, siège {named.seat}\u00a0: {named.full_name}"
    application_team.log_edit(named.triptych, by=by, what=words, about=named.email)
    return named


@transaction.atomic
def request_transfer(*, change: HolderChange, by: User) -> HolderChange:
    """Record the request and tell the organisers. Raises ValidationError for a date that is frozen."""
    check_date(change.leaving.season, change.effective_on)
    change.asked_by = by
    change.full_clean()
    change.save()
    for organiser in User.objects.organisers():
        emails.holder_change_asked(change, organiser)
    return change


@transaction.atomic
def accept_transfer(*, change: HolderChange, author: User, roles: dict[str, str] | None = None) -> HolderChange:
    """Agree: both persons and the contacts are told; the seat passes on the day asked for, at once if it has come.

    `roles` says what becomes of each other role of who leaves, {HeldRole.key: Choice}, on that same day.
    """
    change.roles = roles or {}
    change = _decided(change, HolderChange.State.ACCEPTED, author)
    former = change.leaving
    if not former.is_seated and former.seat_is_taken():
        raise AlreadyDecided
    successor = _successor_of(change)
    is_seated = successor.same_person_elsewhere().exclude(pk=change.leaving_id).exists()
    if is_seated and not successor.shares_mailbox:
        raise ValidationError({"email": SAME_PERSON})
    if former.is_seated:
        Participant.objects.filter(pk=former.pk).leave(change.effective_on)
        emails.seat_left(change)
    _tell_contacts(change)
    if change.effective_on <= timezone.localdate():
        return take_effect(change.pk) or change
    return change


@transaction.atomic
def take_effect(pk: int) -> HolderChange | None:
    """The former holder leaves, the new one is invited in the same seat; None when its day has not come, or is done."""
    waiting = HolderChange.objects.select_for_update(of=["self"]).due(timezone.localdate()).filter(pk=pk)
    change = waiting.select_related("leaving__triptych", "leaving__category", "asked_by", "decided_by").first()
    if change is None:
        return None
    former = change.leaving
    if former.is_seated:
        former.state = Participant.State.LEFT
        former.save(update_fields=["state"])
    application.name_person(participant=_successor_of(change), by=change.asked_by)
    held_roles.apply_choices(change)
    change.took_effect_at = timezone.now()
    change.save(update_fields=["took_effect_at"])
    return change


@dataclass(frozen=True)
class Outcome:
    """What a decision does to one request: `refusal` says why nothing is decided, else it is empty."""

    change: HolderChange
    refusal: str
    messages: list[Message]


def decide(verb: Callable[..., HolderChange], change: HolderChange, **arguments: object) -> Outcome:
    """Call the verb for one of several requests, and say what became of it."""
    with recorded() as mails:
        try:
            with transaction.atomic():
                verb(change=change, **arguments)
        except ValidationError as error:
            return Outcome(change, error.messages[0], [])
    return Outcome(change, "", mails)


def _successor_of(change: HolderChange) -> Participant:
    former = change.leaving
    return Participant(
        triptych=former.triptych,
        category=former.category,
        seat=former.seat,
        first_name=change.first_name,
        last_name=change.last_name,
        position=change.position,
        organisation=change.organisation,
        email=change.email,
        shares_mailbox=shared_mailboxes.is_shared(triptych=former.triptych_id, email=change.email),
    )


@transaction.atomic
def refuse_transfer(*, change: HolderChange, author: User) -> HolderChange:
    change = _decided(change, HolderChange.State.REFUSED, author)
    _tell_contacts(change)
    return change


def _decided(change: HolderChange, state: str, author: User) -> HolderChange:
    """The locked request with its decision written; AlreadyDecided when somebody was quicker."""
    waiting = HolderChange.objects.select_for_update(of=["self"]).filter(pk=change.pk, state=HolderChange.State.ASKED)
    locked = waiting.select_related("leaving__triptych__territory", "leaving__season", "leaving__category").first()
    if locked is None:
        raise AlreadyDecided
    Triptych.objects.select_for_update(of=["self"]).get(pk=change.leaving.triptych_id)
    change.state, change.decided_by, change.decided_at = state, author, timezone.now()
    change.save(update_fields=["state", "decided_by", "decided_at", "roles"])
    return change


def _tell_contacts(change: HolderChange) -> None:
    for contact in change.leaving.triptych.contacts.select_related("user"):
        emails.holder_change_decided(change, contact.user)
