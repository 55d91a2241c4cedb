from django.db.models import Q

from atelier.core import retention_periods
from atelier.core.personal_data import AddressColumn, NotPersonal, personal_data
from atelier.outbox.models import UNSENT, Message

PERSONAL_DATA = (
    personal_data(
        "outbox.Message",
        purpose="écrire",
        kept=retention_periods.MAIL,
        whose={"to_email": "email"},
        deleted="to_email subject text error key facts",
        listed="subject text error",
        exported=True,
    ),
    personal_data(
        "outbox.Topic",
        purpose="retrouver les courriels",
        kept=retention_periods.MAIL,
        whose={"message__to_email": "email"},
        deleted="ref",
    ),
    personal_data(
        "outbox.Statement",
        purpose="savoir ce qui a été dit, pour prévenir de ce qui change",
        kept=retention_periods.SEASON,
        whose={"message__to_email": "email"},
        deleted="person about value",
    ),
    personal_data(
        "outbox.Attachment",
        purpose="joindre un document",
        kept=retention_periods.MAIL,
        whose={"message__to_email": "email"},
        deleted="name path",
    ),
    personal_data(
        "outbox.Bounce",
        purpose="savoir qu’une adresse refuse",
        kept=retention_periods.SEASON,
        whose={"email": "email"},
        deleted="email reason",
        listed="reason",
        exported=True,
    ),
    personal_data(
        "outbox.Reply",
        purpose="lire les réponses aux courriels",
        kept=retention_periods.REPLIES,
        whose={"from_email": "email", "message__to_email": "email"},
        deleted="from_email person subject text digest message calendar",
        listed="subject text calendar",
        exported=True,
    ),
    AddressColumn(
        "outbox.Message",
        "to_email",
        if_shared={"topics__ref__in": "topics", "parts": "nothing"},  # what gathers several is the mailbox's
        only=Q(state__in=UNSENT) | Q(state=Message.State.GROUPED, group__state=Message.State.QUEUED),
    ),
    NotPersonal("outbox.Message", "personal_link source message_id clock"),
    NotPersonal("outbox.Statement", "name"),
    NotPersonal("outbox.Attachment", "content_type"),
)
