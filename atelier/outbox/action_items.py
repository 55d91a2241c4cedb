"""Messages that were stopped at the moment of leaving, and answers to read, for the organisers' first page."""

from collections.abc import Iterator

from django.db.models import QuerySet

from atelier.core.action_items import admin_url
from atelier.core.declarations import ActionItem, SeasonFacts
from atelier.outbox import leaving
from atelier.outbox.models import Message, Reply

PERMISSION = "outbox.change_message"


def held_up(facts: SeasonFacts) -> QuerySet[Message]:
    """Whatever the season; the last one tried first."""
    return Message.objects.held_up().order_by("-next_try", "-pk")


def held_up_messages(facts: SeasonFacts) -> Iterator[ActionItem]:
    """One line for all of them: what the server said last."""
    count = held_up(facts).count()
    waiting = (
        "1 courriel attend et repartira seul" if count == 1 else f"{count} courriels attendent et repartiront seuls"
    )
    where = admin_url("outbox_message_changelist", is_ours_to_mend__exact=1)
    for error in held_up(facts).values_list("error", flat=True)[:1]:
        cause = error.partition("\n")[0]
        yield ActionItem("Envoi des courriels", f"{cause} {waiting}, une fois cela réparé.", where, PERMISSION)


def waiting_messages(facts: SeasonFacts) -> QuerySet[Message]:
    """Whatever the season: a message belongs to none."""
    return leaving.waiting_for_somebody()


def stopped_messages(facts: SeasonFacts) -> Iterator[ActionItem]:
    for message in waiting_messages(facts):
        where = admin_url("outbox_message_change", message.pk)
        yield ActionItem(message.to_email, f"« {message.subject} » n’est pas parti : à relire", where, PERMISSION)


def replies_to_read(facts: SeasonFacts) -> QuerySet[Reply]:
    """Whatever the season, as messages."""
    return Reply.objects.waiting()


def waiting_replies(facts: SeasonFacts) -> Iterator[ActionItem]:
    """One line for all: each is read on its own page."""
    what = f"à lire\u00a0: {replies_to_read(facts).count()}"
    where = admin_url("outbox_reply_changelist", tri="lire")
    yield ActionItem("Réponses aux courriels", what, where, "outbox.change_reply")
