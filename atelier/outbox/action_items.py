"""Messages that were stopped at the moment of leaving, for the organisers' first page."""

from collections.abc import Iterator

from atelier.core.action_items import admin_url
from atelier.core.declarations import ActionItem, SeasonFacts
from atelier.outbox import leaving
from atelier.outbox.models import Reply


def stopped_messages(facts: SeasonFacts) -> Iterator[ActionItem]:
    for message in _stopped(facts.season):
        where = admin_url("outbox_message_change", message.pk)
        yield ActionItem(message.to_email, f"« {message.subject} » n’est pas parti : à relire", where, PERMISSION)


PERMISSION = "outbox.change_message"


def waiting_replies(facts: SeasonFacts) -> Iterator[ActionItem]:
    """One line for all: each is read on its own page."""
    if count := facts.get(_waiting):
        what = f"à lire\u00a0: {count}"
        where = f"{admin_url('outbox_reply_changelist')}?tri=lire"
        yield ActionItem("Réponses aux courriels", what, where, "outbox.change_reply")


def _waiting(season: object) -> int:
    """Whatever the season, as messages."""
    return Reply.objects.waiting().count()


def _stopped(season: object) -> list:
    """Whatever the season: a message belongs to none."""
    return list(leaving.waiting_for_somebody())
