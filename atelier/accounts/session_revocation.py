"""How sessions end: in other places, everywhere; and what leaves the browser with them."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse

from atelier.accounts.models import User


def revoke_all(user: User) -> None:
    """End every session of this account: each is bound to a secret of the account, which changes here."""
    user.set_unusable_password()
    user.save(update_fields=["password"])


def revoke_others(request: HttpRequest) -> None:
    """End every session of whoever asks, but the one that asks."""
    revoke_all(request.user)
    update_session_auth_hash(request, request.user)


def clear_site_data(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What a browser kept of somebody, typed texts above all, goes once this view has signed them out."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = view(request, *args, **kwargs)
        if was_signed_in and not request.user.is_authenticated:
            response["Clear-Site-Data"] = '"storage"'
        return response

    return wrapped
