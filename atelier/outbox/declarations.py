from django.utils import timezone

from atelier.core.declarations import ActionItems, HelpSection, ScheduledTask, Searchable, Sweep, declare
from atelier.outbox import action_items, repeating
from atelier.outbox.leaving import Recipe
from atelier.outbox.models import Message, MessageQuerySet, Reply
from atelier.outbox.personal_data import PERSONAL_DATA


def _due() -> MessageQuerySet:
    return Message.objects.due(timezone.now())


declare(
    *PERSONAL_DATA,
    ScheduledTask("atelier.outbox.tasks.expire", 30.0),
    ScheduledTask("atelier.outbox.tasks.collect_replies", 60.0),
    Sweep("atelier.outbox.tasks.deliver", lambda: _due().within_share()),
    Sweep("atelier.outbox.tasks.deliver_later", lambda: _due().beyond_share()),
    ActionItems(4, action_items.held_up_messages, action_items.held_up),
    ActionItems(5, action_items.stopped_messages, action_items.waiting_messages),
    ActionItems(6, action_items.waiting_replies, action_items.replies_to_read),
    Searchable(Message, 14),
    Searchable(Reply, 15),
    Recipe(repeating.SOURCE, repeating.make),
    HelpSection("organisation#courriels", ("outbox_message", "outbox_reply")),
)
