"""What was erased or deleted since it was read is not written again: saving what is left of it would bring it back."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import OperationalError, models, transaction

from atelier.core import erasures
from atelier.core.personal_data import REWRITTEN, processing_register

_update: Any = models.Model._do_update  # its stubs are not of this Django


class GoneMeanwhile(OperationalError):
    """The row that is being saved was deleted, by an erasure or by somebody else, since it was read.

    As any other conflict of the database: a page says that nothing was saved, a task is tried again.
    """


@cache
def _emptied_in_place(label: str) -> frozenset[str]:
    """The columns that an erasure empties in rows that stay."""
    told = processing_register().get(label)
    return frozenset(name for name, fate in told.erased.items() if fate == REWRITTEN) if told else frozenset()


def _update_or_refuse(row: models.Model, rows: Any, using: str, pk: Any, values: list, *args: Any) -> bool:
    """What Django does of a row that has a key, before it inserts one that it did not find.

    Raises GoneMeanwhile, or ErasedMeanwhile for what an erasure may have emptied.
    """
    if row._state.adding:
        is_there: bool = _update(row, rows, using, pk, values, *args)
        return is_there
    with transaction.atomic(using, savepoint=False):
        if _emptied_in_place(row._meta.label) & {column.name for column, *_ in values}:
            erasures.hold_what_was_read()
        if not _update(row, rows, using, pk, values, *args):
            raise GoneMeanwhile(f"{row._meta.label} {row.pk} was deleted meanwhile.")
    return True


def stay_gone(all_models: Iterable[Any]) -> None:
    """What was read of these models is updated, and never inserted anew: a verb cannot forget it."""
    for model in all_models:
        model._do_update = _update_or_refuse
