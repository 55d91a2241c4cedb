"""How many codes may be asked for: a room has room for all, and a stranger locks nobody out."""

import pytest
from django.core import mail
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from atelier.core.models import Counter
from tests.accounts.test_accounts import code_of
from tests.factories import UserFactory
from tests.strict import ReadingClient as Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mode")]
HERE, THERE = "192.0.2.7", "198.51.100.9"
ROOM = 36


def post(client, door, values, machine):
    return client.post(reverse(door), values, headers={"X-Forwarded-For": machine}, REMOTE_ADDR=machine)


def ask(client, email, machine=HERE):
    return post(client, "account_login", {"login": email}, machine)


def enter(client, code, machine=HERE):
    return post(client, "account_confirm_login_code", {"code": code}, machine)


def test_a_whole_room_behind_one_address_signs_in():
    inside = []
    for number in range(ROOM):
        user, client = UserFactory(email=f"salle{number}@example.org"), Client()
        for _ in range(2):  # each comes back to ask for another
            client.logout()
            assert ask(client, user.email).status_code == 302
        enter(client, code_of(mail.outbox[-1]))
        inside.append(client.session.get("_auth_user_id"))

    assert None not in inside


def test_a_stranger_who_asks_all_day_does_not_lock_an_organiser_out(organiser):
    statuses = [ask(Client(), organiser.email, THERE).status_code for _ in range(50)]
    assert (statuses.count(302), statuses.count(429)) == (5, 45)

    client = Client()
    assert ask(client, organiser.email).status_code == 302
    enter(client, code_of(mail.outbox[-1]))
    assert client.session["_auth_user_id"] == str(organiser.pk)


def test_many_strangers_do_not_lock_an_organiser_out_of_where_they_signed_in(organiser):
    client = Client()
    ask(client, organiser.email)
    enter(client, code_of(mail.outbox[-1]))
    statuses = [ask(Client(), organiser.email, f"198.51.100.{number}").status_code for number in range(40)]
    assert statuses.count(429) == 11

    assert ask(Client(), organiser.email, "203.0.113.5").status_code == 429
    assert ask(Client(), organiser.email).status_code == 302


def test_whoever_signs_in_ten_times_a_day_is_not_refused(organiser):
    for _ in range(10):
        client = Client()
        assert ask(client, organiser.email).status_code == 302
        enter(client, code_of(mail.outbox[-1]))


def test_beyond_the_limit_the_code_that_left_still_signs_in_and_the_page_says_so(organiser):
    client = Client()
    for one in (Client(), Client(), Client(), Client(), client):
        ask(one, organiser.email)

    refused = ask(client, organiser.email)

    assert len(mail.outbox) == 5
    assertContains(refused, "aucun autre ne part", status_code=429)
    assertContains(refused, reverse("account_confirm_login_code"), status_code=429)
    assertContains(refused, "clé d’accès", status_code=429)
    enter(client, code_of(mail.outbox[-1]))
    assert client.session["_auth_user_id"] == str(organiser.pk)


def test_the_refusal_is_the_same_whoever_has_an_account(organiser):
    answers = [
        [ask(Client(), email).status_code for _ in range(8)] for email in (organiser.email, "inconnue@example.org")
    ]

    assert answers[0] == answers[1]


def test_every_door_that_sends_a_code_counts(organiser):
    doors = {"account_login": "login", "account_request_login_code": "email", "account_signup": "email"}
    for _ in range(8):
        for door, field in doors.items():
            Client().post(reverse(door), {field: organiser.email}, REMOTE_ADDR=HERE)

    assert len(mail.outbox) <= 5


@pytest.mark.parametrize("door", ["account_login", "account_request_login_code", "account_signup"])
def test_a_field_that_a_form_does_not_read_hides_nothing(door, organiser):
    field, other = ("login", "email") if door == "account_login" else ("email", "login")
    for number in range(8):
        post(Client(), door, {field: organiser.email, other: f"leurre{number}@example.org"}, HERE)

    assert len(mail.outbox) <= 5


def test_one_mailbox_under_many_spellings_is_one(organiser):
    for number in range(8):
        ask(Client(), f"Victi.me+{number}@Example.org")
        ask(Client(), f'"vict\\ime"+{number}@example.org')

    assert len(mail.outbox) <= 5


def test_one_subscriber_of_ipv6_is_one_machine(organiser):
    statuses = [ask(Client(), organiser.email, f"2001:db8::{number}").status_code for number in range(1, 8)]

    assert statuses.count(302) == 5


def test_what_is_counted_names_nobody(organiser):
    ask(Client(), organiser.email)

    rows = list(Counter.objects.order_by("pk").values_list("key", flat=True))
    assert len(rows) == 4
    assert not any(word in key for key in rows for word in ("@", "organisation", HERE))


@pytest.mark.parametrize("host", ["mechant.example", "a b"])
def test_a_request_that_is_not_understood_has_a_french_page(host):
    answer = Client().get("/", headers={"host": host})

    assertContains(answer, "Cette demande n’a pas été comprise", status_code=400)
    assertNotContains(answer, "Bad Request", status_code=400)


def test_a_form_without_its_key_has_a_french_page(organiser):
    answer = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": organiser.email})

    assertContains(answer, "Cette page était ouverte depuis trop longtemps", status_code=403)


def test_too_many_fields_have_a_french_page(settings, organiser):
    fields = {f"champ{number}": "x" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}

    answer = Client().post(reverse("account_login"), fields)

    assertContains(answer, "Cette demande n’a pas été comprise", status_code=400)
