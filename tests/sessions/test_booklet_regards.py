"""The booklet shows the regards of a territory as any of its readers may see them, and where they diverge."""

import pytest
from django.utils import timezone

from referential import opening
from sessions.documents import booklet_regards, booklets
from tests.factories import close_and_open
from tests.referential.test_agreement import collective, send

pytestmark = pytest.mark.django_db


def opened(*sizes, levels, agreeing=()):
    """The regards in the booklet of a triptych of that many people a category, whose window is over."""
    assessment_round, people = collective(*sizes)
    for number, (person, level) in enumerate(zip(people, levels, strict=True)):
        send(assessment_round, person, level, agrees=number in agreeing)
    close_and_open(assessment_round)
    return booklet_regards.regards_of(people[0].triptych)


def first_line(regards):
    (one,) = regards
    return dict(zip([group["label"] for group in one["groups"]], one["lines"][0]["regards"], strict=True))


def test_three_people_alone_are_in_it_as_their_territory():
    assert first_line(opened(1, 1, 1, levels="555")) == {"Élus, Agents et Opérateurs": "3,5 ou plus"}


def test_who_agreed_to_be_shown_alone_is_in_it_and_diverges():
    regards = opened(1, 3, 2, levels="544422", agreeing=[0])

    assert first_line(regards) == {"Élus": "5", "Agents": "3,5 ou plus", "Opérateurs": "non montré"}
    drawn = booklet_regards.drawn(regards)[0]
    assert drawn["apart"][0]["said"] == "Élus 5, Agents 3,5 ou plus, Opérateurs non montré"
    assert [one.values[0] for one in drawn["radar"].series] == ["5", "3,5", "–"]


def test_a_collective_that_agreed_as_a_whole_is_in_it_as_it_is():
    assert first_line(opened(2, 1, 1, levels="1352", agreeing=range(4))) == {
        "Élus": "2",
        "Agents": "5",
        "Opérateurs": "2",
    }


def test_nobody_s_small_category_is_in_it_without_their_agreement():
    assert opened(2, 2, 2, levels="112255", agreeing=[0, 2]) == []


def test_nothing_is_in_it_while_the_window_is_open():
    assessment_round, people = collective(1, 1, 1)
    for person in people:
        send(assessment_round, person, "5", agrees=True)
    assert assessment_round.closes_on >= timezone.localdate()
    assert opening.is_shared(assessment_round, people[0].triptych)

    assert booklets.booklet_snapshot(people[0].triptych)["regards"] == []
