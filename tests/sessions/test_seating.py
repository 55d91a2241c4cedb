"""Tables that mix territories: the aims of a full season, and what happens when numbers do not fit."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.groups import seating


def cohort(territories=6, absent=()):
    return [
        seating.Person((territory, category, seat), territory, category, seat)
        for territory in range(territories)
        for category in (1, 2, 3)
        for seat in (1, 2)
        if (territory, category, seat) not in absent
    ]


def mean(rounds):
    met = seating.meetings(rounds).values()
    return sum(met) / len(met)


def test_a_full_season_drawn_round_after_round_reaches_the_aim():
    people, rounds, met = cohort(), [], set()
    for past in range(5):
        drawing = seating.draw_seating(people, tables=6, rounds=5 - past, past=past, met=met, seed=past, moves=2000)
        rounds.append(drawing.rounds[0])
        met |= {(one.key, other.key) for table in drawing.rounds[0] for one, other in combinations(table, 2)}

    assert mean(rounds) >= 23.5
    for table in (table for tables in rounds for table in tables):
        assert sorted(person.territory for person in table) == [0, 1, 2, 3, 4, 5]
        counts = sorted(Counter(person.category for person in table).values())
        assert counts in ([2, 2, 2], [1, 2, 3])


def test_the_same_seed_draws_the_same_tables():
    one, other = (seating.draw_seating(cohort(5), tables=6, rounds=2, seed=7, moves=2000) for _ in range(2))

    assert one == other


@pytest.mark.parametrize(
    ("people", "tables"),
    [(cohort(5), 6), (cohort(5), 5), (cohort(7), 7), (cohort(6, absent={(0, 1, 1), (2, 3, 2), (2, 3, 1)}), 6)],
    ids=["five territories", "fewer tables than people of a territory", "seven", "absences"],
)
def test_everybody_sits_once_and_tables_are_even(people, tables):
    drawing = seating.draw_seating(people, tables=tables, rounds=3, seed=1, moves=20_000)

    for round_ in drawing.rounds:
        seated = [person.key for table in round_ for person in table]
        assert sorted(seated) == sorted(person.key for person in people)
        sizes = [len(table) for table in round_]
        assert max(sizes) - min(sizes) <= 1


def test_a_draw_beats_chance():
    people = cohort(5)
    drawn = seating.draw_seating(people, tables=6, rounds=4, seed=1, moves=30_000)
    chance = seating.draw_seating(people, tables=6, rounds=4, seed=1, moves=0)

    assert mean(drawn.rounds) > mean(chance.rounds) + 1
    assert drawn.repeats < chance.repeats


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(1, 3)), min_size=1, max_size=30),
    st.integers(1, 8),
    st.integers(1, 3),
)
def test_any_cohort_is_seated(rows, tables, rounds):
    people = [seating.Person(number, territory, category) for number, (territory, category) in enumerate(rows)]

    drawing = seating.draw_seating(people, tables=tables, rounds=rounds, moves=300)

    for round_ in drawing.rounds:
        assert sorted(person.key for table in round_ for person in table) == list(range(len(people)))
    assert drawing.repeats == seating.repeats_of(drawing.rounds, ())
