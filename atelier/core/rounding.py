"""The one rounding of figures that people read: to the nearest, and half away from zero."""

from collections.abc import Collection
from decimal import ROUND_HALF_UP, Decimal

UNIT, HALF, TENTH = Decimal(1), Decimal("0.5"), Decimal("0.1")


def round_to(value: Decimal, step: Decimal) -> Decimal:
    """The multiple of `step` nearest to `value`: 2.25 is 2.5 to the half, 2.3 to the tenth."""
    return (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def mean(values: Collection[Decimal | int], step: Decimal) -> Decimal | None:
    """The mean to the nearest `step`; None of nothing."""
    return round_to(Decimal(sum(values)) / len(values), step) if values else None
