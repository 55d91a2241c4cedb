"""Each person named by somebody else answers for themselves: a personal link to confirm, correct or decline.

The link is signed and dated; it dies when it is used, when another is sent, or after `Participant.LINK_LIFETIME`.
"""

import uuid
from collections.abc import Collection
from datetime import timedelta

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from atelier.accounts.models import User
from territories import access_needs, emails
from territories.models import Participant, PersonalChoices, Triptych

PAUSE = timedelta(minutes=10)
SALT = "territories.invitation"
ELSEWHERE = (
    "Vous avez déjà confirmé un autre siège pour cette saison : chacun n’en occupe qu’un. Déclinez celui-ci, ou "
    "écrivez-nous pour en changer."
)


class InvalidLink(Exception):
    """The link was used, replaced by another, is too old, or was never ours."""


def token_for(participant: Participant) -> str:
    return signing.dumps([participant.pk, participant.invitation.hex], salt=SALT)


def waiting_for(user: User) -> QuerySet[Participant]:
    """The seats offered to the address of this account and not answered yet; to nobody in a mailbox that is shared."""
    rows = Participant.objects.filter(email=user.email, state=Participant.State.INVITED, shares_mailbox=False)
    return rows.order_by("pk")


def token_of_reader(address: str, pk: int) -> str | None:
    """The secret of the link of this person, if the address is theirs."""
    participant = Participant.objects.filter(pk=pk, email=address).first()
    return token_for(participant) if participant else None


def token_in_shared_mailbox(address: str, pk: int) -> str | None:
    """The same, while they share this mailbox."""
    participant = Participant.objects.seated().filter(pk=pk, email=address, shares_mailbox=True).first()
    return token_for(participant) if participant else None


def participant_of(token: str) -> Participant:
    """Whom a link was made for: invited, or confirmed by it and about to say more. Raises InvalidLink."""
    try:
        pk, invitation = signing.loads(token, salt=SALT, max_age=Participant.LINK_LIFETIME)
    except signing.BadSignature as error:
        raise InvalidLink from error
    waiting = Participant.objects.filter(
        pk=pk,
        invitation=uuid.UUID(invitation),
        state__in=[Participant.State.INVITED, Participant.State.CONFIRMED],
    )
    waiting = waiting.exclude(triptych__status=Triptych.Status.WITHDRAWN)
    participant = waiting.select_related("triptych__territory", "season", "category").first()
    if participant is None:
        raise InvalidLink
    return participant


@transaction.atomic
def send_invitation(participant: Participant, *, by: User | None) -> Participant:
    """Send a fresh link; an earlier one stops working."""
    participant.invitation, participant.invited_at = uuid.uuid4(), timezone.now()
    participant.save(update_fields=["invitation", "invited_at"])
    emails.person_invited(participant, by=by)
    return participant


def may_invite_again(participant: Participant) -> bool:
    """Not answered yet, and the last mail did not leave a moment ago."""
    return participant.state == Participant.State.INVITED and (
        participant.invited_at is None or participant.invited_at < timezone.now() - PAUSE
    )


@transaction.atomic
def confirm_seat(*, participant: Participant) -> Participant:
    """The person takes the seat, and gets an account; the link that they used dies, and another lets them say more.

    Who shares a mailbox gets none: it would be opened by whoever reads the code. Raises InvalidLink when the same link
    was used a moment before, ValidationError when they confirmed another seat of the season.
    """
    participant = _locked(participant)
    if not participant.shares_mailbox:
        participant.user = User.objects.for_email(
            participant.email, first_name=participant.first_name, last_name=participant.last_name
        )
    try:
        with transaction.atomic():
            _answer(participant, Participant.State.CONFIRMED)
    except IntegrityError as error:
        raise ValidationError(ELSEWHERE) from error
    return participant


@transaction.atomic
def complete_seat(
    *, participant: Participant, identity: dict, choices: dict, need: str, need_kinds: Collection[str] = ()
) -> Participant:
    """What the person corrected about themselves, what they chose, the arrangements that they ask for, with consent.

    `identity` and `choices` are field values of Participant and PersonalChoices. The name of their account follows
    theirs. Raises InvalidLink when they hold the seat no more.
    """
    participant = _locked(participant, Participant.State.CONFIRMED)
    former = participant.full_name
    for name, value in identity.items():
        setattr(participant, name, value)
    participant.save(update_fields=[*identity, "sort_name"])
    if participant.user and participant.user.get_full_name() == former:
        participant.user.first_name, participant.user.last_name = participant.first_name, participant.last_name
        participant.user.save(update_fields=["first_name", "last_name"])
    PersonalChoices.objects.update_or_create(participant=participant, defaults=choices)
    if need or need_kinds:
        access_needs.record_need(participant=participant, kinds=need_kinds, text=need, consents=True)
    return participant


@transaction.atomic
def decline_seat(*, participant: Participant) -> Participant:
    """The person does not take the seat, which is free again; the contacts are told."""
    participant = _locked(participant)
    _answer(participant, Participant.State.DECLINED)
    for contact in participant.triptych.contacts.select_related("user"):
        emails.person_declined(participant, contact.user)
    return participant


def _locked(participant: Participant, state: str = Participant.State.INVITED) -> Participant:
    waiting = Participant.objects.select_for_update(of=["self"]).filter(
        pk=participant.pk, invitation=participant.invitation, state=state
    )
    row = waiting.select_related("triptych__territory", "triptych__season", "category").first()
    if row is None:
        raise InvalidLink
    return row


def _answer(participant: Participant, state: str) -> None:
    participant.state, participant.answered_at, participant.invitation = state, timezone.now(), uuid.uuid4()
    participant.save()
