"""The next season: dates moved by whole weeks, what is taken up, what is left, nothing written unseen."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from atelier.backoffice import rollover, rollover_texts
from atelier.reminders import default_rules
from atelier.seasons.models import Season
from sessions.programme.models import AgendaItem, Day
from territories.models import Participant, Triptych
from tests.admin_actions import shown_by
from tests.factories import AssessmentRoundFactory, SeasonFactory, TriptychFactory, VenueFactory, add_days

pytestmark = pytest.mark.django_db
PAGE = "/admin/saison-suivante/"


@pytest.fixture
def ending_season():
    """Season 3: three days of December 2026 and January 2027, one of them cancelled, its call in the autumn."""
    season = SeasonFactory(
        number=3,
        theme="L’alimentation",
        places=7,
        call_opens_on=date(2026, 9, 7),
        call_closes_on=date(2026, 10, 30),
        venue=VenueFactory(),
    )
    days = add_days(season, date(2026, 12, 3), date(2026, 12, 10), date(2027, 1, 13))
    Day.objects.filter(pk=days[1].pk).update(status=Day.Status.CANCELLED)
    days[0].half_days.last().delete()
    item = days[0].half_days.get().items.create(starts_at="10:00", format="peers", title="Tables")
    item.facilitators.add(season.team.create(name="Ada Perrin", role="animation"))
    season.resources.create(kind="Film", url="https://example.org/film")
    season.criteria.create(label="Envie", weight=3)
    AssessmentRoundFactory(season=season, opens_on=date(2026, 11, 18), closes_on=date(2026, 12, 2))
    default_rules.create_default_rules(season)
    season.rules.update(is_active=True, effective_from="2026-01-01T00:00Z")
    season.rules.first().categories.add(season.categories.last())
    TriptychFactory(season=season, admitted=True, people=6)
    return season


def opened(season, **changes):
    dates = rollover.shifted_dates(season, rollover.default_shift(season, date(2026, 11, 24)))
    decided = {"number": 4, "theme": "L’eau", "label": "", "with_team": False, **changes}
    return rollover.create_following(season, dates=dates, **decided)


@pytest.mark.parametrize(
    ("today", "first"),
    [
        (date(2026, 9, 1), date(2027, 9, 6)),
        (date(2026, 11, 24), date(2027, 9, 6)),
        (date(2027, 9, 6), date(2028, 9, 4)),
        (date(2031, 1, 1), date(2031, 9, 8)),
    ],
)
def test_dates_move_by_whole_weeks_to_the_first_year_where_none_is_past(ending_season, today, first):
    shift = rollover.default_shift(ending_season, today)

    assert shift % timedelta(weeks=1) == timedelta(0)
    assert rollover.shifted_dates(ending_season, shift)["call_opens_on"] == first


def test_the_next_season_takes_up_what_was_written_and_its_dates(ending_season):
    following = opened(ending_season)

    assert (following.status, following.places, following.venue) == ("preparation", 7, ending_season.venue)
    assert (following.theme, following.call_opens_on, following.call_closes_on) == (
        "L’eau",
        date(2027, 9, 6),
        date(2027, 10, 29),
    )
    assert list(following.days.values_list("number", "date")) == [(1, date(2027, 12, 2)), (2, date(2028, 1, 12))]
    assert [(one.opens_on, one.closes_on) for one in following.rounds.all()] == [
        (date(2027, 11, 17), date(2027, 12, 1))
    ]
    assert following.rounds.get().grid == ending_season.rounds.get().grid
    assert [one.label for one in following.criteria.all()] == ["Envie"]
    assert [one.url for one in following.resources.all()] == ["https://example.org/film"]
    assert [one.code for one in following.categories.all()] == [one.code for one in ending_season.categories.all()]


def test_the_programme_is_taken_up_with_its_half_days(ending_season):
    following = opened(ending_season)

    assert [
        (one.title, one.half_day.day.number) for one in AgendaItem.objects.filter(half_day__day__season=following)
    ] == [("Tables", 1)]
    assert [day.half_days.count() for day in following.days.all()] == [1, 2]


def test_rules_are_taken_up_switched_off_for_the_categories_of_the_new_season(ending_season):
    following = opened(ending_season)
    first = following.rules.order_by("pk").first()

    assert following.rules.count() == ending_season.rules.count() > 10
    assert not following.rules.filter(is_active=True).exists()
    assert following.rules.filter(effective_from=None).count() == following.rules.count()
    assert [one.season for one in first.categories.all()] == [following]
    assert ending_season.rules.filter(is_active=True).count() == ending_season.rules.count()


def test_nothing_about_people_is_taken_up(ending_season):
    following = opened(ending_season)

    assert not Triptych.objects.filter(season=following).exists()
    assert Participant.objects.count() == 6
    assert not following.team.exists()


def test_the_names_of_the_team_are_taken_up_when_asked(ending_season):
    following = opened(ending_season, with_team=True)

    assert [one.name for one in following.team.all()] == ["Ada Perrin"]


def test_what_contradicts_itself_writes_nothing(ending_season):
    with pytest.raises(ValidationError):
        opened(ending_season, number=3)

    assert Season.objects.count() == 1


def typed(client, **changes):
    """What the page holds when it opens, with changes."""
    page = client.get(PAGE)
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    values = {name: value for name, value in values.items() if value not in (None, False)}
    return {**values, **shown_by(page), **changes}


@pytest.fixture
def client(as_user, organiser):
    with time_machine.travel("2026-11-24T12:00Z", tick=False):
        yield as_user(organiser)


def test_the_page_proposes_dates_with_what_they_meet(client, ending_season):
    page = client.get(PAGE)

    assertContains(page, "jeudi 2 décembre 2027")
    assertContains(page, "critères de lecture\u00a0: 1")
    assertNotContains(page, "Ada Perrin")


def test_dates_that_were_read_are_written(client, ending_season):
    done = client.post(PAGE, typed(client, create="1"))

    following = Season.objects.get(number=4)
    assertRedirects(done, reverse("admin:seasons_season_change", args=[following.pk]))
    assert following.days.get(number=2).date == date(2028, 1, 12)


def test_a_changed_date_is_shown_with_what_it_meets_before_anything_is_written(client, ending_season):
    answer = client.post(PAGE, typed(client, create="1", day_2="2028-05-01"))

    assertContains(answer, "Les dates ont changé")
    assertContains(answer, "C’est un jour férié\u00a0: Fête du Travail.")
    assert Season.objects.count() == 1
    client.post(PAGE, typed(client, create="1", day_2="2028-05-01", **shown_by(answer)))
    assert Day.objects.get(season__number=4, number=2).date == date(2028, 5, 1)


def test_every_date_follows_the_first_day_and_nothing_typed_is_lost(client, ending_season):
    answer = client.post(PAGE, typed(client, shift="1", day_1="2028-02-03", theme="L’eau"))
    form = answer.context["form"]

    assert (form["theme"].value(), form["day_2"].value()) == ("L’eau", "2028-03-15")
    assert form["call_opens_on"].value() == "2027-11-08"
    assert Season.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"day_2": "2027-12-02"}, "Elle vient après la journée 1\u00a0: choisissez une date plus tard."),
        ({"call_closes_on": "2027-09-05"}, "La clôture vient avant l’ouverture\u00a0: vérifiez les deux dates."),
        ({"initial_closes_on": "2027-11-01"}, "La clôture vient avant l’ouverture\u00a0: vérifiez les deux dates."),
        ({"number": "3"}, "Une saison porte déjà ce numéro."),
        ({"day_1": "demain"}, "date valide"),
        ({"day_1": ""}, "Ce champ est obligatoire."),
        ({"day_2": "9999-12-31"}, "Vérifiez l’année\u00a0: elle se situe entre 2000 et 2100."),
        ({"day_1": "0001-01-01"}, "Vérifiez l’année\u00a0: elle se situe entre 2000 et 2100."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(client, ending_season, changes, sentence):
    answer = client.post(PAGE, typed(client, create="1", theme="L’eau", **changes))

    assertContains(answer, sentence)
    assertContains(answer, "L’eau")
    assert Season.objects.count() == 1


def test_a_season_without_call_nor_days_opens_too(client):
    SeasonFactory(number=3)

    client.post(PAGE, typed(client, create="1"))

    assert Season.objects.get(number=4).call_opens_on is None


@pytest.mark.parametrize("first", ["demain", "9999-12-31", "0001-01-01", ""])
def test_dates_stay_when_the_first_day_is_no_date_to_follow(client, ending_season, first):
    answer = client.post(PAGE, typed(client, shift="1", day_1=first))

    assert answer.context["form"]["day_2"].value() == "2028-01-12"


def test_without_days_there_is_nothing_to_follow(client):
    SeasonFactory(number=3, call_opens_on=date(2026, 9, 7), call_closes_on=date(2026, 10, 30))

    answer = client.post(PAGE, typed(client, shift="1", day_1="2028-01-12"))

    assert answer.context["form"]["call_opens_on"].value() == "2027-09-06"


def test_the_texts_that_hold_a_date_an_address_or_a_link_are_named(client, ending_season):
    ending_season.summary = "De décembre 2026 à janvier."
    ending_season.commitments = "Cinq rencontres, 8 quai de l’Exemple ou à distance."
    ending_season.save()
    kept = ending_season.days.first()
    kept.half_days.get().items.create(starts_at="11:00", format="peers", title="Rendez-vous le 3 décembre")
    gone = ending_season.days.get(status=Day.Status.CANCELLED)
    gone.half_days.first().items.create(starts_at="11:00", format="peers", title="Le 4 décembre, www.example.org")
    ending_season.rules.exclude(pk=ending_season.rules.first().pk).delete()
    ending_season.rules.update(text="Écrivez à zoe@example.org avant le 12/11/2026.", subject="Bienvenue")

    found = [(text.column, text.holds) for text in rollover_texts.texts_to_reread(ending_season)]

    assert found == [
        ("présentation", "une date"),
        ("engagements demandés", "une adresse"),
        ("adresse", "un lien"),
        ("texte", "une date, une adresse"),
        ("intitulé", "une date"),
    ]
    assertContains(client.get(PAGE), "engagements demandés\u00a0: une adresse")
