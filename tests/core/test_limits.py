"""How many times something may be done in a period, whatever is deleted meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from atelier.core import limits
from atelier.core.limits import Limit, count, count_all, period_end
from atelier.core.models import Counter
from atelier.privacy import retention

TWICE = Limit("essai", 2, timedelta(minutes=10))
WIDE = Limit("large", 5)


def later(**lapse):
    return time_machine.travel(timezone.now() + timedelta(**lapse), tick=False)


@pytest.mark.django_db
def test_a_limit_is_reached_and_begins_anew_after_its_period():
    assert [count(TWICE, "zoe") for _ in range(4)] == [True, True, False, False]
    assert count(TWICE, "lea")

    with later(minutes=9):
        assert not count(TWICE, "zoe")
    with later(minutes=11):
        assert [count(TWICE, "zoe") for _ in range(3)] == [True, True, False]


@pytest.mark.django_db
def test_what_is_refused_by_one_limit_is_counted_by_none():
    both = [(WIDE, "salle"), (TWICE, "zoe")]
    assert [count_all(both) for _ in range(3)] == [None, None, TWICE]

    assert Counter.objects.get(key=limits._key(WIDE, ("salle",))).used == 2


@pytest.mark.django_db
def test_what_is_undone_is_not_counted():
    with transaction.atomic():
        count(TWICE, "zoe")
        transaction.set_rollback(True)

    assert [count(TWICE, "zoe") for _ in range(3)] == [True, True, False]


@pytest.mark.django_db
def test_the_end_of_a_period_is_known():
    with time_machine.travel(timezone.now(), tick=False):
        assert period_end(TWICE, "zoe") == timezone.now()
        count(TWICE, "zoe")
        assert period_end(TWICE, "zoe") == timezone.now() + timedelta(minutes=10)


@pytest.mark.django_db
def test_the_night_forgets_what_no_longer_counts():
    count(TWICE, "zoe")
    count(WIDE, "zoe")

    with later(minutes=11):
        retention.apply()

    assert list(Counter.objects.values_list("key", flat=True)) == [limits._key(WIDE, ("zoe",))]


@pytest.mark.django_db
def test_names_and_whom_are_not_confused():
    assert limits._key(Limit("a", 1), ("b", "c")) != limits._key(Limit("a", 1), ("b\nc", "d"))
    assert limits._key(Limit("a", 1), (1, 12)) != limits._key(Limit("a", 1), (11, 2))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite takes one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_of_many_at_the_same_moment_the_limit_lets_through_its_number():
    def try_often(_):
        try:
            return sum(count(WIDE, "zoe") for _ in range(10))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(try_often, range(8))) == WIDE.most


@pytest.mark.django_db
def test_a_flood_of_other_keys_pushes_nothing_out():
    """The cache of the sign-in library keeps ten thousand entries; these rows are all kept."""
    for number in range(50):
        count(TWICE, f"autre{number}")

    count(TWICE, "zoe")
    assert Counter.objects.count() == 51
