from django.utils import timezone

from atelier.core.declarations import HelpSection, ScheduledTask, Searchable, Sweep, declare
from atelier.outbox.models import SHARE, Message, MessageQuerySet
from atelier.outbox.personal_data import PERSONAL_DATA


def _due() -> MessageQuerySet:
    return Message.objects.due(timezone.now()).in_turn()


declare(
    *PERSONAL_DATA,
    ScheduledTask("atelier.outbox.tasks.expire", 30.0),
    Sweep("atelier.outbox.tasks.deliver", lambda: _due().filter(turn__lte=SHARE)),
    Sweep("atelier.outbox.tasks.deliver_later", lambda: _due().filter(turn__gt=SHARE)),
    Searchable(Message, 14),
    HelpSection("organisation#courriels", ("outbox_message",)),
)
