"""Where organisers give tokens to other programs."""

import pytest
from auditlog.models import LogEntry
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from atelier.api.models import AccessToken
from tests.factories import SeasonFactory, UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/admin/autres-programmes/"


def issue(desk, season, **changed):
    typed = {"name": "Site", "scopes": ["saison", "presences"], "ends_on": str(timezone.localdate()), "issue": "1"}
    return desk.post(f"{PAGE}?saison={season.pk}", {**typed, **changed}, follow=True)


def test_the_secret_of_a_new_token_is_shown_once(desk, season, ask):
    answer = issue(desk, season)
    (sentence,) = map(str, answer.context["messages"])
    secret = sentence.rpartition(" ")[2]

    assert ask(secret, "saison").json()["number"] == season.number
    assert ask(secret, "personnes").status_code == 403
    later = desk.get(f"{PAGE}?saison={season.pk}")
    assertContains(later, "les taux de présence")
    assertNotContains(later, secret)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Dites qui s’en sert"),
        ({"scopes": []}, "Choisissez au moins une chose"),
        ({"ends_on": "2020-01-01"}, "Choisissez un jour à venir"),
        ({"ends_on": "2099-12-31"}, "dans deux ans au plus"),
        ({"scopes": ["tout"]}, "tout"),
    ],
)
def test_what_is_typed_wrong_is_said_and_nothing_typed_is_lost(desk, season, typed, sentence):
    answer = issue(desk, season, **typed)

    assertContains(answer, sentence)
    assert answer.context["form"]["name"].value() == typed.get("name", "Site")
    assert not AccessToken.objects.exists()


def test_a_token_is_revoked_from_the_page_of_its_season_alone(desk, season, secret_of, ask):
    secret, other = secret_of(season), SeasonFactory()
    key = AccessToken.objects.get().pk

    assert desk.post(f"{PAGE}?saison={other.pk}", {"revoke": key}).status_code == 404
    assert ask(secret, "saison").status_code == 200
    assertContains(desk.post(f"{PAGE}?saison={season.pk}", {"revoke": key}, follow=True), "n’ouvre plus rien")
    assert ask(secret, "saison").status_code == 401


def test_the_journal_says_who_issued_and_revoked_without_the_secret(desk, season, organiser):
    issue(desk, season)
    token = AccessToken.objects.get()
    desk.post(f"{PAGE}?saison={season.pk}", {"revoke": token.pk})

    entries = LogEntry.objects.get_for_object(token).order_by("pk")
    assert [(one.action, one.actor) for one in entries] == [(0, organiser), (1, organiser)]
    assert token.digest not in "".join(str(one.changes) for one in entries)


def test_the_last_use_is_shown(desk, season, secret_of, ask):
    secret = secret_of(season)

    assertContains(desk.get(f"{PAGE}?saison={season.pk}"), "<td>jamais</td>")
    ask(secret, "saison")
    assertNotContains(desk.get(f"{PAGE}?saison={season.pk}"), "<td>jamais</td>")


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_makes_as_many_queries_at_one_token_and_at_three(
    desk, season, secret_of, count, django_assert_max_num_queries
):
    for _ in range(count):
        secret_of(season)

    with django_assert_max_num_queries(7):
        desk.get(f"{reverse('access_tokens')}?saison={season.pk}")


def test_a_season_that_does_without_says_so(desk, season):
    type(season).objects.update(opens_to_programs=False)

    assertContains(desk.get(f"{PAGE}?saison={season.pk}"), "La saison s’en passe")


LEFT = [{"is_organiser": False}, {"is_organiser": False, "is_treasurer": True}, {"is_active": False}]


@pytest.mark.parametrize("change", LEFT)
def test_a_token_of_somebody_who_left_stands_in_sight(as_user, organiser, season, secret_of, ask, change):
    """Its secret left with them, and programs that need it would stop if it ended by itself."""
    secret = secret_of(season)
    desk = as_user(UserFactory(is_organiser=True))
    page, said = f"{PAGE}?saison={season.pk}", "n’est plus de l’organisation"
    assertNotContains(desk.get("/admin/"), said)
    assertNotContains(desk.get(page), said)

    type(organiser).objects.filter(pk=organiser.pk).update(**change)

    assertContains(desk.get("/admin/"), said)
    assertContains(desk.get(page), said)
    assert ask(secret, "saison").status_code == 200
    desk.post(page, {"revoke": AccessToken.objects.get().pk})
    assertNotContains(desk.get("/admin/"), said)


def test_a_token_whose_account_was_erased_stands_in_sight(as_user, organiser, season, secret_of):
    secret_of(season)
    AccessToken.objects.update(created_by=None)

    assertContains(as_user(organiser).get("/admin/"), "n’est plus de l’organisation")
