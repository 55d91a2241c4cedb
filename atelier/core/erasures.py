"""Between reading whom to write to and writing the rows, nobody is erased.

One row counts the erasures, and is their lock: whoever is about to write what it read holds it with others, and
compares the count; an erasure waits for them, then has it alone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import OperationalError, connection

from atelier.core.models import NumberSeries

_PREFIX = "ERASURE"
_SHARED = f"SELECT last FROM {NumberSeries._meta.db_table} WHERE prefix = %s"  # noqa: S608 - fixed names

_seen: ContextVar[int | None] = ContextVar("erasures that a request or a task has seen", default=None)


class ErasedMeanwhile(OperationalError):
    """Somebody is being erased, or was since the request or the task began: what it read is read anew by the next.

    As any other conflict of the database: a page says that nothing was saved, a task is tried again.
    """


def count() -> int:
    """How many erasures there were."""
    return NumberSeries.objects.filter(prefix=_PREFIX).values_list("last", flat=True).first() or 0


def hold() -> int:
    """The same, and none begins until the end of the transaction; waits for one that began."""
    NumberSeries.objects.get_or_create(prefix=_PREFIX)
    return _share()[0]


def hold_what_was_read() -> None:
    """None begins until the end of the transaction. Raises ErasedMeanwhile when what it read may be out of date.

    It waits for no erasure, which may want rows that the caller holds.
    """
    rows = _share(" SKIP LOCKED")
    if not rows and not NumberSeries.objects.filter(prefix=_PREFIX).exists():
        NumberSeries.objects.get_or_create(prefix=_PREFIX)  # the first time ever
        rows = _share(" SKIP LOCKED")
    seen = _seen.get()
    if not rows or (seen is not None and rows[0] > seen):
        raise ErasedMeanwhile("Somebody was erased meanwhile.")


def _share(otherwise: str = "") -> list[int]:
    """The count of the row, held with others. SQLite has one writer at a time, who holds all."""
    lock = f" FOR SHARE{otherwise}" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(_SHARED + lock, [_PREFIX])
        return [last for (last,) in cursor.fetchall()]


def begin() -> None:
    """Count one more, first thing in the transaction of the erasure: what was read before is not written after."""
    NumberSeries.objects.get_or_create(prefix=_PREFIX)
    last = NumberSeries.objects.select_for_update().get(prefix=_PREFIX).last + 1
    NumberSeries.objects.filter(prefix=_PREFIX).update(last=last)
    if _seen.get() is not None:
        _seen.set(last)


@contextmanager
def seen() -> Iterator[None]:
    """What the block reads, it reads after the erasures of now: see `hold_what_was_read`."""
    token = _seen.set(count())
    try:
        yield
    finally:
        _seen.reset(token)


def task_begins(**signal: object) -> None:
    """As `seen`, for a task of the workers."""
    _seen.set(count())


def task_ends(**signal: object) -> None:
    _seen.set(None)
