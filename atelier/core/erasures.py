"""Between reading whom to write to and writing the rows, nobody is erased.

One row counts the erasures, and is their lock: whoever is about to write what it read compares the count under it.
"""

from atelier.core.models import NumberSeries

_PREFIX = "ERASURE"


def count() -> int:
    """How many erasures there were."""
    return NumberSeries.objects.filter(prefix=_PREFIX).values_list("last", flat=True).first() or 0


def hold() -> int:
    """The same, and none begins until the end of the transaction."""
    NumberSeries.objects.get_or_create(prefix=_PREFIX)
    return NumberSeries.objects.select_for_update().get(prefix=_PREFIX).last


def begin() -> None:
    """Count one more, in the transaction of the erasure: what was read before is not written after."""
    NumberSeries.objects.filter(prefix=_PREFIX).update(last=hold() + 1)
