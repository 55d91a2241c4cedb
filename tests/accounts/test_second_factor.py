"""What a role gives opens to a session that passed a second factor; what ends the other sessions of an account."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    SECRET_SESSION_KEY,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from tests.accounts.test_accounts import code_of
from tests.accounts.test_leaving import elsewhere, is_out
from tests.admin_actions import prove, second_factor_of
from tests.factories import ParticipantFactory, TriptychFactory
from tests.strict import ReadingClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mode", "asked")]
ADMIN = "/admin/"


@pytest.fixture
def asked(db, settings):
    settings.STAFF_SECOND_FACTOR = True
    cache.clear()  # where tries are counted


def enrol(client):
    client.get(reverse("mfa_activate_totp"))
    counter = next(yield_hotp_counters_from_time())
    code = format_hotp_value(hotp_value(client.session[SECRET_SESSION_KEY], counter))
    return client.post(reverse("mfa_activate_totp"), {"code": code})


def sign_in_by_code(client, user):
    client.post(reverse("account_login"), {"login": user.email})
    return client.post(reverse("account_confirm_login_code"), {"code": code_of(mail.outbox[-1])})


def proven(user):
    """A session of the team that passed the second factor of the account."""
    client = ReadingClient()
    client.force_login(user)
    second_factor_of(user)
    prove(client, user)
    assert client.get(ADMIN).status_code == 200
    return client


@pytest.mark.django_db(transaction=True)  # the library tells of a new factor after commit
def test_a_session_by_mailed_code_does_not_enter_once_another_sets_a_factor_up(client, organiser):
    stolen, mine = ReadingClient(), client
    for one in (stolen, mine):
        sign_in_by_code(one, organiser)
    assert stolen.get(ADMIN).url == reverse("mfa_index")

    enrol(mine)

    assert mine.get(ADMIN).status_code == 200
    assert is_out(stolen)
    sign_in_by_code(stolen, organiser)
    assert is_out(stolen)  # the code alone leads to the question of the second factor
    organiser.refresh_from_db()
    stolen.force_login(organiser)  # as a session of before, had it stayed
    assert reverse("account_reauthenticate") in stolen.get(ADMIN).url


def test_taking_the_last_factor_off_closes_the_roles_and_ends_the_other_sessions(organiser):
    mine, other = proven(organiser), proven(organiser)
    factor = organiser.authenticator_set.get()
    session = mine.session
    session["account_authentication_methods"] = [
        {**one, "reauthenticated": True} for one in session["account_authentication_methods"]
    ]
    session.save()

    mine.post(reverse("mfa_deactivate_totp"))

    assert not Authenticator.objects.filter(pk=factor.pk).exists()
    assert is_out(other)
    assert not is_out(mine)
    assert mine.get(ADMIN).url == reverse("mfa_index")


@pytest.mark.parametrize(
    "change",
    [
        {"is_organiser": True},
        {"is_facilitator": False},
        {"is_active": False},
    ],
)
def test_another_role_ends_sessions_for_good(change, organiser, facilitator):
    client, phone = proven(organiser), elsewhere(facilitator)
    before = {name: getattr(facilitator, name) for name in change}
    page = reverse("admin:accounts_user_change", args=[facilitator.pk])
    for values in (change, before):
        form = {"email": facilitator.email, "is_active": True, "is_facilitator": True, **values}
        answer = client.post(page, {name: value for name, value in form.items() if value})
        assert answer.status_code == 302, answer.content.decode()

    assert is_out(phone)


def test_another_name_ends_no_session(organiser, facilitator):
    client, phone = proven(organiser), elsewhere(facilitator)

    form = {"email": facilitator.email, "is_active": "on", "is_facilitator": "on", "first_name": "Ada"}
    client.post(reverse("admin:accounts_user_change", args=[facilitator.pk]), form)

    facilitator.refresh_from_db()
    assert (facilitator.first_name, is_out(phone)) == ("Ada", False)


def test_a_code_mailed_to_a_former_address_opens_nothing(client, contact):
    client.post(reverse("account_login"), {"login": contact.email})
    contact.email = "nouvelle@example.org"
    contact.save()
    contact.sync_address()

    answer = client.post(reverse("account_confirm_login_code"), {"code": code_of(mail.outbox[-1])}, follow=True)

    assertContains(answer, "L’adresse de ce compte a changé")
    assert is_out(client)


def test_what_is_one_s_own_stays_open_without_proof(client, organiser):
    """Somebody of the team who also holds a seat: their seat is theirs, what the role gives waits."""
    seat = ParticipantFactory(triptych=TriptychFactory(admitted=True), email=organiser.email, user=organiser)
    own, other = TriptychFactory(complete=True, lead=organiser), TriptychFactory(complete=True)
    second_factor_of(organiser)
    client.force_login(organiser)

    page = client.get(reverse("space"))

    assertContains(page, seat.triptych.territory.name)
    assertContains(page, "Organisation")
    assert client.get(own.get_absolute_url()).status_code == 200
    refused = client.get(other.get_absolute_url())
    assert reverse("account_reauthenticate") in refused.url


def test_nobody_is_seen_as_by_a_session_without_proof(organiser, participant):
    client = proven(organiser)
    client.post(reverse("see_as", args=[participant.user.pk]))
    assertContains(client.get(reverse("space")), "Vous voyez le site comme")
    session = client.session
    session["account_authentication_methods"] = []
    session.save()

    assertNotContains(client.get(reverse("space")), "Vous voyez le site comme")


def test_a_role_is_not_open_by_a_proof_of_another_account_or_of_a_day_to_come(client, organiser):
    session = proven(organiser).session
    second_factor_of(organiser)
    client.force_login(organiser)
    mine = client.session
    mine["account_authentication_methods"] = [
        {**one, "at": one["at"] + 10**9} for one in session["account_authentication_methods"]
    ]
    mine["account_authentication_methods_user"] = str(organiser.pk)
    mine.save()

    assert reverse("account_reauthenticate") in client.get(ADMIN).url
