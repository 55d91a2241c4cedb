"""Signing in by an identity provider: whom it lets in, and what it is not believed about."""

import time

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from atelier import config_optional
from atelier.accounts import openid
from atelier.accounts.models import User
from atelier.core.limits import Limit
from tests.accounts.identity_provider import CLIENT, Provider
from tests.admin_actions import second_factor_of
from tests.factories import UserFactory
from tests.slow_server import DRIPS, LONGEST, dripping

pytestmark = pytest.mark.django_db
LOGIN, RETURN = "/compte/identite/", "/compte/identite/retour/"


@pytest.fixture(scope="module")
def server():
    provider = Provider()
    yield provider
    provider.server.shutdown()
    provider.server.server_close()


@pytest.fixture
def provider(server, settings):
    """The provider, which says nothing unusual, known to the site."""
    server.key, server.claims, server.about, server.headers = server.published, {}, {}, {"kid": "k1"}
    server.signs_information, server.algorithm, server.asked, server.instead = False, "RS256", [], {}
    settings.OPENID = server.settings("eidas2")
    settings.STAFF_SECOND_FACTOR = True
    return server


@pytest.fixture
def caller():
    """A browser: coming back from the provider is a GET that signs in, which writes."""
    return Client()


@pytest.fixture
def user():
    return UserFactory(email="elu@example.org")


def sign_in(caller, provider, **typed):
    leaves = caller.post(LOGIN, typed)
    return caller.get(RETURN, provider.authorize(leaves.url))


def scope_of(asked):
    """In the order that the library chose."""
    return set(asked["scope"].split())


def who(caller):
    return int(caller.session.get(SESSION_KEY, 0))


def test_the_button_stands_beside_the_code_only_where_it_is_set_up(caller, provider, settings):
    assertContains(caller.get(reverse("account_login")), "Se connecter avec ProConnect")
    settings.OPENID = None
    assertNotContains(caller.get(reverse("account_login")), "Se connecter avec")
    assert caller.post(LOGIN).status_code == 404
    assert caller.get(RETURN).status_code == 404


def test_whoever_has_the_verified_address_of_an_account_is_in_it(caller, provider, user):
    answer = sign_in(caller, provider, next="/espace/?x=1")

    assert (who(caller), answer.url) == (user.pk, "/espace/?x=1")
    (asked,) = provider.asked
    assert asked["redirect_uri"] == "http://testserver" + RETURN
    assert (asked["client_id"], asked["response_type"], scope_of(asked)) == (CLIENT, "code", {"openid", "email"})
    assert (asked["acr_values"], asked["code_challenge_method"]) == ("eidas2", "S256")
    assert min(len(asked["state"]), len(asked["nonce"])) >= 16
    assert user.emailaddress_set.get().verified


def test_the_address_is_read_as_everywhere(caller, provider, user):
    provider.about = {"email": "ELU@Example.ORG"}
    sign_in(caller, provider)

    assert who(caller) == user.pk


def test_information_that_is_a_signed_token_is_read(caller, provider, user):
    provider.signs_information = True
    sign_in(caller, provider)

    assert who(caller) == user.pk


@pytest.mark.parametrize("said", [False, None, "true", 1])
def test_an_address_that_is_not_said_to_be_verified_opens_nothing(caller, provider, user, said):
    provider.about = {"email_verified": said}
    answer = sign_in(caller, provider)

    assert (who(caller), answer.url) == (0, reverse("account_login"))
    assertContains(caller.get(answer.url), "demandez un code")


def test_an_unknown_address_makes_no_account(caller, provider):
    answer = sign_in(caller, provider)

    assert (who(caller), answer.url, User.objects.exists()) == (0, reverse("account_signup"), False)


def test_a_closed_account_stays_closed(caller, provider, user):
    User.objects.update(is_active=False)
    answer = sign_in(caller, provider)

    assert (who(caller), answer.url) == (0, reverse("account_inactive"))


def test_a_former_address_opens_nothing(caller, provider, user):
    user.sync_address()
    User.objects.update(email="autre@example.org")
    sign_in(caller, provider)

    assert who(caller) == 0


OTHER_KEY = rsa.generate_private_key(65537, 2048)


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": OTHER_KEY},
        {"key": OTHER_KEY, "signs_information": True},
        {"key": None, "algorithm": "none"},
        {"key": "x" * 32, "algorithm": "HS256"},
        {"headers": {"kid": "autre"}},
        {"claims": {"aud": "autre"}},
        {"claims": {"aud": [CLIENT, "autre"]}},
        {"claims": {"iss": "https://autre.example.org"}},
        {"claims": {"nonce": "autre"}},
        {"claims": {"nonce": None}},
        {"claims": {"exp": 1}},
        {"claims": {"exp": None}},
        {"about": {"sub": "u2"}},
    ],
    ids=range(13),  # a key is written otherwise in each process
)
def test_a_token_that_is_not_what_it_should_be_is_refused_in_words(caller, provider, user, wrong):
    for name, value in wrong.items():
        setattr(provider, name, value)
    answer = sign_in(caller, provider)

    assert (who(caller), answer.url) == (0, reverse("account_login"))
    assertContains(caller.get(answer.url), "n’a pas abouti")


def test_a_return_that_nobody_asked_for_is_refused(caller, provider, user):
    sent = provider.authorize(caller.post(LOGIN).url)

    for typed in ({}, {"code": "code-1"}, {**sent, "state": "autre"}, {"error": "access_denied", "state": "autre"}):
        assert caller.get(RETURN, typed).url == reverse("account_login")
    assert who(caller) == 0
    caller.get(RETURN, sent)
    assert who(caller) == user.pk
    caller.logout()
    assert caller.get(RETURN, sent).url == reverse("account_login")


def test_whoever_gives_up_is_told_to_ask_for_a_code(caller, provider):
    sent = provider.authorize(caller.post(LOGIN).url)
    answer = caller.get(RETURN, {"error": "access_denied", "state": sent["state"]})

    assertContains(caller.get(answer.url), "demandez un code")


def test_a_silent_provider_gets_a_sentence(caller, provider, settings):
    settings.OPENID["settings"]["server_url"] = "http://127.0.0.1:1"
    answer = caller.post(LOGIN)

    assert answer.url == reverse("account_login")


def test_a_provider_that_never_ends_its_answer_holds_no_page(caller, provider, settings, monkeypatch):
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 0.3
    with dripping(*DRIPS["body"]) as port:
        settings.OPENID["settings"]["server_url"] = f"http://127.0.0.1:{port}"
        started = time.monotonic()
        answer = caller.post(LOGIN)

    assert (answer.url, time.monotonic() - started < LONGEST / 2) == (reverse("account_login"), True)


DISCOVERY = "/.well-known/openid-configuration"
ODD = [
    *((path, said) for path in (DISCOVERY, "/keys", "/userinfo", "/token") for said in ([], None, "x")),
    (DISCOVERY, {"jwks_uri": 5}),
    (DISCOVERY, {"issuer": None}),
    (DISCOVERY, {"issuer": "https://autre.example.org"}),
    (DISCOVERY, {"authorization_endpoint": "javascript:x"}),
    (DISCOVERY, {"token_endpoint_auth_methods_supported": 5}),
    ("/keys", {"keys": "x"}),
    ("/token", {"expires_in": "soon"}),
]


@pytest.mark.parametrize(("path", "said"), ODD)
def test_a_provider_that_answers_something_else_gets_a_sentence(caller, provider, user, path, said):
    provider.instead = {path: said}
    leaves = caller.post(LOGIN)
    begun = leaves.url.startswith(provider.issuer)
    answer = caller.get(RETURN, provider.authorize(leaves.url)) if begun else leaves

    assert (answer.url, who(caller)) == (reverse("account_login"), 0)
    assertContains(caller.get(answer.url), "n’a pas abouti")


def test_nothing_of_the_address_of_a_request_changes_what_is_asked(caller, provider):
    leaves = caller.post(f"{LOGIN}?scope=admin&auth_params=acr_values%3Dnone%26nonce%3Dx&process=connect")
    provider.authorize(leaves.url)

    (asked,) = provider.asked
    assert (scope_of(asked), asked["acr_values"]) == ({"openid", "email"}, "eidas2")
    assert asked["nonce"] != "x"


def test_a_machine_that_begins_again_and_again_is_told_to_wait(caller, provider, monkeypatch):
    monkeypatch.setattr(openid, "FROM_MACHINE", Limit("sign-ins by a provider from a machine", 1))

    assert [caller.post(LOGIN).status_code for _ in range(2)] == [302, 429]


def test_nobody_leaves_by_a_link(caller, provider):
    assert caller.get(LOGIN).status_code == 405


@pytest.mark.parametrize(("acr", "status"), [("eidas2", 200), ("eidas1", 302), (None, 302)])
def test_a_second_factor_is_believed_where_its_level_is_accepted(caller, provider, organiser, acr, status):
    """Whether or not the account has a factor of ours."""
    provider.about, provider.claims = {"email": organiser.email}, {"acr": acr}
    sign_in(caller, provider)
    assert caller.get("/admin/").status_code == status

    caller.logout()
    second_factor_of(organiser)
    sign_in(caller, provider)
    assert caller.get("/admin/").status_code == status


def test_a_level_in_the_unsigned_information_is_not_believed(caller, provider, organiser):
    provider.about = {"email": organiser.email, "acr": "eidas2"}
    sign_in(caller, provider)

    assert caller.get("/admin/").status_code == 302


@pytest.mark.parametrize(
    ("issuer", "demo"),
    [
        ("http://op.example.org", True),
        ("http://127.0.0.1:9", False),
        ("https://u@op.example.org", False),
        ("op", False),
    ],
)
def test_an_issuer_that_anybody_could_stand_for_stops_the_program(monkeypatch, issuer, demo):
    for name, value in {"ISSUER": issuer, "CLIENT_ID": "x", "CLIENT_SECRET": "y", "NAME": "z"}.items():
        monkeypatch.setenv(f"OPENID_{name}", value)

    with pytest.raises(ImproperlyConfigured, match="OPENID_ISSUER"):
        config_optional.openid(demo=demo)


def test_settings_come_from_the_environment(monkeypatch):
    assert config_optional.openid(demo=False) is None
    values = {"ISSUER": "https://op.example.org/a/", "CLIENT_ID": "x", "NAME": "z", "ACR": "eidas2 eidas3"}
    for name, value in values.items():
        monkeypatch.setenv(f"OPENID_{name}", value)
    with pytest.raises(ImproperlyConfigured, match="OPENID_CLIENT_SECRET"):
        config_optional.openid(demo=False)
    monkeypatch.setenv("OPENID_CLIENT_SECRET", "y")

    found = config_optional.openid(demo=False)
    assert found["settings"] == {
        "server_url": "https://op.example.org/a",
        "scope": ["openid", "email"],
        "acr": ["eidas2", "eidas3"],
    }
    assert config_optional.origins(found) == ["https://op.example.org"]
