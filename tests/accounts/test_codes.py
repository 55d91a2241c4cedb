"""The codes that sign in: how many there are, how long one lives, whom it serves."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.adapter import get_adapter
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.accounts.test_accounts import code_of
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mode")]
LOGIN = {"login": "zoe@example.org"}


def test_a_code_dies_after_a_few_wrong_tries(client):
    UserFactory(email="zoe@example.org")
    client.post(reverse("account_login"), LOGIN)
    code = code_of(mail.outbox[0])
    for _ in range(3):
        client.post(reverse("account_confirm_login_code"), {"code": "FAUXFAUX"})

    client.post(reverse("account_confirm_login_code"), {"code": code})

    assert "_auth_user_id" not in client.session


def test_a_code_serves_once_and_the_session_is_a_new_one(client):
    UserFactory(email="zoe@example.org")
    client.post(reverse("account_login"), LOGIN)
    before = client.session.session_key
    code = code_of(mail.outbox[0])
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert client.session["_auth_user_id"]
    assert client.session.session_key != before
    client.logout()

    client.post(reverse("account_login"), LOGIN)
    client.post(reverse("account_confirm_login_code"), {"code": code})

    assert "_auth_user_id" not in client.session


def test_a_code_serves_who_asked_for_it_alone(client):
    UserFactory(email="zoe@example.org")
    thief = Client()
    for one in (client, thief):
        one.post(reverse("account_login"), LOGIN)
    hers = code_of(mail.outbox[0])

    thief.post(reverse("account_confirm_login_code"), {"code": hers})
    assert "_auth_user_id" not in thief.session

    client.post(reverse("account_confirm_login_code"), {"code": hers})
    assert "_auth_user_id" in client.session


def test_a_code_dies_after_ten_minutes(client):
    UserFactory(email="zoe@example.org")
    client.post(reverse("account_login"), LOGIN)
    code = code_of(mail.outbox[0])

    with time_machine.travel(timezone.now() + timedelta(seconds=601)):
        client.post(reverse("account_confirm_login_code"), {"code": code})

    assert "_auth_user_id" not in client.session


def test_a_code_is_one_of_many():
    """Twenty bits at least: what is drawn has six signs, and many different ones."""
    adapter = get_adapter()
    codes = [adapter.generate_login_code().replace("-", "") for _ in range(200)]

    assert min(map(len, codes)) >= 6
    assert len({*"".join(codes)}) >= 20
    assert len({*codes}) == len(codes)
