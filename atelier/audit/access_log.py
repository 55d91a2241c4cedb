"""What is for few eyes leaves a line of the journal when it is read, once a day for each reader and each row.

With one's session and the count of one's tries, it is all that a page writes while it is read.
"""

from collections.abc import Sequence

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils import timezone

from atelier.accounts.models import User


def log_access(rows: Sequence[Model], *, by: User) -> None:
    """Write that `by` has read these rows, which are of one kind."""
    if not rows:
        return
    kind = ContentType.objects.get_for_model(rows[0])
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    today = LogEntry.objects.filter(
        content_type=kind,
        action=LogEntry.Action.ACCESS,
        actor=by,
        timestamp__gte=midnight,
    )
    known = set(today.order_by().values_list("object_pk", flat=True))
    LogEntry.objects.bulk_create(
        LogEntry(
            content_type=kind,
            object_pk=str(row.pk),
            object_id=row.pk,
            object_repr=str(row),
            action=LogEntry.Action.ACCESS,
            actor=by,
            actor_email=by.email,
        )
        for row in rows
        if str(row.pk) not in known
    )


def delete_access_log(model: type[Model], pks: Sequence[int]) -> None:
    """What was read is gone: that there was something to read goes with it."""
    kind = ContentType.objects.get_for_model(model)
    LogEntry.objects.filter(content_type=kind, object_pk__in=[str(pk) for pk in pks]).delete()
