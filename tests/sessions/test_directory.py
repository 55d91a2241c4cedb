"""The directory of a season: everybody's name and post for the group, addresses with each person's agreement."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from territories import directory
from territories.models import PersonalChoices
from tests.factories import ParticipantFactory, SeasonFactory, TriptychFactory, UserFactory

pytestmark = pytest.mark.django_db


def page(season):
    return reverse("sessions:directory", args=[season.number])


@pytest.fixture
def other(participant):
    """A peer of another territory."""
    triptych = TriptychFactory(season=participant.season, admitted=True, rank=2, territory__name="Île-d’en-Bas")
    return ParticipantFactory(
        triptych=triptych, first_name="Élodie", last_name="Roy", email="elodie@example.org", phone="+33639980001",
        state="confirmed",
    )  # fmt: skip


def test_a_peer_is_named_and_reached_only_with_their_agreement(as_user, participant, other):
    client = as_user(participant.user)
    response = client.get(page(participant.season))
    assertContains(response, "Élodie Roy")
    assertContains(response, "Île-d’en-Bas")
    assertNotContains(response, "elodie@example.org")
    assertNotContains(response, "06\u00a039")

    directory.share_contact(person=other, agrees=True)
    response = client.get(page(participant.season))
    assertContains(response, "mailto:elodie@example.org")
    assertContains(response, "tel:+33639980001")

    directory.share_contact(person=other, agrees=False)
    assertNotContains(client.get(page(participant.season)), "elodie@example.org")


def test_whoever_has_not_confirmed_or_is_not_admitted_is_not_there(as_user, participant):
    invited = ParticipantFactory(triptych=participant.triptych, seat=2, last_name="Silence")
    PersonalChoices.objects.create(participant=invited, shares_contact=True)
    waiting = TriptychFactory(season=participant.season, submitted=True, territory__name="Ailleurs")
    ParticipantFactory(triptych=waiting, last_name="Dehors", state="confirmed")

    response = as_user(participant.user).get(page(participant.season))
    for word in ("Silence", invited.email, "Ailleurs", "Dehors"):
        assertNotContains(response, word)


def test_one_decides_for_oneself_alone(as_user, participant, other):
    other.user = UserFactory(email=other.email)
    other.save()
    client = as_user(participant.user)

    response = client.post(reverse("sessions:share", args=[participant.pk]), {"agrees": "1"}, follow=True)
    assertContains(response, "Le groupe peut vous joindre.")
    assertContains(response, "Ne plus les montrer")
    client.post(reverse("sessions:share", args=[participant.pk]), {"agrees": "0"})
    assert client.post(reverse("sessions:share", args=[other.pk]), {"agrees": "1"}).status_code == 404

    assert not PersonalChoices.objects.get(participant=participant).shares_contact
    assert not PersonalChoices.objects.filter(participant=other).exists()


@pytest.mark.parametrize("words", ["elodie", "ROY élodie", "ile d en bas", "maire roy"])
def test_somebody_is_found_whatever_the_accents(as_user, participant, other, words):
    response = as_user(participant.user).get(page(participant.season), {"q": words})

    assertContains(response, "Élodie Roy")
    assertNotContains(response, f"<strong>{participant.full_name}</strong>")


def test_nobody_found_is_said(as_user, participant):
    assertContains(as_user(participant.user).get(page(participant.season), {"q": "zzz\x00"}), "Personne ne correspond")


def test_another_season_s_group_is_not_shown(as_user, participant):
    assert as_user(participant.user).get(page(SeasonFactory(number=1))).status_code == 404


def test_the_page_asks_the_database_as_often_for_many_people(as_user, participant, django_assert_max_num_queries):
    client = as_user(participant.user)
    counts = []
    for rank in (2, 3):
        triptych = TriptychFactory(season=participant.season, admitted=True, rank=rank, people=6)
        triptych.participants.update(state="confirmed")
        with django_assert_max_num_queries(30) as counted:
            client.get(page(participant.season))
        counts.append(len(counted))

    assert counts[0] == counts[1]
