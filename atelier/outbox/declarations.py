from django.utils import timezone

from atelier.core.declarations import HelpSection, ScheduledTask, Searchable, Sweep, declare
from atelier.outbox.models import Message
from atelier.outbox.personal_data import PERSONAL_DATA

declare(
    *PERSONAL_DATA,
    ScheduledTask("atelier.outbox.tasks.expire", 30.0),
    Sweep("atelier.outbox.tasks.deliver", lambda: Message.objects.due(timezone.now()).order_by("not_before")),
    Searchable(Message, 14),
    HelpSection("organisation#courriels", ("outbox_message",)),
)
