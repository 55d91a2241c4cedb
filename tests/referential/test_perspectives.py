"""Three regards: what they say, and what nobody can read from them."""

from decimal import Decimal

import pytest

from referential import assessment_rounds, charts, opening, overview, perspectives, self_assessment
from tests.factories import (
    AssessmentRoundFactory,
    TriptychFactory,
    UserFactory,
    agree_on,
    answer_all,
    close_and_open,
    triptych_of_six,
)

pytestmark = pytest.mark.django_db


def people(triptych):
    """The six, by category and seat."""
    return list(triptych.participants.order_by("category__position", "seat"))


def answer(triptych, assessment_round, *answers):
    """What each of the six answers everywhere; None for somebody who does not answer."""
    for person, level in zip(people(triptych), answers, strict=True):
        if level:
            answer_all(person, assessment_round, level)


def view_of(triptych, assessment_round, reader=None):
    """What this account sees, somebody of the team by default, once everybody answered or the window is over."""
    if not opening.is_shared(assessment_round, triptych):
        close_and_open(assessment_round)
    reader = reader or UserFactory(is_facilitator=True)
    return perspectives.territory_perspectives(assessment_round, [triptych], reader=reader)[triptych.pk]


def seen(triptych, assessment_round, reader=None):
    """What is shown on the first dimension, perspective by perspective."""
    return [regard.in_words for regard in view_of(triptych, assessment_round, reader).lines[0].regards]


def test_each_category_has_its_figure(triptych, assessment_round):
    answer(triptych, assessment_round, "2", "3", "4", "4", "2", "5")

    assert seen(triptych, assessment_round) == ["2,5", "4", "3,5"]


def test_one_answer_shows_nothing_and_words_count_for_none(triptych, assessment_round):
    answer(triptych, assessment_round, "2", None, "4", "unknown", "3", "na")

    assert seen(triptych, assessment_round) == ["trop peu de réponses"] * 3


def test_a_person_is_not_shown_the_figure_that_would_tell_the_other_s_answer(triptych, assessment_round):
    answer(triptych, assessment_round, "2", "3", "4", "4", "2", "5")

    assert seen(triptych, assessment_round, people(triptych)[0].user) == ["non montré", "4", "3,5"]
    assert seen(triptych, assessment_round, people(triptych)[5].user) == ["2,5", "4", "non montré"]


def test_the_means_of_stakes_come_from_the_figures_shown(triptych, assessment_round):
    """Two people who answer 1 everywhere are read as 1,5: no mean tells more than its parts."""
    answer(triptych, assessment_round, "1", "1", "5", "5", "3", "3")
    view = view_of(triptych, assessment_round)

    assert [view.stakes_of(one) for one in view.perspectives] == [
        [Decimal("1.5")] * 4,
        [Decimal("4.5")] * 4,
        [Decimal(3)] * 4,
    ]


@pytest.mark.parametrize(("is_sent", "figure"), [(False, "2"), (True, "3")])
def test_the_last_sheet_sent_counts_and_a_draft_does_not(triptych, assessment_round, is_sent, figure):
    one, other, *_ = people(triptych)
    answer_all(one, assessment_round, "2")
    answer_all(other, assessment_round, "2")
    self_assessment.reopen_sheet(participant=other, assessment_round=assessment_round)
    answer_all(other, assessment_round, "4", send=is_sent)

    assert seen(triptych, assessment_round)[0] == figure


def test_the_widest_gaps_come_first_and_agreement_is_no_gap(triptych, assessment_round):
    for person, level in zip(people(triptych), "334444", strict=True):
        answer_all(person, assessment_round, level, C1="2" if level == "3" else "5", V2="3")
    view = view_of(triptych, assessment_round)

    assert [(line.dimension.code, line.gap) for line in view.widest(2)] == [("C1", Decimal("2.5")), ("E1", Decimal(1))]
    assert next(line.gap for line in view.lines if line.dimension.code == "V2") == Decimal(0)


def test_another_territory_s_answers_do_not_count(triptych, assessment_round):
    other = triptych_of_six(season=triptych.season, rank=2)
    answer(other, assessment_round, *["5"] * 6)
    answer(triptych, assessment_round, *["2"] * 6)

    assert seen(triptych, assessment_round) == ["2", "2", "2"]


def test_the_radar_and_its_table_say_the_same_numbers(triptych, assessment_round):
    answer(triptych, assessment_round, "2", "3", "4", "4", "2", "5")
    agree_on(triptych, assessment_round, "4", E1="1")
    view = view_of(triptych, assessment_round)

    radar = charts.of_regards(view)

    assert [(axis.name, values) for axis, values in radar.rows] == [
        ("Engagement", ["2,5", "4", "3,5", "3,3"]),
        ("Coopération", ["2,5", "4", "3,5", "4"]),
        ("Intégration systémique", ["2,5", "4", "3,5", "4"]),
        ("Valeur", ["2,5", "4", "3,5", "4"]),
    ]
    assert [[level_of(mark) for mark in series.marks] for series in radar.series] == [
        [2.5] * 4, [4.0] * 4, [3.5] * 4, [3.3, 4.0, 4.0, 4.0],
    ]  # fmt: skip
    assert "Engagement : Élus 2,5, Agents 4, Opérateurs 3,5, Position commune 3,3" in radar.description


def level_of(mark):
    """The level that a mark is drawn at, read back from its place."""
    x, y = float(mark.x) - charts.CENTRE[0], float(mark.y) - charts.CENTRE[1]
    return round((x * x + y * y) ** 0.5 / charts.RADIUS * charts.HIGHEST, 1)


def test_a_missing_value_leaves_the_polygon_open():
    line = charts.series("x", [Decimal(2), None, Decimal(3), Decimal(4)], rank=1, shape="circle")

    assert (len(line.marks), line.is_whole, line.path.count("M"), "Z" in line.path) == (3, False, 2, False)


def test_the_path_compares_what_was_agreed_at_each_round(triptych, assessment_round):
    answer(triptych, assessment_round, *["3"] * 6)
    agree_on(triptych, assessment_round, "3")
    final = AssessmentRoundFactory(season=triptych.season, kind="final", over=True)
    agree_on(triptych, final, "2")
    views = [view_of(triptych, one) for one in (assessment_round, final)]

    radar = charts.of_path(views)

    assert [(series.name, series.values) for series in radar.series] == [
        ("Positionnement initial", ["3"] * 4),
        ("Positionnement final", ["2"] * 4),
    ]
    assert [(dimension.code, said) for dimension, said in perspectives.path(views)][:1] == [("E1", ["3", "2"])]
    assert (charts.of_path([]), perspectives.path([])) == (None, [])


def test_the_team_s_page_has_no_total_and_follows_names(triptych, assessment_round):
    triptych.territory.name = "Zélande"
    triptych.territory.save()
    other = triptych_of_six(season=triptych.season, rank=2, territory__name="Écully")
    answer(triptych, assessment_round, *["3"] * 6)
    agree_on(triptych, assessment_round, "3")
    answer(other, assessment_round, *["2"] * 5, None)

    rows = overview.round_progress([assessment_round], overview.triptychs_of(triptych.season))[assessment_round.pk]
    views = overview.shared_views(assessment_round, UserFactory())

    assert [(str(row.triptych.territory), row.sent, row.expected, row.is_shared, row.has_common) for row in rows] == [
        ("Écully", 5, 6, False, False),
        ("Zélande", 6, 6, True, True),
    ]
    assert [str(view.triptych.territory) for view in views] == ["Zélande"]
    assert overview.is_agreed(assessment_round, views)[0].levels == ["3"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_season_is_read_in_a_constant_number_of_queries(count, django_assert_num_queries):
    triptych = triptych_of_six()
    AssessmentRoundFactory(season=triptych.season, over=True)
    for rank in range(2, count + 1):
        triptych_of_six(season=triptych.season, rank=rank)
    TriptychFactory(season=triptych.season)

    opening.open_due()
    reader = UserFactory(is_facilitator=True)
    (assessment_round,) = assessment_rounds.rounds_of_season(triptych.season)

    with django_assert_num_queries(10):
        overview.is_agreed(assessment_round, overview.shared_views(assessment_round, reader))
