"""Shapes that do not fit: a contact asks for seats, an organiser grants or removes them while reading."""

import re

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from atelier.accounts.models import User
from atelier.outbox.models import Message
from territories import application
from territories.models import QuotaOverride
from tests.factories import TriptychFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def studied(contact, season):
    triptych = TriptychFactory(season=season, submitted=True, lead=contact, territory__name="Val")
    triptych.elus = season.categories.get(code="elus")
    return triptych


def sizes(triptych):
    return [len(panel.seats) for panel in type(triptych).objects.get(pk=triptych.pk).panels()]


def grant(desk, triptych, seats, reason="Un collectif de sept"):
    posted = {"triptych": triptych.pk, "category": triptych.elus.pk, "seats": seats, "reason": reason}
    return confirm(desk, posted, desk.post(reverse("admin:board"), posted, follow=True))


def confirm(desk, posted, page):
    """What was shown is confirmed; a refusal comes back as it is."""
    shown = re.search(r'name="shown" value="([^"]+)"', page.content.decode())
    if not shown:
        return page
    return desk.post(reverse("admin:board"), {**posted, "shown": shown[1], "confirm": "1"}, follow=True)


@pytest.mark.usefixtures("mode")
def test_an_organiser_grants_a_seat_where_the_application_is_read(desk, studied):
    assertContains(desk.get(reverse("admin:board")), "Changer le nombre de sièges")
    assertContains(grant(desk, studied, 3), "3 sièges. Ses contacts sont prévenus.")

    assert sizes(studied) == [3, 2, 2]
    (message,) = Message.objects.all()
    assert (message.to_email, "3 sièges" in message.subject) == ("contact@example.org", True)


def test_the_mails_of_a_grant_are_shown_before_they_leave(desk, studied):
    posted = {"triptych": studied.pk, "category": studied.elus.pk, "seats": 3, "reason": "Un collectif de sept"}

    shown = desk.post(reverse("admin:board"), posted)
    assertContains(shown, "1 courriel part aussitôt")
    assertContains(shown, "contact@example.org")
    assert (sizes(studied), Message.objects.count()) == ([2, 2, 2], 0)

    assertContains(confirm(desk, {**posted, "seats": 4}, shown), "a changé depuis que vous l’avez lu")
    assert (sizes(studied), Message.objects.count()) == ([2, 2, 2], 0)
    confirm(desk, posted, shown)
    assertContains(confirm(desk, posted, shown), "compte déjà ce nombre")
    assert (sizes(studied), Message.objects.count()) == ([3, 2, 2], 1)


def test_fewer_seats_than_the_season_s_leave_nothing_missing(desk, studied):
    missing = [gap.sentence for gap in application.remaining_steps(studied) if "Il manque" in gap.sentence]
    assert missing[0] == "Il manque 2 personnes dans la catégorie «\u00a0Élus\u00a0»."
    grant(desk, studied, 0)

    left = application.remaining_steps(type(studied).objects.get(pk=studied.pk))
    assert [gap.sentence for gap in left if "Il manque" in gap.sentence] == missing[1:]


def test_a_seat_that_is_held_is_not_removed(desk, season, contact):
    full = TriptychFactory(season=season, submitted=True, lead=contact, people=6)
    full.elus = season.categories.get(code="elus")
    second = full.participants.get(category=full.elus, seat=2)

    assertContains(grant(desk, full, 1), f"Le siège 2 est celui de {second.full_name}")
    assert not QuotaOverride.objects.exists()


@pytest.mark.usefixtures("mode")
def test_a_contact_asks_and_the_answer_comes_back(as_user, contact, organiser, studied):
    page = reverse("territories:ask_seats", args=[studied.pk])
    asked = {"category": studied.elus.pk, "seats": 3, "reason": "Trois maires portent le projet"}
    client = as_user(contact)
    assertContains(client.post(page, asked, follow=True), "3 sièges")
    assert sizes(studied) == [2, 2, 2]

    desk = as_user(organiser)
    assertContains(desk.get("/admin/"), "nombre de sièges à décider")
    assertContains(desk.get(reverse("admin:board")), "Trois maires portent le projet")
    grant(desk, studied, 2, "Deux suffisent cette année")
    assert (QuotaOverride.objects.get().wanted, sizes(studied)) == (None, [2, 2, 2])
    assert "Deux suffisent cette année" in Message.objects.get(to_email=contact.email).text


def test_what_is_so_already_is_not_asked_for(as_user, contact, studied):
    page = reverse("territories:ask_seats", args=[studied.pk])
    asked = {"category": studied.elus.pk, "seats": 2, "reason": "Pour voir"}

    assertContains(as_user(contact).post(page, asked), "compte déjà ce nombre")
    assertContains(as_user(contact).post(page, {**asked, "seats": 40}), 'value="40"')


def test_what_a_draft_asks_for_is_granted_where_the_first_page_leads(as_user, desk, contact, studied):
    """Seats are asked for before the people are named; the draft stands on the board as long as it asks."""
    draft = TriptychFactory(season=studied.season, lead=contact, complete=True, territory__name="Combe")
    draft.elus = studied.elus
    asked = {"category": draft.elus.pk, "seats": 1, "reason": "Un seul élu."}
    as_user(contact).post(reverse("territories:ask_seats", args=[draft.pk]), asked)

    desk.force_login(User.objects.get(is_organiser=True))
    page = desk.get(reverse("admin:board"))
    assertContains(page, f'id="candidature-{draft.pk}"')
    assert page.context["whole"].count == 1  # of those submitted
    assertContains(grant(desk, draft, 1), "1 siège. Ses contacts sont prévenus.")
    assertNotContains(desk.get(reverse("admin:board")), f'id="candidature-{draft.pk}"')
