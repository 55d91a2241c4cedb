"""Two people of a triptych read one mailbox, that of a secretariat: each has their own seat, link and mails.

Nobody signs in by it as one of them: whoever reads the mailbox would read for both. Who gives an address that they
alone read (`privacy.address_change`) has their space there.
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.urls import reverse

from atelier.accounts.models import User
from atelier.core.links import absolute_url
from atelier.outbox.personal_links import masked_url
from territories import emails
from territories.models import Participant, ParticipantQuerySet
from territories.models.participant import NAMED_TWICE, SAME_NAME

HAS_A_SPACE = (
    "{} se connecte par cette adresse\u00a0: donnez-en une autre à la personne que vous nommez, "
    "ou demandez à l’organisation de les y mettre ensemble."
)


def settle(participant: Participant) -> None:
    """Before `participant` is saved, its triptych locked: who reads the address beside them shares it from now on.

    Those who had an account by it are told that it opens their space no more. Raises ValidationError when nobody said
    that the mailbox is shared, for somebody who is written to there already, and where one beside them has signed in:
    naming somebody there would close the space of a colleague.
    """
    beside = list(participant.readers_beside().select_for_update(of=["self"]).order_by("pk"))
    if not beside:
        return
    if not participant.shares_mailbox:
        raise ValidationError({"email": NAMED_TWICE})
    name = Participant.sort_name_of(participant.first_name, participant.last_name)
    if any(one.sort_name == name for one in beside):
        raise ValidationError({"email": SAME_NAME})
    if owner := next((one for one in beside if one.user and one.user.last_login), None):
        raise ValidationError({"email": HAS_A_SPACE.format(owner.full_name)})
    for one in beside:
        if not one.shares_mailbox:
            _share(one)


def join(seats: Iterable[Participant], email: str) -> tuple[Participant, ...]:
    """Those of these seats that join others of their triptych in this mailbox, before their address is moved there."""
    joining = []
    for seat in seats:
        there = Participant.objects.seated().filter(triptych=seat.triptych_id, email=email).exclude(pk=seat.pk)
        if seat.is_seated and there.exists():
            for one in [seat, *there.filter(shares_mailbox=False).select_related("user").order_by("pk")]:
                _share(one)
            joining.append(seat)
    return tuple(joining)


def leave(seats: Iterable[Participant], *, proven: bool) -> None:
    """Those of these seats that shared a mailbox have an address of their own by now: it opens their space."""
    rows = Participant.objects.filter(pk__in=[one.pk for one in seats], shares_mailbox=True)
    for seat in rows.select_related("triptych").order_by("pk"):
        seat.shares_mailbox = False
        if seat.has_confirmed:
            names = {"first_name": seat.first_name, "last_name": seat.last_name}
            seat.user = User.objects.for_email(seat.email, **names)
            if proven:
                seat.user.emailaddress_set.filter(email=seat.email).update(verified=True)
        seat.save(update_fields=["shares_mailbox", "user"])


def _share(participant: Participant) -> None:
    had_account = participant.user is not None
    participant.shares_mailbox, participant.user = True, None
    participant.save(update_fields=["shares_mailbox", "user"])
    if had_account:
        emails.mailbox_shared(participant)


def is_shared(*, triptych: int, email: str) -> bool:
    """People of this triptych said that several of them read this address."""
    rows = Participant.objects.seated().filter(triptych=triptych, email=email, shares_mailbox=True)
    return rows.exists()


def readers_of(user: User) -> ParticipantQuerySet:
    """Who shares the mailbox by which this account signs in: nothing of theirs is opened by it."""
    return Participant.objects.filter(email=user.email, shares_mailbox=True)


def space_url(participant: Participant) -> str:
    """Where they find what is theirs; empty for who has no space, since others read their mailbox."""
    return "" if participant.shares_mailbox else absolute_url(reverse("space"))


def own_link(participant: Participant) -> tuple[str, str]:
    """The link by which who shares a mailbox gives their own address: as it stands in a text, and whose it is."""
    return masked_url(emails.OWN_ADDRESS), f"{emails.OWN_ADDRESS}:{participant.pk}"
