"""Seasons of four and of six categories: each is drawn, named, and told from the others and from what is agreed."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader
from pytest_django.asserts import assertContains

from atelier.seasons.models import Category
from referential import charts, documents, perspectives
from referential.models import AssessmentRound
from tests import factories
from tests.factories import AssessmentRoundFactory, TriptychFactory, UserFactory, agree_on, answer_all
from tests.walk import MORE

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[4, 6])
def number(request, monkeypatch):
    """How many categories the seasons made here have."""
    monkeypatch.setattr(factories, "CATEGORIES", (*factories.CATEGORIES, *MORE)[: request.param])
    return request.param


@pytest.fixture
def large_triptych(number, db, room):
    """Everybody seated, answered, and agreed."""
    return room.hold("large_triptych", lambda: {"large_triptych": agreed(number)})["large_triptych"]


def agreed(number):
    made = TriptychFactory(admitted=True, lead=UserFactory(), people=2 * number, people__state="confirmed")
    for person in made.participants.order_by("pk"):
        person.user = UserFactory(email=person.email)
        person.save()
    assessment_round = AssessmentRoundFactory(season=made.season)
    for rank, person in enumerate(made.participants.order_by("pk")):
        answer_all(person, assessment_round, str(1 + rank % 5))
    agree_on(made, assessment_round, "4")
    return made


@pytest.fixture
def only_round(large_triptych):
    return AssessmentRound.objects.get()


def test_no_two_series_look_alike_without_colours():
    categories = [Category(position=position) for position in range(1, 7)]
    drawn = [charts.series("x", [], rank=one.series, shape=one.shape) for one in categories]
    drawn.append(charts.series("x", [], rank=charts.AGREED_BEFORE, shape="square"))
    drawn.append(charts.series("x", [], rank=charts.AGREED, shape="diamond"))

    assert len({(one.dashes, one.width) for one in drawn}) == 8
    assert len({one.shape for one in drawn[:6] + drawn[7:]}) == 7


def test_the_radar_has_a_series_a_category_and_the_common_position(large_triptych, only_round, number, facilitator):
    view = perspectives.territory_perspectives(only_round, [large_triptych], reader=facilitator)[large_triptych.pk]
    radar = charts.of_regards(view)

    assert [one.rank for one in radar.series] == [*range(1, number + 1), charts.AGREED]
    assert [one.shape for one in radar.series] == [*Category.SHAPES[:number], "diamond"]


def test_marks_of_one_value_stand_one_above_the_other(large_triptych, only_round, number, facilitator):
    view = perspectives.territory_perspectives(only_round, [large_triptych], reader=facilitator)[large_triptych.pk]
    marks = charts.strip(view)["E1"][:-1]

    assert len({(mark.x, mark.y) for mark in marks}) == len(marks) == number
    assert all(6 <= float(mark.y) <= charts.STRIP_HEIGHT - 6 for mark in marks)


def test_the_page_of_the_perspectives_names_and_draws_each(client, large_triptych, only_round, number):
    client.force_login(large_triptych.participants.first().user)
    response = client.get(reverse("referential:regards", args=[large_triptych.pk, only_round.pk]))

    for category in large_triptych.season.categories.all():
        assertContains(response, category.label)
        assertContains(response, f'<g class="radar-series series-{category.series}">')
        assertContains(response, f"shape-{category.shape}")
    assertContains(response, '<g class="radar-series series-8">')


def test_the_sheet_of_the_team_names_each(large_triptych, only_round, facilitator):
    content = documents.day_sheet(only_round, facilitator)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)

    assert [one.label for one in large_triptych.season.categories.all() if one.label.split()[0] not in text] == []


def test_the_triptych_shows_a_panel_a_category(as_user, large_triptych, number):
    client = as_user(large_triptych.lead.user)
    page = client.get(reverse("territories:application", args=[large_triptych.pk])).content.decode()

    assert page.count('<section class="panel">') == number
    assert [shape for shape in Category.SHAPES[:number] if f"shape-{shape}" not in page] == []


def test_the_board_opens(as_user, organiser, number):
    triptych = TriptychFactory(submitted=True, people=2 * number)
    response = as_user(organiser).get(reverse("admin:board"))

    assertContains(response, triptych.territory.name)
    assertContains(response, f"shape-{Category.SHAPES[number - 1]}")


def test_every_page_opens_for_everybody(answers):
    """The season of the walk has six categories, as many as one may have."""
    wrong = {
        (name, role): one.status_code
        for role, given in answers.items()
        for name, one in given.items()
        if one.status_code >= 500
    }

    assert wrong == {}
    assert "Jeunesse" in answers["nobody"]["season"].content.decode()
    assert sum(one.is_page for given in answers.values() for one in given.values()) > 200
