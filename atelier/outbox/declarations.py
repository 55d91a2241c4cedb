from atelier.core.declarations import HelpSection, ScheduledTask, Searchable, declare
from atelier.outbox.models import Message
from atelier.outbox.personal_data import PERSONAL_DATA

declare(
    *PERSONAL_DATA,
    ScheduledTask("atelier.outbox.tasks.sweep", 30.0),
    Searchable(Message, 14),
    HelpSection("organisation#courriels", ("outbox_message",)),
)
