"""The identity provider of an installation (OpenID Connect), as the sign-in library asks for it.

Its library skips what it may by the letter (the signature of a token had over TLS, a nonce); nothing is skipped here.
"""

import secrets
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest
from django.urls import reverse

from atelier.core.links import absolute_url

NONCE = "openid_nonce"  # of the session, for the one exchange under way
ALGORITHMS = ["RS256", "PS256", "ES256"]
LEEWAY = 30  # seconds between two clocks


class IdentityExchange(OpenIDConnectOAuth2Adapter):
    """The exchange with the provider. Signatures, issuer, audience, dates and nonce of its tokens are checked."""

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """From our setting, not from the Host that the request claims."""
        return absolute_url(reverse("openid_connect_callback"))

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """What the provider says of whoever signs in. Raises OAuth2Error."""
        identity = self._verified(app, kwargs["response"].get("id_token", ""))
        nonce = request.session.pop(NONCE, "")
        if not nonce or not secrets.compare_digest(str(identity.get("nonce", "")), nonce):
            raise OAuth2Error("The nonce is not ours.")
        known = self._user_info(app, token.token)
        if known.get("sub") != identity["sub"]:  # OpenID Connect Core 5.3.2
            raise OAuth2Error("The information is about somebody else.")
        return self.get_provider().sociallogin_from_response(request, {"id_token": identity, "userinfo": known})

    def _user_info(self, app: SocialApp, access_token: str) -> dict[str, Any]:
        """As JSON, or as a signed token: ProConnect's."""
        with get_adapter().get_requests_session() as session:
            response = session.get(self.profile_url, headers={"Authorization": f"Bearer {access_token}"})
        response.raise_for_status()
        if response.headers.get("Content-Type", "").startswith("application/jwt"):
            return self._verified(app, response.text, required=("iss", "aud", "sub"))
        found = response.json()
        return found if isinstance(found, dict) else {}

    def _verified(
        self, app: SocialApp, token: str, required: tuple[str, ...] = ("iss", "aud", "sub", "exp", "iat")
    ) -> dict[str, Any]:
        """The claims of a token. Raises OAuth2Error."""
        with get_adapter().get_requests_session() as session:
            response = session.get(self.openid_config["jwks_uri"])
        response.raise_for_status()
        try:
            header = jwt.get_unverified_header(token)
            keys = jwt.PyJWKSet.from_dict(response.json())
            key = next(one for one in keys.keys if header.get("kid") in {None, one.key_id})
            claims: dict[str, Any] = jwt.decode(
                token,
                key.key,
                algorithms=ALGORITHMS,
                issuer=self._issuer(app),
                audience=app.client_id,
                leeway=LEEWAY,
                options={"require": list(required)},
            )
        except (jwt.PyJWTError, StopIteration, TypeError, ValueError) as error:
            raise OAuth2Error("A token of the provider is not what it should be.") from error
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != app.client_id:
            raise OAuth2Error("The token is for somebody else too.")
        return claims

    def _issuer(self, app: SocialApp) -> str:
        """As it writes itself; the one of the settings, but for a last slash (OpenID Connect Discovery 4.3)."""
        issuer = self.openid_config["issuer"]
        if not isinstance(issuer, str) or issuer.rstrip("/") != app.settings["server_url"]:
            raise OAuth2Error("The provider names itself otherwise than the settings do.")
        return issuer


class IdentityProvider(OpenIDConnectProvider):
    """What is asked of it is what the settings say: nothing that stands in the address of a request."""

    oauth2_adapter_class = IdentityExchange
    pkce_enabled_default = True

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, str]:
        request.session[NONCE] = secrets.token_urlsafe(32)
        accepted = self.app.settings["acr"]
        return {"nonce": request.session[NONCE], **({"acr_values": " ".join(accepted)} if accepted else {})}

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        return list(self.get_scope())


provider_classes = [IdentityProvider]
