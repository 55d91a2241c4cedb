"""« Préparer la journée »: arrangements, image limits, rooms; their names and their counts."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from atelier.privacy import retention
from atelier.seasons.models import Season
from sessions.attendance import sign_in_sheets
from sessions.attendance.models import Attendance
from sessions.day_lists import images, meals, printing, rooms
from sessions.day_lists.lunch_words import lunch_sayer
from sessions.day_lists.models import Meal
from sessions.groups import composition
from sessions.programme.models import Day
from territories import access_needs
from territories.models import AccessNeed, PersonalChoices
from territories.models.participant import IMAGE_USES
from tests.factories import AttendanceFactory, add_days, triptych_of_six
from tests.sessions.conftest import text_of

pytestmark = pytest.mark.django_db

ALL_USES = dict.fromkeys(IMAGE_USES, True)
MARK = "pas d’image"


@pytest.fixture
def people(triptych):
    return list(triptych.participants.order_by("pk"))


@pytest.fixture
def held(triptych):
    """In a month; the people of another season, on the same day, ask for everything and refuse nothing."""
    when = timezone.localdate() + timedelta(days=30)
    (found,) = add_days(triptych.season, when)
    other = triptych_of_six(rank=1)
    add_days(other.season, when)
    for person in other.participants.all():
        access_needs.record_need(participant=person, kinds=AccessNeed.KINDS, text="Tout", consents=True)
    return Day.objects.with_programme().get(pk=found.pk)


def need(person, *kinds, text=""):
    return access_needs.record_need(participant=person, kinds=kinds, text=text, consents=True)


def leave(person, held):
    for part in held.half_days.all():
        AttendanceFactory(participant=person, half_day=part, status=Attendance.Status.EXCUSED)


def test_arrangements_are_chosen_with_consent_changed_and_taken_back(as_user, held, people):
    client, page = as_user(people[0].user), reverse("sessions:coming", args=[people[0].pk, held.pk])
    asked = {"needs": "1", "need_kinds": ["hearing_loop", "breaks"], "need": "Au premier rang"}
    assertContains(client.post(page, asked), "Cochez cette case")
    assertContains(client.post(page, asked), "Au premier rang")
    assert not AccessNeed.objects.filter(participant=people[0]).exists()

    client.post(page, {**asked, "need_consent": "on"})
    found = AccessNeed.objects.get(participant=people[0])
    assert found.in_words == "pauses plus fréquentes, boucle magnétique ; Au premier rang"
    client.post(page, {"needs": "1", "need_kinds": ["parking"], "need_consent": "on"})
    found = AccessNeed.objects.get(participant=people[0])
    assert (found.kinds, found.text) == (["parking"], "")

    client.post(page, {"needs": "1"})
    assert not AccessNeed.objects.filter(participant=people[0]).exists()


def test_a_need_is_not_kept_without_consent(people):
    with pytest.raises(ValidationError, match="Cochez cette case"):
        access_needs.record_need(participant=people[0], kinds=["parking"], text="", consents=False)


def test_arrangements_are_counted_of_those_who_come(desk, as_user, facilitator, held, people):
    need(people[0], "step_free", "parking")
    need(people[1], "step_free", text="CANARI-BESOIN")
    need(people[2], "sign_language")
    leave(people[2], held)

    assert rooms.wanted_arrangements(held) == [
        ("accès sans marche", 2),
        ("stationnement à proximité", 1),
        ("autre aménagement, décrit en quelques mots", 1),
    ]
    page, names = (reverse(f"admin:{name}", args=[held.pk]) for name in ("day_lists", "day_names"))
    assertContains(desk.get(names), "accès sans marche")
    assertContains(desk.get(names), "CANARI-BESOIN")
    client = as_user(facilitator)
    assertContains(client.get(page), "accès sans marche")
    assertNotContains(client.get(page), "CANARI-BESOIN")
    assert client.get(names).status_code == 403


def test_images_are_limited_for_whoever_did_not_agree_to_each_use(held, people):
    """Silence is no agreement; two people of one name are two."""
    for person in people[:2]:
        person.first_name, person.last_name = "Zoé", "Maréchal"
        person.save()
    PersonalChoices.objects.create(participant=people[0], **ALL_USES)
    PersonalChoices.objects.create(participant=people[1], image_site=True)
    PersonalChoices.objects.create(participant=people[2])
    for person in people[4:]:
        leave(person, held)

    found = {one.person.pk: one.uses for one in images.image_limits(held)}
    assert found == {people[2].pk: (), people[3].pk: (), people[1].pk: ("site de l’atelier",)}
    assert [one.uses for one in images.image_limits(held)] == [(), (), ("site de l’atelier",)]
    text = text_of(printing.image_sheet(held))
    assert (text.count("aucune image"), text.count("site de l’atelier"), text.count("Zoé Maréchal")) == (2, 1, 3)


@pytest.mark.parametrize("is_used", [True, False])
def test_cards_and_the_door_bear_a_mark_for_whoever_refuses_images(desk, held, people, is_used):
    for person in people[1:]:
        PersonalChoices.objects.create(participant=person, image_reports=True)
    held.season.uses_day_lists = is_used
    held.season.save()
    door = desk.get(reverse("admin:checkin", args=[held.half_days.first().pk])).content.decode()

    assert door.count("Pas d’image") == is_used
    assert text_of(sign_in_sheets.name_cards(held)).count(people[0].last_name) == 1
    refused = {one.pk for one in held.season.participants.with_image_refusals() if one.refuses_images}
    assert refused == {people[0].pk}


def test_rooms_follow_the_programme_and_who_is_in_them(desk, held, people, organiser):
    """Whoever misses the morning takes no chair of it; tables are those composed, or one a territory."""
    morning, afternoon = held.half_days.all()
    add = morning.items.create
    mixed = add(starts_at=time(10), format="inter", title="Croiser", room="Atelier", preparation="Des cartes")
    add(starts_at=time(9), format="plenary", title="Accueil", room="Grande salle")
    afternoon.items.create(starts_at=time(14), format="collective", title="Ensemble")
    afternoon.items.create(starts_at=time(16), format="codev", title="Une situation")
    AttendanceFactory(participant=people[0], half_day=morning, status=Attendance.Status.REMOTE)
    page = reverse("admin:day_lists", args=[held.pk])
    assertContains(desk.get(page), "tables à composer", count=2)
    groups = len(composition.compose_groups(item=mixed, author=organiser).groups.all())

    lines = rooms.room_lines(Day.objects.with_programme().get(pk=held.pk))

    assert [(one.item.title, one.chairs, one.tables) for one in lines] == [
        ("Accueil", 5, None),
        ("Croiser", 5, groups),
        ("Ensemble", 6, 1),
        ("Une situation", 6, None),
    ]
    text = " ".join(desk.get(page).content.decode().split())
    assert f"5 chaises, {groups} table{'s' if groups > 1 else ''}, feuilles des tables" in text
    assert "Des cartes" in text
    assertContains(desk.get(page), "tables à composer", count=1)


def test_nothing_is_set_up_for_a_day_online(desk, held):
    held.half_days.first().items.create(starts_at=time(9), format="plenary", title="Accueil")
    Day.objects.update(mode=Day.Mode.ONLINE, lunch=Day.Lunch.CATERER)
    response = desk.get(reverse("admin:day_lists", args=[held.pk]))
    assertContains(response, "il n’y a pas de salle à installer")
    assertContains(response, "personne ne déjeune sur place")
    assert images.image_limits(Day.objects.get(pk=held.pk)) == []


def test_the_page_of_a_day_leads_to_its_lists(desk, as_user, facilitator, held):
    page = reverse("admin:atelier_sessions_day_read", args=[held.pk])
    lists = reverse("admin:day_lists", args=[held.pk])
    assertContains(desk.get(page), lists)
    assertContains(desk.get(page), "à leurs frais")
    assertContains(desk.get(reverse("admin:atelier_sessions_day_change", args=[held.pk])), lists)
    assertContains(as_user(facilitator).get(page), lists)


def test_the_page_makes_as_many_queries_for_one_person_as_for_six(desk, held, people, django_assert_max_num_queries):
    for person in people:
        need(person, "breaks")
    with django_assert_max_num_queries(40):
        desk.get(reverse("admin:day_lists", args=[held.pk]))


def test_the_mail_asks_once_and_never_says_what_was_answered(held, people):
    Day.objects.update(lunch=Day.Lunch.CATERER)
    held.refresh_from_db()
    say = lunch_sayer([held.season])
    assert say(people[0], held).endswith(reverse("sessions:coming", args=[people[0].pk, held.pk]))
    assert "Dites en une minute" in say(people[0], held)
    meals.answer_meal(participant=people[0], day=held, choice="other", words="CANARI-REGIME", consents=True)
    answered = lunch_sayer([held.season])(people[0], held)
    assert ("est notée" in answered, "CANARI" in answered) == (True, False)

    for lunch, sentence in ((Day.Lunch.OWN, "à vos frais."), (Day.Lunch.NONE, "aucun.")):
        held.lunch = lunch
        assert say(people[0], held).endswith(sentence)
    held.mode = Day.Mode.ONLINE
    assert say(people[0], held) == ""


def test_a_day_without_a_caterer_says_what_to_do(desk, held):
    Day.objects.update(lunch=Day.Lunch.CATERER)
    page = reverse("admin:day_lists", args=[held.pk])
    assertContains(desk.get(page), "Personne n’a encore répondu")
    Day.objects.update(lunch=Day.Lunch.NONE)
    assertContains(desk.get(page), "choisissez «")
    assert desk.get(reverse("admin:caterer_pdf", args=[held.pk])).status_code == 404
    assertContains(desk.get(page), "Le programme est vide")
    assertContains(desk.get(page), "Aucun aménagement n’est demandé")


def test_a_lunch_that_changes_while_one_answers_is_said(as_user, held, people):
    page = reverse("sessions:coming", args=[people[0].pk, held.pk])
    response = as_user(people[0].user).post(page, {"meal": "1", "choice": "anything"}, follow=True)
    assertContains(response, "Aucun traiteur ne sert plus ce déjeuner")
    assertNotContains(response, "a déjà reçu le compte")
    assert not Meal.objects.exists()


@pytest.mark.parametrize("changed", [{"lunch": "none"}, {"lunch": "own"}, {"mode": "online"}, {"status": "cancelled"}])
def test_diets_are_forgotten_once_no_caterer_serves(held, people, changed):
    """What tells health is not kept for a lunch that is not ordered any more."""
    Day.objects.update(lunch=Day.Lunch.CATERER)
    held.refresh_from_db()
    meals.answer_meal(participant=people[0], day=held, choice="vegan", consents=True)
    assert retention.due().meals == []

    Day.objects.filter(pk=held.pk).update(**changed)
    assert retention.apply()["repas"] == 1
    assert not Meal.objects.exists()


def test_diets_are_forgotten_in_a_season_that_leaves_its_lists_and_its_form_says_so(desk, held, people):
    Day.objects.update(lunch=Day.Lunch.CATERER)
    held.refresh_from_db()
    for person in people[:2]:
        meals.answer_meal(participant=person, day=held, choice="vegan", consents=True)
    form = reverse("admin:seasons_season_change", args=[held.season_id])
    assertContains(desk.get(form), "les réponses pour les déjeuners à venir s’effacent la nuit suivante")
    Season.objects.filter(pk=held.season_id).update(uses_day_lists=False)

    assert retention.apply()["repas"] == 2


def test_a_lunch_changed_by_mistake_comes_back_with_its_answers_until_the_night(desk, held, people):
    page, lists = (reverse(f"admin:{name}", args=[held.pk]) for name in ("atelier_sessions_day_change", "day_lists"))

    def serve(lunch):
        fields = {"season": held.season_id, "number": held.number, "date": held.date, "status": "planned"}
        parts = {"half_days-TOTAL_FORMS": 0, "half_days-INITIAL_FORMS": 0}
        return desk.post(page, {**fields, "mode": "on_site", "lunch": lunch, **parts}, follow=True)

    serve("caterer")
    for person in people[:2]:
        meals.answer_meal(participant=person, day=Day.objects.get(pk=held.pk), choice=Meal.Choice.ANYTHING)
    assertContains(serve("own"), "2 réponses pour le déjeuner s’effacent la nuit prochaine")
    assertContains(desk.get(lists), "Des réponses sont déjà là (2)")
    serve("caterer")
    assertContains(desk.get(lists), "2 repas à prévoir")

    serve("none")
    assert retention.apply()["repas"] == 2
    serve("caterer")
    assertContains(desk.get(lists), "0 repas à prévoir")
