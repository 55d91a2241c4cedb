"""The world of the walk holds several rows wherever a page picks one: a filter that is lost is then seen there."""

import pytest

from tests import several_rows

pytestmark = pytest.mark.django_db


def test_each_row_is_picked_among_several(answers):
    assert answers
    assert {key: count for key, count in several_rows.picked.items() if count < 2} == {}
