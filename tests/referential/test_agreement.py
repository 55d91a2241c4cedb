"""Categories of one or two people: seen together, or as they are when each of their people agreed; and the opening."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from referential import anonymisation, opening, overview, perspectives, self_assessment
from referential.models import AnswerSheet, Figure, Perspective
from tests.factories import (
    AssessmentRoundFactory,
    ParticipantFactory,
    TriptychFactory,
    UserFactory,
    agree_on,
    answer_all,
    close_and_open,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return UserFactory(is_facilitator=True)


def seat(triptych, category, number=1, **fields):
    user = UserFactory()
    return ParticipantFactory(
        triptych=triptych, category=category, seat=number, state="confirmed", email=user.email, user=user, **fields
    )


def collective(*sizes, **fields):
    """A triptych with that many confirmed people a category, its round, and its people."""
    triptych = TriptychFactory(admitted=True, **fields)
    rows = zip(triptych.season.categories.all(), sizes, strict=True)
    people = [seat(triptych, category, number) for category, size in rows for number in range(1, size + 1)]
    return AssessmentRoundFactory(season=triptych.season), people


def send(assessment_round, person, level, *, agrees=False):
    answer_all(person, assessment_round, level, send=False)
    self_assessment.submit_answers(participant=person, assessment_round=assessment_round, agrees=agrees)


def seen(assessment_round, person, reader):
    """What this account reads of the first dimension, by perspective."""
    triptych = person.triptych
    view = perspectives.territory_perspectives(assessment_round, [triptych], reader=reader)[triptych.pk]
    return {regard.perspective.label: regard.in_words for regard in view.lines[0].regards}


def test_people_alone_in_their_category_are_seen_together(team):
    assessment_round, (one, second, agent, operator) = collective(2, 1, 1)
    for person, level in ((one, "2"), (second, "2"), (agent, "4"), (operator, "3")):
        send(assessment_round, person, level)

    assert seen(assessment_round, one, team) == {"Élus": "2", "Agents et Opérateurs": "3,5"}
    assert seen(assessment_round, one, one.user) == {"Élus": "non montré", "Agents et Opérateurs": "3,5"}
    assert seen(assessment_round, one, agent.user) == {"Élus": "2", "Agents et Opérateurs": "non montré"}


def test_three_people_alone_see_their_territory_in_broad_strokes(team):
    assessment_round, people = collective(1, 1, 1)
    for person in people:
        send(assessment_round, person, "5")

    assert seen(assessment_round, people[0], team) == {"Élus, Agents et Opérateurs": "4,5 ou plus"}
    assert seen(assessment_round, people[0], people[0].user) == {"Élus, Agents et Opérateurs": "3,5 ou plus"}


@pytest.mark.parametrize(("first", "second", "shown"), [(True, True, "3"), (True, False, "non montré")])
def test_a_category_is_shown_as_it_is_once_each_of_its_people_agreed(first, second, shown):
    assessment_round, (one, other, agent, *more) = collective(2, 2, 2)
    send(assessment_round, one, "1", agrees=first)
    send(assessment_round, other, "5", agrees=second)
    for person in (agent, *more):
        send(assessment_round, person, "5")
    contact = UserFactory()
    one.triptych.contacts.create(user=contact)

    assert seen(assessment_round, one, contact) == {"Élus": shown, "Agents": "non montré", "Opérateurs": "non montré"}


def test_who_agreed_alone_is_shown_alone():
    assessment_round, (one, agent, second, operator) = collective(1, 2, 1)
    send(assessment_round, one, "5", agrees=True)
    for person in (agent, second, operator):
        send(assessment_round, person, "2")

    assert seen(assessment_round, one, agent.user) == {
        "Élus": "5",
        "Agents": "non montré",
        "Opérateurs": "trop peu de réponses",
    }


def test_an_agreement_is_taken_back_until_the_opening_and_not_after(as_user):
    assessment_round, (one, agent, operator) = collective(1, 1, 1)
    page, submit = (reverse(f"referential:{name}", args=[assessment_round.pk]) for name in ("round", "submit"))
    answer_all(one, assessment_round, "4", send=False)
    client = as_user(one.user)
    assertContains(client.get(page), 'name="agrees"')
    client.post(submit, {"agrees": "1"})
    assert AnswerSheet.objects.get(participant=one).agrees is True
    assertContains(client.get(page), "checked")
    client.post(submit, {})
    assert AnswerSheet.objects.get(participant=one).agrees is False
    client.post(submit, {"agrees": "1"})
    self_assessment.reopen_sheet(participant=one, assessment_round=assessment_round)
    assert AnswerSheet.objects.get(participant=one, version=2).agrees is True
    self_assessment.submit_answers(participant=one, assessment_round=assessment_round, agrees=False)
    send(assessment_round, agent, "4")
    send(assessment_round, operator, "4")

    with pytest.raises(ValidationError, match="sont ouverts"):
        self_assessment.submit_answers(participant=one, assessment_round=assessment_round, agrees=True)
    assertNotContains(client.get(page), 'name="agrees"')
    assert not Perspective.objects.filter(is_agreed=True).exists()


def test_two_people_of_one_name_count_for_one(team):
    assessment_round, (one, agent, second, *_) = collective(1, 2, 1)
    namesake = seat(one.triptych, one.category, 2, first_name=one.first_name, last_name=one.last_name)
    for person, level in ((one, "1"), (namesake, "3"), (agent, "4"), (second, "4")):
        send(assessment_round, person, level)
    close_and_open(assessment_round)

    assert seen(assessment_round, one, team)["Élus"] == "trop peu de réponses"
    assert AnswerSheet.objects.filter(perspective__isnull=False).count() == 4


def test_no_arrival_departure_correction_or_deletion_changes_a_figure(team):
    assessment_round, people = collective(3, 2, 2)
    for person, level in zip(people, "1345224", strict=True):
        send(assessment_round, person, level)
    kept = list(Figure.objects.order_by("pk").values_list())
    before = seen(assessment_round, people[0], team)
    people[0].state = "left"
    people[0].save()
    newcomer = seat(people[0].triptych, people[0].category)
    send(assessment_round, newcomer, "1")
    with pytest.raises(ValidationError, match="sont ouverts"):
        self_assessment.reopen_sheet(participant=people[1], assessment_round=assessment_round)
    people[1].category, people[1].seat = people[-1].category, 5
    people[1].save()
    close_and_open(assessment_round)
    anonymisation.anonymise_round(assessment_round)

    assert seen(assessment_round, people[0], team) == before
    assert list(Figure.objects.order_by("pk").values_list()) == kept


def test_the_regards_of_others_open_once_one_s_own_is_given(as_user):
    assessment_round, people = collective(2, 2, 2)
    for person in people:
        send(assessment_round, person, "3")
    triptych = people[0].triptych
    newcomer = seat(triptych, people[0].category, 3)
    self_assessment.start_common_sheet(triptych=triptych, assessment_round=assessment_round)
    regards = reverse("referential:regards", args=[triptych.pk, assessment_round.pk])
    client = as_user(newcomer.user)
    assertContains(client.get(regards), "une fois le vôtre donné")
    dimension = reverse("referential:common_dimension", args=[triptych.pk, assessment_round.pk, "E1"])
    assertRedirects(client.get(dimension), regards)

    send(assessment_round, newcomer, "5")

    response = client.get(regards)
    assertContains(response, "faits de 6 réponses")
    assertContains(client.get(reverse("referential:round", args=[assessment_round.pk])), "à vous seul")
    assert client.get(dimension).status_code == 200


def test_the_regards_open_for_who_stays_when_the_last_awaited_leaves():
    assessment_round, people = collective(2, 2, 2)
    for person in people[:-1]:
        send(assessment_round, person, "3")
    people[-1].state = "left"
    people[-1].save()
    assert opening.is_shared(assessment_round, people[0].triptych) is False

    opening.open_due()

    assert opening.is_shared(assessment_round, people[0].triptych) is True


def test_a_round_that_cannot_open_stops_itself_alone(monkeypatch):
    (first, _), (second, people) = collective(1, 1, 1), collective(1, 1, 1)
    keep = opening.open_if_due
    monkeypatch.setattr(
        opening, "open_if_due", lambda one, triptych: 1 / 0 if one.pk == first.pk else keep(one, triptych)
    )

    close_and_open(second)

    assert opening.is_shared(second, people[0].triptych) is True


def test_two_territories_of_one_name_keep_their_own_figures(team):
    assessment_round, people = collective(2, 2, 2, territory__name="Val")
    other = TriptychFactory(admitted=True, season=assessment_round.season, rank=2, territory__name="Val")
    categories = list(other.season.categories.all())
    namesakes = [seat(other, category, number) for category in categories for number in (1, 2)]
    for person in people:
        send(assessment_round, person, "2")
    for person in namesakes:
        send(assessment_round, person, "4")
    agree_on(other, assessment_round, "5")

    views = {view.triptych.pk: view for view in overview.shared_views(assessment_round, team)}

    assert [
        ([regard.in_words for regard in views[pk].lines[0].regards], bool(views[pk].common))
        for pk in (people[0].triptych_id, other.pk)
    ] == [(["2"] * 3, False), (["4"] * 3, True)]
    progress = overview.round_progress([assessment_round], overview.triptychs_of(assessment_round.season))
    assert sorted((row.triptych.pk, row.sent) for row in progress[assessment_round.pk]) == [
        (people[0].triptych_id, 6),
        (other.pk, 6),
    ]


def test_somebody_of_the_team_who_holds_a_seat_reads_from_it():
    assessment_round, people = collective(2, 2, 2)
    for person in people:
        send(assessment_round, person, "2")
    people[0].user.is_organiser = True
    people[0].user.save()

    (view,) = overview.shared_views(assessment_round, people[0].user)

    assert [regard.in_words for regard in view.lines[0].regards] == ["non montré", "2", "2"]
