"""Signing in by the identity provider of the installation, beside the mailed code.

An account is joined by its address, and only where the provider says that it verified it (`email_verified`); nothing of
the provider is kept. Whoever has no account, or an address that nobody vouches for, goes on with a code.
"""

import logging
from datetime import timedelta
from typing import Any

import requests
from allauth.account.adapter import get_adapter as account_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from atelier.accounts import second_factor
from atelier.accounts.clients import machine_of
from atelier.accounts.models import User
from atelier.accounts.provider import IdentityExchange, IdentityProvider
from atelier.core.email_addresses import normalize_email
from atelier.core.limits import Limit, count, too_many_requests
from atelier.core.whole_answers import WholeAnswers

log = logging.getLogger(__name__)
FROM_MACHINE = Limit("sign-ins by a provider from a machine", 100, timedelta(minutes=10))
FAILED = "La connexion par {name} n’a pas abouti : recommencez, ou demandez un code."
UNVERIFIED = "{name} ne dit pas avoir vérifié votre adresse : demandez un code, qui le fera."
UNKNOWN = "Aucun compte n’a l’adresse que donne {name}. Pour présenter la candidature d’un territoire, créez-en un ici."


class IdentityAdapter(DefaultSocialAccountAdapter):
    """The provider is that of the settings; what it says ends in a sign-in, or in a page of ours with a sentence."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        known = _known()
        names = {None, IdentityProvider.id, known["provider_id"]} if known else set()
        return [SocialApp(provider=IdentityProvider.id, **known)] if provider in names else []

    def get_requests_session(self) -> requests.Session:
        """Each request has the time of the settings for its whole answer."""
        session: requests.Session = super().get_requests_session()
        for scheme in ("https://", "http://"):
            session.mount(scheme, WholeAnswers())
        return session

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        raise ImmediateHttpResponse(_sign_in(request, sociallogin))

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Exception | None = None, **more: Any
    ) -> None:
        """Nobody is told more than that it failed; the log says which check."""
        log.warning("Sign-in by the identity provider failed: %s.", type(exception).__name__ if exception else error)
        raise ImmediateHttpResponse(_back(request, FAILED))


def _known() -> dict[str, Any]:
    """The provider of the settings, empty when there is none."""
    return settings.OPENID or {}


def _sign_in(request: HttpRequest, login: SocialLogin) -> HttpResponse:
    said = login.account.extra_data
    about, address = said["userinfo"], said["userinfo"].get("email")
    if not isinstance(address, str) or about.get("email_verified") is not True:
        return _back(request, UNVERIFIED)
    user = User.objects.filter(email=normalize_email(address)).first()
    if user is None:
        return _back(request, UNKNOWN, to="account_signup")
    if request.user.is_authenticated:
        account_adapter(request).logout(request)
    user.sync_address()
    user.emailaddress_set.filter(email=user.email).update(verified=True)
    record_authentication(request, user, "socialaccount", provider=_known()["provider_id"])
    if said["id_token"].get("acr") in _known()["settings"]["acr"]:
        second_factor.note_passed_elsewhere(request, user)
    answer: HttpResponse = perform_login(request, user, redirect_url=login.get_redirect_url(request), email=user.email)
    return answer


def _back(request: HttpRequest, sentence: str, to: str = "account_login") -> HttpResponse:
    messages.error(request, sentence.format(name=_known()["name"]))
    return redirect(to)


def _exchange(request: HttpRequest) -> IdentityExchange:
    if not _known():
        raise Http404
    return IdentityExchange(request, _known()["provider_id"])


@login_not_required
@never_cache
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """To the provider, by a form of ours."""
    if not count(FROM_MACHINE, machine_of(request)):
        return too_many_requests(request, "Beaucoup de connexions viennent de votre réseau : attendez dix minutes.")
    return _answer(request, OAuth2LoginView)


@login_not_required
@never_cache
@require_safe
def finish(request: HttpRequest) -> HttpResponse:
    """Back from it."""
    return _answer(request, OAuth2CallbackView)


def _answer(request: HttpRequest, view: type[OAuth2LoginView] | type[OAuth2CallbackView]) -> HttpResponse:
    """A provider that does not answer, or answers something else, gets a sentence."""
    exchange = _exchange(request)
    try:
        answer: HttpResponse = view.adapter_view(exchange)(request)
    except (OSError, LookupError, ValueError, TypeError, AttributeError, SuspiciousOperation):
        log.exception("The identity provider did not answer as it should.")
        return _back(request, FAILED)
    return answer
