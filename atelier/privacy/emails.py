"""The two mails of a change of address: to the former one, and to the new one when nobody proved it yet."""

from django.urls import reverse

from atelier.accounts.models import User
from atelier.core.links import absolute_url
from atelier.outbox.queueing import queue_message
from atelier.privacy.models import FormerAddress
from atelier.seasons.models import Workshop


def tell_former_address(former: FormerAddress, *, name: str, by_self: bool) -> None:
    """Whoever reads it learns that nothing comes there any more, and what to do if nobody asked for that."""
    about = f"user:{former.user_id}" if former.user_id else f"participant:{former.participant_id}"
    queue_message(
        key=f"address-changed:{former.pk}",
        to_email=former.email,
        template="privacy/emails/address_changed",
        context={
            "name": name,
            "by_self": by_self,
            "workshop": Workshop.load(),
            "url": absolute_url(reverse("contact")),
        },
        topics=[about],
    )


def tell_new_address(user: User, *, to: str) -> None:
    """An organiser wrote it: its first code proves it."""
    former = user.former_addresses.latest("pk")
    queue_message(
        key=f"address-given:{former.pk}",
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
