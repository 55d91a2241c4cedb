"""Messages that were stopped at the moment of leaving, for the organisers' first page."""

from collections.abc import Iterator

from atelier.core.action_items import admin_url
from atelier.core.declarations import ActionItem, SeasonFacts
from atelier.outbox import leaving


def stopped_messages(facts: SeasonFacts) -> Iterator[ActionItem]:
    for message in facts.get(_stopped):
        where = admin_url("outbox_message_change", message.pk)
        yield ActionItem(message.to_email, f"« {message.subject} » n’est pas parti : à relire", where, PERMISSION)


PERMISSION = "outbox.change_message"


def _stopped(season: object) -> list:
    """Whatever the season: a message belongs to none."""
    return list(leaving.waiting_for_somebody())
