"""« Changer d'adresse », for oneself: a code to the new address, in the session that asked for it."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertRedirects

from atelier.accounts.models import User
from atelier.outbox.models import Message
from tests import strict
from tests.accounts.test_accounts import code_of
from tests.factories import ParticipantFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mode")]
OLD, NEW = "zoe@example.org", "zoe.martin@example.net"
PAGE, CODE = "/compte/adresse/", "/compte/adresse/code/"


@pytest.fixture
def zoe():
    user = UserFactory(email=OLD, first_name="Zoé", last_name="Martin")
    ParticipantFactory(email=OLD, user=user, state="confirmed", first_name="Zoé", last_name="Martin")
    return user


def test_the_code_of_the_new_address_changes_it_and_ends_other_sessions(zoe, just_signed_in):
    phone = strict.ReadingClient()
    phone.force_login(zoe)
    client = just_signed_in(zoe)

    assertRedirects(client.post(PAGE, {"email": NEW}), CODE)
    (code,) = mail.outbox
    answer = client.post(CODE, {"code": f" {code_of(code).lower()} "}, follow=True)

    assertContains(answer, f"Votre adresse est {NEW}.")
    assert code.to == [NEW]
    zoe.refresh_from_db()
    assert (zoe.email, zoe.emailaddress_set.get().verified, zoe.participants.get().email) == (NEW, True, NEW)
    assert phone.get("/espace/").status_code == 302
    assert Message.objects.get().to_email == OLD
    assertRedirects(client.get(CODE), PAGE)  # the code served once


def test_three_wrong_codes_end_it(zoe, just_signed_in):
    client = just_signed_in(zoe)
    client.post(PAGE, {"email": NEW})
    right = code_of(mail.outbox[0])

    for _ in range(2):
        assertContains(client.post(CODE, {"code": "FAUX"}), "Ce n’est pas le code")
    assertRedirects(client.post(CODE, {"code": "FAUX"}), PAGE)

    assertRedirects(client.post(CODE, {"code": right}), PAGE)
    assert User.objects.get(pk=zoe.pk).email == OLD


def test_a_code_dies_after_ten_minutes(zoe, just_signed_in):
    client = just_signed_in(zoe)
    client.post(PAGE, {"email": NEW})

    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assertRedirects(client.post(CODE, {"code": code_of(mail.outbox[0])}), PAGE)
    assert User.objects.get(pk=zoe.pk).email == OLD


def test_an_address_that_has_an_account_is_told_so_and_the_page_says_nothing_of_it(zoe, just_signed_in):
    UserFactory(email=NEW, first_name="Ada", last_name="Lointaine")
    client = just_signed_in(zoe)

    free = client.post(PAGE, {"email": "libre@example.org"}, follow=True).content.decode()
    taken = client.post(PAGE, {"email": NEW}, follow=True).content.decode()

    assert "Nous venons d’écrire à <strong>libre@example.org" in free
    assert f"Nous venons d’écrire à <strong>{NEW}" in taken
    assert "Ada" not in taken
    assert "Elle a déjà le sien" in mail.outbox[1].body


def test_what_is_no_address_is_said_in_its_field(zoe, just_signed_in):
    client = just_signed_in(zoe)

    assertContains(client.post(PAGE, {"email": OLD}), "C’est déjà l’adresse d’aujourd’hui.")
    assertContains(client.post(PAGE, {"email": "zoé@"}), 'value="zoé@"')
    assert mail.outbox == []


def test_a_session_of_yesterday_proves_itself_anew(zoe, as_user):
    client = as_user(zoe)
    assertContains(client.get(PAGE), "Confirmer pour changer d’adresse")

    assertRedirects(client.post(PAGE, {"email": NEW}), PAGE)
    back = client.post(reverse("prove"), {"back": "my_address"})

    assert "next=%2Fcompte%2Fadresse%2F" in back.url
    assert mail.outbox == []


def test_the_address_that_was_taken_in_between_is_refused(zoe, just_signed_in):
    client = just_signed_in(zoe)
    client.post(PAGE, {"email": NEW})
    UserFactory(email=NEW)

    answer = client.post(CODE, {"code": code_of(mail.outbox[0])})

    assertContains(answer, "déjà celle d’un autre compte")
    assert User.objects.get(pk=zoe.pk).email == OLD
