"""What is tried and taken back: nothing of it is kept, nothing leaves.

A short one is a transaction that is taken back. While a long one lasts others write: it is done on a copy.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def taken_back(*, long: bool = False) -> Iterator[None]:
    """Whatever is written in this block is undone at its end, and what waited for a commit is forgotten.

    A long one holds no lock that others wait for. Within a transaction it holds those of that transaction.
    """
    if long and not connection.in_atomic_block:
        with connection.copied(), taken_back():  # type: ignore[attr-defined]  # of both our databases
            yield
        return
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
