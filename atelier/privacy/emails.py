"""The mails of a change of address, to the former one and to one that nobody proved yet; those before a deletion."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from atelier.accounts.models import User
from atelier.core import french
from atelier.core.links import absolute_url
from atelier.outbox.personal_links import masked_url
from atelier.outbox.queueing import queue_message
from atelier.privacy.models import FormerAddress
from atelier.seasons.models import Workshop
from territories.models import Contact, Participant, Triptych

OWN_ADDRESS_PROOF = "own_address_proof"  # the personal link that proves the address of who shared a mailbox


def own_address_asked(seat: Participant, *, to: str) -> None:
    """Somebody who shares a mailbox says that this address is theirs: the link proves it."""
    queue_message(
        key=f"own-address:{seat.pk}:{timezone.now():%Y%m%d%H%M%S%f}",
        to_email=to,
        template="privacy/emails/own_address_asked",
        context={
            "greeting": seat.greeting,
            "triptych": seat.triptych,
            "season": seat.season,
            "workshop": Workshop.load(),
            "url": masked_url(OWN_ADDRESS_PROOF),
        },
        topics=[f"participant:{seat.pk}"],
        personal_link=f"{OWN_ADDRESS_PROOF}:{seat.pk}",
    )


def tell_former_address(former: FormerAddress, *, name: str, by_self: bool, stays: str) -> None:
    """Whoever reads it learns that nothing comes there any more, and what to do if nobody asked for that.

    `stays`: a « mailbox » that others read, an « account » that keeps its address, else nothing.
    """
    about = f"user:{former.user_id}" if former.user_id else f"participant:{former.participant_id}"
    queue_message(
        key=f"address-changed:{former.pk}",
        to_email=former.email,
        template="privacy/emails/address_changed",
        context={
            "name": name,
            "by_self": by_self,
            "stays": stays,
            "workshop": Workshop.load(),
            "url": absolute_url(reverse("contact")),
        },
        topics=[about],
    )


def tell_new_address(user: User, *, to: str, key: str) -> None:
    """An organiser wrote it: its first code proves it."""
    queue_message(
        key=key,
        to_email=to,
        template="privacy/emails/address_given",
        context={
            "name": user.get_full_name(),
            "email": to,
            "workshop": Workshop.load(),
            "url": absolute_url(reverse("account_login")),
        },
        topics=[f"user:{user.pk}"],
    )


def draft_expires(draft: Triptych, contact: Contact, *, on: datetime, key: str) -> bool:
    """Whether it was not told yet: the link keeps the application."""
    queued = queue_message(
        key=key,
        to_email=contact.user.email,
        template="privacy/emails/draft_expiring",
        context={
            "triptych": draft,
            "date": french.long_date(on.date()),
            "workshop": Workshop.load(),
            "url": absolute_url(reverse("keep_draft", args=[draft.pk])),
        },
        topics=[f"contact:{contact.pk}"],
    )
    return queued is not None


def account_expires(user: User, *, on: datetime, key: str) -> bool:
    """Whether it was not told yet: whoever signs in keeps the account."""
    queued = queue_message(
        key=key,
        to_email=user.email,
        template="privacy/emails/account_expiring",
        context={
            "date": french.long_date(on.date()),
            "workshop": Workshop.load(),
            "url": absolute_url(reverse("account_login")),
        },
        topics=[f"user:{user.pk}"],
    )
    return queued is not None
