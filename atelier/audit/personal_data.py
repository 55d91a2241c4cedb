from atelier.core import retention_periods
from atelier.core.personal_data import NotPersonal, personal_data

PERSONAL_DATA = (
    # Theirs are the lines about their rows, and those of their rows that are gone: see `audit_erasure`.
    personal_data(
        "auditlog.LogEntry",
        purpose="savoir qui a changé quoi",
        kept=retention_periods.SEASON,
        rewritten="actor_email object_repr changes changes_text serialized_data additional_data",
        nameless="actor",
        listed="object_repr changes changes_text serialized_data additional_data",
    ),
    personal_data(
        "admin.LogEntry",
        purpose="savoir qui a changé quoi",
        kept=retention_periods.SEASON,
        rewritten="object_repr change_message",
        nameless="user",
        listed="object_repr change_message",
    ),
    NotPersonal("admin.LogEntry", "object_id"),
    NotPersonal("auditlog.LogEntry", "object_pk cid"),
)
