"""How sessions end, what is told and kept of it, and how long one proof opens the administration."""

import json
import logging
import time
from datetime import timedelta

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, format_hotp_value, hotp_value
from auditlog.models import LogEntry
from django.core import mail
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from atelier.accounts import second_factor
from atelier.accounts.session_store import SessionStore
from atelier.core.logs import JsonFormatter
from tests.accounts.test_accounts import code_of
from tests.admin_actions import act, second_factor_of
from tests.factories import UserFactory
from tests.strict import ReadingClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mode")]
ACCOUNTS = "/admin/accounts/user/"


def elsewhere(user):
    other = ReadingClient()
    other.force_login(user)
    assert other.get(reverse("space")).status_code == 200
    return other


def is_out(client):
    return client.get(reverse("space")).status_code == 302


def test_one_closes_one_s_other_sessions_and_stays(as_user, contact):
    client, phone = as_user(contact), elsewhere(contact)

    response = client.post(reverse("leave_elsewhere"), follow=True)

    assertContains(response, "Vos autres connexions sont fermées")
    assert is_out(phone)
    assert not is_out(client)


def test_an_organiser_closes_the_sessions_of_others_and_stays(as_user, organiser, contact):
    client, phone, hers = as_user(organiser), elsewhere(contact), elsewhere(organiser)

    client.post(ACCOUNTS, {"action": "close_sessions", "_selected_action": [contact.pk, organiser.pk]})

    assert is_out(phone)
    assert is_out(hers)
    assert not is_out(client)


def take_away(client, *users, **more):
    return act(client, "accounts_user", "take_second_factor_away", *users, **more)


def test_a_lost_second_factor_is_taken_away_once_confirmed_told_and_written_down(as_user, organiser):
    colleague = UserFactory(is_facilitator=True, email="zoe@example.org")
    second_factor_of(colleague)
    client, phone = as_user(organiser), elsewhere(colleague)

    assertContains(take_away(client, colleague), "de vive voix")
    assert colleague.authenticator_set.exists()
    assertContains(take_away(client, colleague, confirm="1"), "second facteur retiré")

    assert not colleague.authenticator_set.exists()
    assert is_out(phone)
    (message,) = mail.outbox
    assert (message.to, message.subject) == (["zoe@example.org"], "Votre second facteur a été retiré")
    assert reverse("account_login") in message.body
    entry = LogEntry.objects.get_for_object(colleague).first()
    assert (entry.changes, entry.actor) == ({"second facteur": ["posé", "retiré"]}, organiser)


def test_a_second_factor_that_is_one_s_own_or_is_not_there_is_not_taken(as_user, organiser, contact):
    second_factor_of(organiser)

    page = take_away(as_user(organiser), organiser, contact, confirm="1")

    assertContains(page, "votre propre second facteur se change")
    assertContains(page, "pas de second facteur")
    assert organiser.authenticator_set.exists()
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_whoever_sets_a_second_factor_is_told_by_mail(just_signed_in, organiser):
    client = just_signed_in(organiser)
    client.get(reverse("mfa_activate_totp"))
    counter = int(time.time()) // 30
    code = format_hotp_value(hotp_value(client.session[SECRET_SESSION_KEY], counter))

    client.post(reverse("mfa_activate_totp"), {"code": code})

    assert organiser.authenticator_set.exists()
    assert "Votre compte vient de changer" in mail.outbox[0].body
    assert f"{reverse('my_data')}\n" in mail.outbox[0].body
    assert mail.outbox[0].to == [organiser.email]


@pytest.mark.parametrize("door", ["account_logout", "admin:logout"])
def test_leaving_empties_the_browser(door, as_user, organiser):
    response = as_user(organiser).post(reverse(door))

    assert response["Clear-Site-Data"] == '"storage"'


def test_asking_whether_to_leave_empties_nothing(as_user, contact, client):
    assert "Clear-Site-Data" not in as_user(contact).get(reverse("account_logout"))
    client.logout()
    assert "Clear-Site-Data" not in client.post(reverse("account_logout"))


def test_a_session_that_was_left_is_dead(as_user, contact):
    client = as_user(contact)
    stolen = ReadingClient()
    stolen.cookies = client.cookies.copy()
    assert not is_out(stolen)

    client.post(reverse("account_logout"))

    assert is_out(stolen)


@pytest.mark.parametrize(
    "page", ["mfa_activate_totp", "mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_add_webauthn"]
)
def test_a_second_factor_is_changed_by_who_just_proved_themselves(page, organiser_who_signed_in):
    client = organiser_who_signed_in(timedelta(hours=1))

    for ask in (client.get, client.post):
        answer = ask(reverse(page))
        assert answer.status_code == 302
        assert reverse("mfa_reauthenticate") in answer.url or reverse("account_reauthenticate") in answer.url


@pytest.fixture
def organiser_who_signed_in(settings, just_signed_in, organiser):
    """Signed in so long ago, with a second factor."""
    settings.STAFF_SECOND_FACTOR = True
    second_factor_of(organiser)

    def ago(age):
        client = just_signed_in(organiser)
        session = client.session
        for proof in session[AUTHENTICATION_METHODS_SESSION_KEY]:
            proof["at"] -= age.total_seconds()
        session.save()
        return client

    return ago


def test_one_proof_opens_the_administration_for_a_day_of_work(organiser_who_signed_in):
    almost = second_factor.DAY_OF_WORK - timedelta(minutes=1)
    assert organiser_who_signed_in(almost).get(ACCOUNTS).status_code == 200

    client = organiser_who_signed_in(second_factor.DAY_OF_WORK)

    asked = client.get(f"{ACCOUNTS}?q=zoe")
    assertRedirects(
        asked,
        f"{reverse('account_reauthenticate')}?next=%2Fadmin%2Faccounts%2Fuser%2F%3Fq%3Dzoe",
        fetch_redirect_response=False,
    )
    assertContains(client.get(asked.url, follow=True), 'name="code"')
    assert client.get(reverse("space")).status_code == 200


def test_a_form_opened_before_may_still_be_sent_a_while_after(organiser_who_signed_in, organiser):
    address, typed = (
        f"{ACCOUNTS}{organiser.pk}/change/",
        {"email": organiser.email, "last_name": "Autre", "is_active": "on", "is_organiser": "on"},
    )
    organiser_who_signed_in(second_factor.DAY_OF_WORK + timedelta(hours=1)).post(address, typed)
    organiser.refresh_from_db()
    assert organiser.last_name == "Autre"

    late = organiser_who_signed_in(second_factor.DAY_OF_WORK + second_factor.LAST_FORM)
    asked = late.post(address, {**typed, "last_name": "Tard"})

    assert asked.url == f"{reverse('account_reauthenticate')}?next=%2Fadmin%2F"
    organiser.refresh_from_db()
    assert organiser.last_name == "Autre"


def test_one_leaves_the_administration_without_a_proof(organiser_who_signed_in):
    client = organiser_who_signed_in(timedelta(days=20))

    client.post(reverse("admin:logout"))

    assert is_out(client)


def lines(caplog):
    return [record.getMessage() for record in caplog.records if record.name == "atelier.accounts.auth_log"]


def test_coming_in_leaving_and_being_refused_are_told_by_number(client, caplog):
    caplog.set_level(logging.INFO)
    user = UserFactory(email="zoe@example.org")
    client.post(reverse("account_login"), {"login": "zoe@example.org"})
    client.post(reverse("account_confirm_login_code"), {"code": "FAUXFAUX"})
    client.post(reverse("account_confirm_login_code"), {"code": code_of(mail.outbox[0])})
    client.post(reverse("account_logout"))

    assert lines(caplog) == [
        f"Wrong code for account {user.pk}.",
        f"Account {user.pk} signed in.",
        f"Account {user.pk} signed out.",
    ]


def test_a_wrong_second_factor_is_told(client, caplog):
    user = UserFactory(email="zoe@example.org")
    second_factor_of(user)
    client.post(reverse("account_login"), {"login": "zoe@example.org"})
    client.post(reverse("account_confirm_login_code"), {"code": code_of(mail.outbox[0])})

    client.post(reverse("mfa_authenticate"), {"code": "000000"})

    assert lines(caplog) == [f"Wrong second factor for account {user.pk}."]


def test_a_refusal_is_told_with_the_account_that_met_it(as_user, treasurer, caplog):
    as_user(treasurer).get("/admin/territories/participant/")

    (record,) = (record for record in caplog.records if record.name == "django.request")
    said = json.loads(JsonFormatter().format(record))
    assert (said["account"], said["message"]) == (
        treasurer.pk,
        "Forbidden (Permission denied): /admin/territories/participant/",
    )


@pytest.mark.django_db
def test_a_session_that_is_gone_is_nobody_s():
    store = SessionStore("partie")

    assert (store.load(), store.session_key) == ({}, None)
