"""The messages about a row, on the page where it is read."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from atelier.core import french
from atelier.core.permissions import HoldsPermissions
from atelier.core.reading_pages import Link, ReadingSection, Row, address_of
from atelier.outbox.models import Message

_SHOWN = 20  # the newest messages


def messages_about(model: type[Model], ref: Callable[[Any], str]) -> ReadingSection:
    """The section of `model`; `ref` is the topic of a row: « participant:8 », « day:5 », « territory:3 »."""

    def rows(row: Any, user: HoldsPermissions) -> list[Row]:
        found = Message.objects.readable_by(user).filter(topics__ref=ref(row)).order_by("-not_before", "-pk")
        return [
            (
                Link(message.subject, address_of(message)),
                message.to_email,
                message.get_state_display(),
                french.moment(message.sent_at or message.not_before),
            )
            for message in found[:_SHOWN]
        ]

    return ReadingSection(
        model, 70, "courriels", "Courriels", "outbox.view_message", ("Objet", "À", "État", "Le"), rows,
        "Aucun courriel à ce sujet.",
    )  # fmt: skip
