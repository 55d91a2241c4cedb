from pathlib import Path

import pytest

from tests.asvs import DEVIATIONS, HELD

TESTS = Path(__file__).parent
NAMED = sorted({name for _, names in HELD.values() for name in names})


@pytest.mark.parametrize("name", NAMED)
def test_each_test_that_the_sheet_names_exists(name):
    file, function = name.split("::")

    assert f"\ndef {function}(" in (TESTS / file).read_text()


def test_every_deviation_has_a_reason_and_something_in_its_place():
    assert all(why and instead for why, instead in DEVIATIONS.values())
