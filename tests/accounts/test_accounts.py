import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import override_settings
from django.urls import reverse
from pytest_django.asserts import assertContains

from atelier.accounts.models import User
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mode")]


def code_of(message):
    return re.search(r"\n\n([A-Z0-9-]+)\n", message.body)[1]


def test_an_address_is_kept_in_lower_case_and_found_again():
    assert User.objects.for_email(" Zoe@Example.ORG ") == User.objects.for_email("zoe@example.org")


def test_a_superuser_is_an_organiser_without_a_password():
    user = User.objects.create_superuser("chef@example.org", "ignored")

    assert (user.is_organiser, user.is_staff, user.has_usable_password()) == (True, True, False)


@pytest.mark.parametrize("verified", [True, False])
def test_a_known_person_signs_in_with_the_mailed_code(verified, client):
    UserFactory(email="zoe@example.org", address__verified=verified)

    client.post(reverse("account_login"), {"login": "Zoe@example.org"})
    response = client.post(reverse("account_confirm_login_code"), {"code": code_of(mail.outbox[0])}, follow=True)

    assert response.redirect_chain[-1][0] == reverse("space")
    assert mail.outbox[0].subject == f"{code_of(mail.outbox[0])}\u00a0: votre code de connexion"


def test_a_wrong_code_is_refused_in_words(client):
    UserFactory(email="zoe@example.org")
    client.post(reverse("account_login"), {"login": "zoe@example.org"})

    response = client.post(reverse("account_confirm_login_code"), {"code": "FAUX"})

    assert "Une réponse est à corriger" in response.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(("url", "field"), [("account_login", "login"), ("account_signup", "email")])
def test_someone_who_mistyped_their_address_starts_again(url, field, client):
    client.post(reverse(url), {field: "fautive@example.org"})

    response = client.post(reverse("account_logout"), {"next": reverse("account_login")}, follow=True)

    assert response.redirect_chain[-1][0] == reverse("account_login")
    assert 'name="login"' in response.content.decode()


def test_a_new_person_signs_up_with_the_mailed_code(client):
    client.post(reverse("account_signup"), {"email": "neuf@example.org"})
    response = client.post(reverse("account_email_verification_sent"), {"code": code_of(mail.outbox[0])}, follow=True)

    assert response.redirect_chain[-1][0] == f"{reverse('account_identity')}?next=%2Fespace%2F"
    assert User.objects.get().email == "neuf@example.org"


WHO = {"first_name": "Maud", "last_name": "Le Bihan", "position": "chargée de mission", "phone": "0639980001"}


def test_whoever_is_new_says_who_they_are_once_then_goes_on(as_user):
    user = UserFactory(first_name="", last_name="")
    client, page = as_user(user), reverse("account_identity")

    refused = client.post(page, {**WHO, "last_name": "", "next": "/candidatures/nouvelle/"})
    assertContains(refused, "Indiquez votre nom.")
    assertContains(refused, 'value="chargée de mission"')
    gone = client.post(page, {**WHO, "next": "/candidatures/nouvelle/"})

    user.refresh_from_db()
    assert gone.url == "/candidatures/nouvelle/"
    assert {name: getattr(user, name) for name in WHO} == WHO
    assert user.greeting == "Bonjour Maud Le Bihan"


@pytest.mark.parametrize("address", ["https://mal.example/", "//mal.example/", "javascript:alert(1)"])
def test_the_page_that_asks_a_name_leads_to_no_other_site(address, as_user):
    page = reverse("account_identity")

    assert as_user(UserFactory()).post(page, {**WHO, "next": address}).url == reverse("space")


def test_a_name_given_later_fills_an_account_that_had_none_and_no_other():
    User.objects.for_email("zoe@example.org")
    User.objects.for_email("zoe@example.org", first_name="Zoé", last_name="Maréchal")
    User.objects.for_email("zoe@example.org", first_name="Autre", last_name="Nom")

    assert User.objects.get().get_full_name() == "Zoé Maréchal"


@pytest.mark.parametrize(("url", "field"), [("account_login", "login"), ("account_signup", "email")])
def test_known_and_unknown_addresses_get_the_same_answer(url, field, client):
    UserFactory(email="connue@example.org")
    answers = []
    for email in ("connue@example.org", "inconnue@example.org"):
        response = client.post(reverse(url), {field: email}, follow=True)
        text = response.content.decode().replace(email, "ADRESSE")
        answers.append((response.redirect_chain, response.status_code, re.sub(r'value="[^"]{64}"', "", text)))
        client.logout()

    assert answers[0] == answers[1]
    assert len(mail.outbox) == 2


def test_the_unknown_address_is_told_by_mail_where_to_sign_up(client, settings):
    client.post(reverse("account_login"), {"login": "inconnue@example.org"})

    assert f"{settings.SITE_URL}{reverse('account_signup')}" in mail.outbox[0].body


def test_links_in_account_mails_ignore_the_host_header(client, settings):
    settings.ALLOWED_HOSTS = ["*"]

    client.post(reverse("account_login"), {"login": "inconnue@example.org"}, headers={"host": "mechant.example"})

    assert "mechant" not in mail.outbox[0].body


def test_the_admin_sends_to_the_same_door(client):
    response = client.get("/admin/login/?next=/admin/", follow=True)

    assert response.redirect_chain[-1][0].startswith(reverse("account_login"))


def test_someone_who_is_not_staff_meets_a_sentence_at_the_admin(as_user, stranger):
    response = as_user(stranger).get("/admin/", follow=True)

    assert response.status_code == 403
    assert "réservée à l’équipe d’organisation" in response.content.decode()


@pytest.fixture
def with_second_factor():
    with override_settings(STAFF_SECOND_FACTOR=True):
        yield


def test_staff_without_a_second_factor_are_led_to_set_one_up(with_second_factor, just_signed_in, organiser):
    assert just_signed_in(organiser).get("/admin/").url == reverse("mfa_index")


def test_staff_with_a_second_factor_enter(with_second_factor, just_signed_in, organiser):
    Authenticator.objects.create(user=organiser, type=Authenticator.Type.TOTP, data={"secret": "x"})

    assert just_signed_in(organiser).get("/admin/").status_code == 200


def test_staff_can_reach_the_page_that_sets_a_second_factor_up(with_second_factor, just_signed_in, organiser):
    client = just_signed_in(organiser)

    assert client.get(reverse("mfa_index")).status_code == 200


def test_the_name_of_a_key_is_asked_in_french(just_signed_in, organiser):
    page = just_signed_in(organiser).get(reverse("mfa_add_webauthn")).content.decode()

    assert "Nom de la clé" in page
    assert ">Name<" not in page.replace("\n", "").replace(" ", "")


@pytest.mark.parametrize(
    ("role", "allowed", "refused"),
    [
        ("is_organiser", "seasons.delete_season", None),
        ("is_treasurer", "contributions.change_agreement", "territories.view_participant"),
        ("is_facilitator", "atelier_sessions.change_attendance", "contributions.view_agreement"),
    ],
)
def test_each_role_has_its_rights_and_no_others(role, allowed, refused):
    user = UserFactory(**{role: True})

    assert user.has_perm(allowed)
    assert refused is None or not user.has_perm(refused)


def test_a_new_database_has_no_account():
    assert not User.objects.exists()


def test_someone_closed_has_no_right_left():
    assert not UserFactory(is_organiser=True, is_active=False).has_perm("seasons.view_season")
