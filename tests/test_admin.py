"""The administration as a workplace: actions, forms, the first page."""

from datetime import date

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from atelier.accounts.models import User
from atelier.outbox.models import Message
from atelier.seasons.models import Season, Workshop
from sessions.documents.models import Convocation
from sessions.programme.models import Day
from tests.admin_actions import act, shown_by
from tests.factories import (
    MessageFactory,
    ParticipantFactory,
    SeasonFactory,
    TriptychFactory,
    add_days,
)

pytestmark = pytest.mark.django_db


def test_the_first_page_shows_the_season_its_territories_and_what_is_missing(desk):
    season = SeasonFactory(number=4, theme="Tenir")
    TriptychFactory(season=season, admitted=True, people=5, territory__name="Val de Morlaine")
    add_days(season, date(2090, 1, 1))

    response = desk.get("/admin/")

    assertContains(response, "Territoires retenus\u00a0: 1 sur 6 places")
    assertContains(response, "Val de Morlaine")
    assertContains(response, "Il manque 1 personne dans la catégorie «\u00a0Opérateurs\u00a0».")


def test_the_first_page_without_a_season_says_what_to_do(desk):
    assertContains(desk.get("/admin/"), "Créer la première saison")


def test_the_first_page_says_who_waits_when_a_place_is_free(desk):
    season = SeasonFactory(number=4)
    TriptychFactory(season=season, submitted=True, status="waiting", waiting_rank=1, territory__name="Patience")

    assertContains(desk.get("/admin/"), "le premier de la liste d’attente est")


def test_issuing_convocations_asks_first_and_says_how_many(desk):
    season = SeasonFactory(number=3)
    TriptychFactory(season=season, admitted=True, people=3, people__state="confirmed")
    season.participants.filter(category__code="agents").update(state="invited")
    first, second = add_days(season, date(2090, 1, 1), date(2090, 2, 1))
    Day.objects.filter(pk=second.pk).update(status="cancelled")

    asked = act(desk, "atelier_sessions_day", "issue_convocations", first, second)
    assertContains(asked, "1<sup>er</sup> janvier 2090\u00a0: 2 personnes")
    assertContains(asked, "1 autre n’a pas encore confirmé sa participation")
    assert Convocation.objects.count() == 0

    done = act(desk, "atelier_sessions_day", "issue_convocations", first, second, confirm="1")
    assertContains(done, "Journée 1\u00a0: convocations émises 2, inchangées 0.")
    assert Convocation.objects.count() == 2


def test_moving_a_day_is_known_to_calendars(desk):
    (day,) = add_days(SeasonFactory(), date(2090, 1, 1))
    address = reverse("admin:atelier_sessions_day_change", args=[day.pk])
    data = {"season": day.season_id, "number": 1, "date": "08/01/2090", "status": "planned", "mode": "on_site"}
    data |= {"lunch": "own", "half_days-TOTAL_FORMS": 0, "half_days-INITIAL_FORMS": 0}

    desk.post(address, data)
    desk.post(address, data)

    day.refresh_from_db()
    assert (day.date, day.sequence) == (date(2090, 1, 8), 1)


def test_a_programme_that_changes_is_known_to_calendars_and_convocations(desk):
    (day,) = add_days(SeasonFactory(), date(2090, 1, 1))
    half_day = day.half_days.first()
    data = {"day": day.pk, "period": "morning", "starts_at": "10:00", "ends_at": "12:30"}
    data |= {"items-TOTAL_FORMS": 0, "items-INITIAL_FORMS": 0}

    desk.post(reverse("admin:atelier_sessions_halfday_change", args=[half_day.pk]), data)

    day.refresh_from_db()
    assert day.sequence == 1


def test_an_issued_convocation_is_neither_edited_nor_deleted(desk):
    (day,) = add_days(SeasonFactory(), date(2090, 1, 1))
    row = Convocation.objects.create(participant=ParticipantFactory(), day=day, number="C1", snapshot={})

    assert desk.post(reverse("admin:atelier_sessions_convocation_delete", args=[row.pk])).status_code == 403
    page = desk.get(reverse("admin:atelier_sessions_convocation_change", args=[row.pk]), follow=True)
    assertContains(page, row.number)
    assertNotContains(page, "_save")


def test_failed_messages_are_sent_again_and_counted(desk):
    failed, queued = MessageFactory(state="failed"), MessageFactory()

    response = act(desk, "outbox_message", "send_selected_again", failed, queued, confirm=1)

    assertContains(response, "Courriels remis dans la file\u00a0: 1 sur 2 choisis.")
    assert Message.objects.get(pk=failed.pk).state == "queued"


def test_the_workshop_has_one_page(desk):
    assert desk.get(reverse("admin:seasons_workshop_changelist")).url == reverse("admin:seasons_workshop_add")
    Workshop.load().save()
    assert desk.get(reverse("admin:seasons_workshop_changelist")).url == reverse(
        "admin:seasons_workshop_change", args=[1]
    )


def test_an_account_made_by_hand_can_sign_in_with_one_code(desk):
    desk.post(reverse("admin:accounts_user_add"), {"email": "Neuve@example.org", "is_active": "on"})

    user = User.objects.get(email="neuve@example.org")
    assert [row.email for row in user.emailaddress_set.all()] == ["neuve@example.org"]


def test_a_season_in_use_is_not_deleted_and_says_why(desk):
    triptych = TriptychFactory()

    page = reverse("admin:seasons_season_delete", args=[triptych.season_id])
    response = desk.get(page)
    desk.post(page, {"post": "yes", **shown_by(response)})

    assert Season.objects.count() == 1
    assertContains(response, "Territoire")


def test_every_component_is_shown_on_its_page(desk):
    TriptychFactory(people=3)
    add_days(Season.objects.get(), date(2090, 1, 1))

    response = desk.get("/admin/composants/")

    for drawing in (
        "season-path",
        "triptych",
        "triptych-small",
        "stakes",
        "seat-declined",
        "shape-half",
        "series-8",
        "swatch-accent",
    ):
        assertContains(response, drawing)
