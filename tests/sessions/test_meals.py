"""The lunch of a day: who says what, who reads it, what the caterer gets, and that it is forgotten."""

import csv
import io
from datetime import time, timedelta

import pytest
import time_machine
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from atelier.privacy import data_export, erasure, retention
from atelier.seasons.models import Season
from sessions.attendance.models import Attendance
from sessions.day_lists import meals, printing
from sessions.day_lists.lunch_words import lunch_sayer
from sessions.day_lists.models import Meal
from sessions.programme.models import Day
from tests.factories import AttendanceFactory, add_days, triptych_of_six
from tests.sessions.conftest import text_of

pytestmark = pytest.mark.django_db

Choice = Meal.Choice
DIET, ALLERGY = "CANARI-REGIME", "CANARI-ALLERGIE"


@pytest.fixture
def people(triptych):
    return list(triptych.participants.order_by("pk"))


@pytest.fixture
def catered(triptych):
    """In a month, with a caterer; another season has one on the same day."""
    other = triptych_of_six(rank=1)
    when = timezone.localdate() + timedelta(days=30)
    (found,), (elsewhere,) = (add_days(season, when) for season in (triptych.season, other.season))
    Day.objects.update(lunch=Day.Lunch.CATERER)
    eat(other.participants.first(), elsewhere, Choice.VEGAN)
    return Day.objects.with_programme().get(pk=found.pk)


def eat(person, catered, choice, **said):
    catered.refresh_from_db()
    return meals.answer_meal(participant=person, day=catered, choice=choice, consents=True, **said)


def page_of(person, catered):
    return reverse("sessions:coming", args=[person.pk, catered.pk])


def counted(catered):
    found = meals.count_meals(catered)
    diets = {one.label: one.count for one in found.diets}
    return diets, found.to_order, found.away, found.silent, found.expected


def away(person, parts, status=Attendance.Status.EXCUSED):
    for part in parts:
        AttendanceFactory(participant=person, half_day=part, status=status)


def test_a_meal_is_said_changed_and_taken_back(as_user, catered, people):
    client, page = as_user(people[0].user), page_of(people[0], catered)
    assertContains(client.get(reverse("space")), "Dire ce que je mange")

    assertRedirects(client.post(page, {"meal": "1", "choice": "anything"}), page)
    assert Meal.objects.get(participant=people[0]).consented_at is None
    assertNotContains(client.get(reverse("space")), "Dire ce que je mange")
    client.post(page, {"meal": "1", "choice": "no_pork", "allergy": "noix", "consents": "on"})
    meal = Meal.objects.get(participant=people[0])
    assert (meal.choice, meal.words, meal.allergy, meal.consented_at is not None) == ("no_pork", "", "noix", True)

    assertContains(client.post(page, {"forget": "1"}, follow=True), "est effacée")
    assert not Meal.objects.filter(participant=people[0]).exists()


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({"choice": "vegan"}, "Cochez cette case"),
        ({"choice": "anything", "allergy": "noix"}, "Cochez cette case"),
        ({"choice": "other", "consents": "on"}, "Décrivez en quelques mots"),
        ({"choice": "vegan", "words": "halal", "consents": "on"}, "Ces mots vont avec"),
        ({"choice": "no_meal", "allergy": "noix", "consents": "on"}, "Une allergie se dit pour un repas"),
        ({"words": "halal"}, "Choisissez un repas"),
        ({"choice": "meat"}, "meat"),
    ],
)
def test_a_wrong_answer_is_said_and_loses_nothing(as_user, catered, people, posted, sentence):
    response = as_user(people[0].user).post(page_of(people[0], catered), {"meal": "1", **posted})

    assertContains(response, sentence)
    for name in ("words", "allergy"):
        assertContains(response, posted.get(name, ""))
    assert not Meal.objects.filter(day=catered).exists()


def test_the_database_keeps_no_diet_without_consent(catered, people):
    wrong = [
        {"choice": "vegan"},
        {"choice": "anything", "allergy": "noix"},
        {"choice": "other", "consented_at": timezone.now()},
        {"choice": "vegan", "words": "halal", "consented_at": timezone.now()},
        {"choice": "no_meal", "allergy": "noix", "consented_at": timezone.now()},
    ]
    for values in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Meal.objects.create(day=catered, participant=people[0], **values)


def test_only_who_comes_is_asked_and_only_for_themselves(as_user, catered, people, stranger):
    own, other = people[:2]
    assert as_user(own.user).get(page_of(other, catered)).status_code == 404
    assert as_user(stranger).get(page_of(own, catered)).status_code == 404
    own.state = "invited"
    own.save()
    assert as_user(own.user).get(page_of(own, catered)).status_code == 404


def test_nobody_is_asked_on_the_day_itself_nor_where_no_caterer_serves(as_user, catered, people):
    with time_machine.travel(catered.date, tick=False):  # as long as a session lasts
        client = as_user(people[0].user)
        assertContains(client.get(page_of(people[0], catered)), "a déjà reçu le compte")
        with pytest.raises(ValidationError, match="a déjà reçu le compte"):
            eat(people[0], catered, Choice.ANYTHING)
    with time_machine.travel(catered.date + timedelta(days=1), tick=False):
        assert as_user(people[0].user).get(page_of(people[0], catered)).status_code == 404
    as_user(people[0].user)
    Day.objects.update(lunch=Day.Lunch.OWN)
    assertContains(client.get(page_of(people[0], catered)), "à vos frais")
    assertNotContains(client.get(page_of(people[0], catered)), "Ce que vous mangez")


def test_counts_are_of_those_expected_on_site(catered, people):
    """Who is away all day is not fed; who comes for the morning is; who left is nobody."""
    parts = list(catered.half_days.all())
    for person, choice in zip(people, ["vegan", "vegan", "anything", "no_meal", "vegan"], strict=False):
        eat(person, catered, choice)
    assert counted(catered) == ({"végétalien": 3, "sans régime particulier": 1}, 4, 1, 1, 6)

    away(people[0], parts)
    away(people[1], parts[:1])
    people[4].state, people[4].left_on = "left", catered.date
    people[4].save()
    assert counted(catered) == ({"végétalien": 1, "sans régime particulier": 1}, 2, 1, 1, 4)
    away(people[2], parts, Attendance.Status.REMOTE)
    assert counted(catered) == ({"végétalien": 1}, 1, 1, 1, 3)
    assert list(meals.silent_people(catered)) == [people[5]]


def test_the_sum_of_the_counts_is_who_is_expected(catered, people):
    for person, choice in zip(people, Choice.values, strict=False):
        eat(person, catered, choice, words="halal" if choice == "other" else "")
    diets, to_order, no_meal, silent, expected = counted(catered)
    assert to_order == sum(diets.values())
    assert to_order + no_meal + silent == expected == 6


def test_two_people_of_one_name_are_two_meals(catered, people):
    for person in people[:2]:
        person.first_name, person.last_name = "Zoé", "Maréchal"
        person.save()
    eat(people[0], catered, Choice.VEGAN, allergy="noix")
    eat(people[1], catered, Choice.NO_PORK)

    assert counted(catered)[0] == {"végétalien": 1, "sans porc": 1}
    assert [(one.participant, one.allergy) for one in meals.allergic(catered)] == [(people[0], "noix")]


@pytest.fixture
def answered(catered, people):
    """One writes another diet, one an allergy, four have not answered."""
    catered.half_days.update(starts_at=time(9), ends_at=time(12))
    eat(people[0], catered, Choice.OTHER, words=DIET)
    eat(people[1], catered, Choice.VEGETARIAN, allergy=ALLERGY)
    return catered


def test_the_caterer_gets_counts_and_no_name_but_beside_an_allergy(answered, people):
    text = text_of(printing.caterer_sheet(answered))
    rows = list(csv.reader(io.StringIO(printing.caterer_table(answered).decode("utf-8-sig")), delimiter=";"))

    for said in ("Végétarien 1", "Autre", DIET, "Repas à prévoir 2", "4 sans réponse", ALLERGY, people[1].full_name):
        assert said in text
    assert not any(one.full_name in text for one in (people[0], *people[2:]))
    assert rows == [
        ["Quoi", "Nombre", "Précision"],
        ["végétarien", "1", ""],
        ["autre", "1", DIET],
        ["repas à prévoir", "2", ""],
        ["ne déjeunent pas", "0", ""],
        ["sans réponse", "4", "comptés à part"],
        ["allergie", "1", f"{people[1].full_name}\u00a0: {ALLERGY}"],
    ]


def test_words_that_a_spreadsheet_would_run_are_text(catered, people):
    eat(people[0], catered, Choice.OTHER, words="=1+1")
    assert b"'=1+1" in printing.caterer_table(catered)


def pages_of(catered):
    lists = [reverse(f"admin:{name}", args=[catered.pk]) for name in ("day_lists", "day_names", "caterer_csv")]
    form, reading = (reverse(f"admin:atelier_sessions_day_{name}", args=[catered.pk]) for name in ("change", "read"))
    return [*lists, form, reading, reverse("admin:day_presence", args=[catered.pk]), reverse("space")]


def reads(client, catered):
    """Which of these pages show the words of somebody's diet."""
    return {
        page for page in pages_of(catered) if DIET in (text := client.get(page).content.decode()) or ALLERGY in text
    }


def test_organisers_read_the_names_and_the_team_reads_counts(
    as_user, answered, people, organiser, facilitator, treasurer, lead
):
    """Pages that show the words, by role; the person reads their own on their page."""
    _, names, table, *_ = pages_of(answered)
    own = page_of(people[0], answered)

    assert reads(as_user(organiser), answered) == {names, table}
    assert not any(reads(as_user(user), answered) for user in (facilitator, treasurer, lead, people[2].user))
    assertContains(as_user(people[0].user).get(own), DIET)
    counts = as_user(facilitator).get(reverse("admin:day_lists", args=[answered.pk]))
    assertContains(counts, "1</strong> végétarien")
    assertContains(counts, "4 sans réponse, sur")
    assertNotContains(counts, people[0].last_name + "</td>")
    assertNotContains(counts, names)


def test_whoever_looks_in_somebody_s_place_reads_no_diet(as_user, answered, people, organiser):
    client = as_user(organiser)
    client.post(reverse("see_as", args=[people[0].user.pk]))

    assert client.get(page_of(people[0], answered)).status_code == 403
    assertNotContains(client.get(reverse("space")), DIET)


def test_reading_names_is_written_in_the_journal_and_told_to_the_person(desk, answered, people):
    desk.get(reverse("admin:day_lists", args=[answered.pk]))
    assert not LogEntry.objects.filter(content_type__model="meal").exists()
    desk.get(reverse("admin:day_names", args=[answered.pk]))
    desk.get(reverse("admin:caterer_pdf", args=[answered.pk]))
    assert LogEntry.objects.filter(content_type__model="meal").count() == 2

    tables = {table.title: table.rows for table in data_export.tables(people[0].user)}
    assert tables["Repas"][0]["autre régime"] == DIET
    assert "l’équipe a lu votre réponse pour un déjeuner" in {row["quoi"] for row in tables["Journal"]}


def test_meals_are_forgotten_the_day_after_and_when_the_day_is_called_off(desk, answered, people):
    desk.get(reverse("admin:day_names", args=[answered.pk]))
    kept = set(Meal.objects.exclude(day=answered))
    with time_machine.travel(answered.date, tick=False):
        assert retention.due().meals == []
    Day.objects.filter(pk=answered.pk).update(status="cancelled")

    assert retention.apply()["repas"] == 2
    assert set(Meal.objects.all()) == kept
    assert not LogEntry.objects.filter(content_type__model="meal").exists()
    with time_machine.travel(answered.date + timedelta(days=1), tick=False):
        assert retention.due().meals == [one.pk for one in kept]


def test_erasing_somebody_forgets_their_meals_alone(desk, answered, people):
    desk.get(reverse("admin:day_names", args=[answered.pk]))

    assert erasure.erase(email=people[0].email)["repas"] == 1

    assert {one.participant for one in Meal.objects.filter(day=answered)} == {people[1]}
    assert LogEntry.objects.filter(content_type__model="meal").count() == 1


def test_a_season_without_these_lists_shows_nothing_of_them(as_user, answered, people, organiser):
    season = answered.season
    season.uses_day_lists = False
    season.save()
    Season.objects.exclude(pk=season.pk).update(status="archived")  # the first page is that of the current season

    client = as_user(organiser)
    assert {client.get(page).status_code for page in pages_of(answered)[:3]} == {404}
    for page in (*pages_of(answered)[3:], reverse("admin:index"), reverse("admin:checkin", args=[_part(answered)])):
        text = client.get(page).content.decode()
        assert not any(words in text for words in ("Préparer la journée", "/preparer/", "Pas d’image", "Repas, salles"))
    client = as_user(people[0].user)
    assert client.get(page_of(people[0], answered)).status_code == 404
    assertNotContains(client.get(reverse("space")), "Ma venue")
    assert lunch_sayer([season])(people[0], Day.objects.select_related("season").get(pk=answered.pk)) == ""


def _part(catered):
    return catered.half_days.first().pk
