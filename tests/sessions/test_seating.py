"""Tables that mix territories: the aims of a full season, and what happens when numbers do not fit."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.groups import seating
from tools.bench.plain_tables import even, uneven_tables


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


def season_of(people, seed=0, moves=500):
    """Five rounds, each drawn when it comes."""
    rounds, met = [], set()
    for past in range(5):
        drawing = seating.draw_seating(people, tables=6, rounds=5 - past, past=past, met=met, seed=seed, moves=moves)
        rounds.append(drawing.rounds[0])
        met |= {(one.key, other.key) for table in drawing.rounds[0] for one, other in combinations(table, 2)}
    return rounds


def unbalanced(people, rounds, tables=6):
    """The tables that hold too many or too few of a category."""
    sizes = Counter(person.category for person in people)
    allowed = {category: seating.shares_allowed(size / tables) for category, size in sizes.items()}
    return [
        table
        for table in (table for tables in rounds for table in tables)
        for category, (least, most) in allowed.items()
        if not least <= sum(person.category == category for person in table) <= most
    ]


@pytest.mark.parametrize(("territories", "aim"), [(5, 19.61), (6, 23.5), (7, 26.5), (8, 30.3)])
def test_seasons_of_five_to_eight_territories_reach_their_aim_with_every_category_at_every_table(territories, aim):
    people = cohort(territories)

    rounds = season_of(people)

    assert mean(rounds) >= aim
    assert unbalanced(people, rounds) == []


@pytest.mark.parametrize("territories", [4, 5, 7])
def test_absences_leave_every_category_at_every_table_and_sizes_within_one(territories):
    people = cohort(territories, absent={(0, 1, 1), (1, 2, 2), (2, 3, 1)})

    drawing = seating.draw_seating(people, tables=6, rounds=2, seed=1, moves=15_000)

    assert unbalanced(people, drawing.rounds) == []
    for tables in drawing.rounds:
        sizes = [len(table) for table in tables]
        assert max(sizes) - min(sizes) <= 1


SHAPES = [(4, 0, 6, 13.8), (4, 0, 4, 16.3), (7, 5, 5, 25.2)]


@pytest.mark.parametrize(("territories", "absences", "tables", "aim"), SHAPES, ids=str)
def test_shapes_without_a_pattern_come_near_their_aim_in_a_short_draw(territories, absences, tables, aim):
    people = cohort(territories, absent={(n % territories, n % 3 + 1, n % 2 + 1) for n in range(absences)})

    rounds = seating.draw_seating(people, tables=tables, rounds=5, seed=1, moves=120_000).rounds

    assert mean(rounds) >= aim
    assert uneven_tables(people, rounds) == 0


@settings(max_examples=10, deadline=None)
@given(st.integers(4, 8), st.integers(4, 8), st.randoms(use_true_random=False))
def test_sizes_territories_and_categories_are_even_whoever_is_away(territories, size, dice):
    people = cohort(territories)
    people = dice.sample(people, dice.randint(20, len(people)))
    tables = seating.table_count(len(people), size)

    rounds = seating.draw_seating(people, tables=tables, rounds=2, seed=1, moves=20_000).rounds

    assert uneven_tables(people, rounds) == 0
    assert {len(table) for seated in rounds for table in seated} <= set(even(len(people), tables))


def test_four_territories_cannot_meet_more_where_every_table_has_every_category():
    """30 tables of 2/1/1 make 150 meetings across categories, and there are 144 pairs of people to make them."""
    people = cohort(4)
    across = sum(a.territory != b.territory and a.category != b.category for a, b in combinations(people, 2))

    assert (across, 30 * 5, 15 - 2 * (150 - 144) / 24) == (144, 150, 14.5)


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
    people = cohort(5)[:28]  # at five tables no pattern fits
    drawn = seating.draw_seating(people, tables=5, rounds=4, seed=1, moves=20_000)
    chance = seating.draw_seating(people, tables=5, rounds=4, seed=1, moves=0)

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
