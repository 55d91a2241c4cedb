"""To the nearest, and half away from zero: 2.25 is 2.5 to the half, and 2.25 is 2.3 to the tenth."""

from decimal import Decimal

import pytest

from atelier.core import rounding


@pytest.mark.parametrize(
    ("value", "step", "rounded"),
    [
        ("2.25", rounding.HALF, "2.5"),
        ("2.75", rounding.HALF, "3"),
        ("2.24", rounding.HALF, "2"),
        ("2.25", rounding.TENTH, "2.3"),
        ("2.35", rounding.TENTH, "2.4"),
        ("-2.25", rounding.TENTH, "-2.3"),
    ],
)
def test_a_half_goes_away_from_zero(value, step, rounded):
    assert rounding.round_to(Decimal(value), step) == Decimal(rounded)


def test_nothing_has_no_mean():
    assert rounding.mean([], rounding.HALF) is None
