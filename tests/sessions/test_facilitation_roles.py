"""Roles that open and close with the places and the seasons of a team; what a change of mind says and does."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from atelier.accounts.models import User
from atelier.outbox.models import Message
from atelier.seasons import team as places
from atelier.seasons.models import Season
from tests.facilitation import joined
from tests.factories import SeasonFactory, UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/espace/animation/"
INES = {"first_name": "Inès", "last_name": "Roy", "email": "ines@example.org", "role": "animation"}


def test_archiving_the_last_running_season_ends_the_role_and_reopening_gives_it_back(as_user, season):
    ada = joined(season)
    Season.objects.filter(pk=season.pk).update(status="published")
    zoe = joined(season, email="zoe@example.org")
    places.leave_team(member=zoe)
    elsewhere = joined(SeasonFactory(number=7), email="agnes@example.org")
    client = as_user(ada.user)
    season.status = "archived"
    season.save()
    ada.user.refresh_from_db()
    assert not ada.user.is_facilitator
    assert client.get(PAGE).status_code == 302  # its sessions are over
    assert User.objects.get(pk=elsewhere.user_id).is_facilitator

    season.status = "published"
    season.save()
    roles = User.objects.filter(pk__in=[ada.user_id, zoe.user_id], is_facilitator=True)
    assert list(roles) == [ada.user]
    roles.update(is_facilitator=False)  # taken by hand: another change of the season gives nothing back
    season.theme = "Un autre thème"
    season.save()
    assert not roles.exists()


def test_somebody_added_back_the_same_day_is_said_to_have_their_mail_already(desk, season):
    page = f"{reverse('admin:facilitators')}?saison={season.pk}"
    assertContains(desk.post(page, {**INES, "add": "1"}, follow=True), "l’invitation part")
    desk.post(page, {"leave": season.team.get().pk})
    answer = desk.post(page, {**INES, "add": "1"}, follow=True)

    assert Message.objects.filter(source="sessions/emails/facilitator_invitation").count() == 1
    assertNotContains(answer, "l’invitation part")
    assertContains(answer, "déjà reçu une invitation aujourd’hui")
    assert season.team.get().state == "invitée"


def test_an_archived_season_offers_no_invitation_to_accept(as_user, season):
    guest = UserFactory(email="ines@example.org")
    places.give_account(season=season, **INES)
    Season.objects.update(status="archived")

    assertNotContains(as_user(guest).get(PAGE), "Rejoindre l’équipe")


@pytest.mark.parametrize("name", ["facilitators", "share_file"])
def test_a_page_acts_on_the_season_that_it_shows(name, desk, season):
    """Another season was chosen in another tab since."""
    page = desk.get(f"{reverse(f'admin:{name}')}?saison={season.pk}")
    assert page.context["season"] == season

    forms = re.findall(r'<form method="post"[^>]*>', page.content.decode())
    own = [one for one in forms if "action=" not in one or "saison" in one]
    assert own == [one for one in own if f'action="?saison={season.pk}"' in one]


def test_a_name_that_received_its_account_in_another_tab_keeps_it(season):
    season.team.create(name="I. Roy", role="restitution")
    read, since = season.team.get(), season.team.get()
    places.give_account(season=season, member=since, **INES)

    with pytest.raises(ValidationError, match="a reçu son compte"):
        places.give_account(season=season, member=read, **{**INES, "email": "autre@example.org"})
    assert season.team.get().user.email == INES["email"]


def test_two_tabs_that_take_leave_of_somebody_say_the_same(desk, season):
    ines = joined(season, email=INES["email"], first_name="Inès", last_name="Roy")
    page = f"{reverse('admin:facilitators')}?saison={season.pk}"
    desk.post(page, {"leave": ines.pk})

    assertContains(desk.post(page, {"leave": ines.pk}, follow=True), "Inès Roy a quitté l’équipe")
    assertContains(desk.post(page, {"invite": ines.pk}, follow=True), "a quitté l’équipe")
    elsewhere = joined(SeasonFactory(number=7), email="zoe@example.org")
    assert desk.post(page, {"leave": elsewhere.pk}).status_code == 404

    season.team.create(name="I. Roy", role="restitution")
    named = season.team.get(name="I. Roy")
    assertContains(desk.post(page, {**INES, "add": "1", "member": named.pk}), "Cette personne avait quitté l’équipe")
