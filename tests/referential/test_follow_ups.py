"""Follow-ups: rounds at six, twelve and twenty-four months, on the grid of the season, archived or not."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from atelier.backoffice import rollover
from atelier.core.declarations import declared_by_key
from atelier.privacy import retention
from atelier.reminders.triggers import Trigger
from atelier.seasons.archiving import remaining
from atelier.seasons.models import Season
from referential import assessment_rounds
from referential.models import AssessmentRound, Position
from tests.factories import AssessmentRoundFactory, add_days, answer_all

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 9, 1, 10, tzinfo=timezone.get_fixed_timezone(120))


@pytest.fixture
def ended(triptych):
    """A season whose last day was 31 August 2026, with its final round; archived."""
    add_days(triptych.season, date(2026, 8, 31))
    AssessmentRoundFactory(
        season=triptych.season, kind="final", opens_on=date(2026, 8, 31), closes_on=date(2026, 9, 21)
    )
    Season.objects.filter(pk=triptych.season_id).update(status="archived")
    triptych.season.refresh_from_db()
    return triptych


def test_three_rounds_are_counted_from_the_last_day_on_the_grid_of_the_season(ended):
    final = ended.season.rounds.get()

    made = assessment_rounds.prepare_follow_ups(ended.season)

    assert [(one.kind, one.opens_on, one.closes_on, one.grid) for one in made] == [
        ("after_6", date(2027, 2, 28), date(2027, 3, 21), final.grid),
        ("after_12", date(2027, 8, 31), date(2027, 9, 21), final.grid),
        ("after_24", date(2028, 8, 31), date(2028, 9, 21), final.grid),
    ]
    assert [one.short_name for one in made] == ["six mois", "un an", "deux ans"]
    assert assessment_rounds.prepare_follow_ups(ended.season) == []


def test_a_season_without_a_round_has_nothing_to_compare(season_of_days):
    with pytest.raises(ValidationError, match="Posez d’abord les journées et les moments"):
        assessment_rounds.prepare_follow_ups(season_of_days)


@pytest.fixture
def season_of_days(triptych):
    add_days(triptych.season, date(2026, 8, 31))
    return triptych.season


def test_the_team_asks_for_them_once_from_the_page_of_the_rounds(ended, desk):
    page = f"{reverse('admin:regards')}?saison={ended.season_id}"
    assertContains(desk.get(page), "Prévoir les suivis")

    desk.post(page, {"follow_ups": "1"})

    assert ended.season.rounds.count() == 4
    assertNotContains(desk.get(page), "Prévoir les suivis")
    assertContains(desk.get(page), "Suivi à un an")


def test_of_an_archived_season_follow_ups_alone_are_announced(ended):
    made = assessment_rounds.prepare_follow_ups(ended.season)
    for key, ref in (("positions_open", "round"), ("positions_closing", "round"), ("common_position", "common")):
        trigger = declared_by_key(Trigger)[key]
        with time_machine.travel(NOON, tick=False):
            found = list(trigger.find([ended.season]))
            assert [one.ref for one in found] == [f"{ref}:{one.pk}" for one in made]
            assert [len(one.recipients) for one in found] == [6, 6, 6]
        assert trigger.outlives_season


def test_archiving_does_not_wait_for_them_and_the_next_season_does_not_copy_them(ended):
    assessment_rounds.prepare_follow_ups(ended.season)

    assert not any("Suivi" in sentence for sentence in remaining(ended.season, date(2026, 12, 1)))
    assert not any("after" in one.name for one in rollover.season_dates(ended.season))


def test_a_person_answers_a_follow_up_of_an_archived_season_and_their_territory_reads_that_they_did(ended, as_user):
    first, *_ = assessment_rounds.prepare_follow_ups(ended.season)
    person = ended.participants.order_by("pk").first()
    with time_machine.travel(datetime(2027, 3, 1, 10, tzinfo=NOON.tzinfo), tick=False):
        client = as_user(person.user)
        assertContains(client.get(reverse("space")), "uivi à six mois")
        assert client.get(reverse("referential:round", args=[first.pk]), follow=True).status_code == 200
        answer_all(person, first)
        page = client.get(reverse("referential:territory", args=[ended.pk]))

    assertContains(page, "Suivi à six mois")
    assertContains(page, "1 réponse sur")


def test_its_answers_stay_a_year_after_it_closes(ended):
    final, first = ended.season.rounds.get(), assessment_rounds.prepare_follow_ups(ended.season)[0]
    person = ended.participants.order_by("pk").first()
    for one in (final, first):
        with time_machine.travel(datetime.combine(one.opens_on, NOON.timetz()), tick=False):
            answer_all(person, one)

    def leaving(day):
        return retention.due(datetime.combine(day, NOON.timetz())).answers

    assert leaving(date(2027, 8, 31)) == []
    assert leaving(date(2027, 9, 1)) == [final]
    assert leaving(first.closes_on + timedelta(days=366)) == [final, first]
    assert Position.objects.exists()
    assert AssessmentRound.objects.filter(kind="after_6").exists()
