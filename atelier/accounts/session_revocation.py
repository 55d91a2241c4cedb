"""How sessions end: in other places, everywhere; and what leaves the browser with them."""

import json
import re
from collections.abc import Callable, Iterable
from functools import wraps
from typing import cast

from django.contrib.auth import SESSION_KEY, update_session_auth_hash
from django.contrib.sessions.models import Session  # noqa: TID251 - to delete what names somebody
from django.http import HttpRequest, HttpResponse

from atelier.accounts.models import User

WORD = re.compile(r"[^\s\"<>,;()\[\]\\]+")  # an address, in a text


def revoke_all(user: User) -> None:
    """End every session of this account: each is bound to a secret of the account, which changes here."""
    user.set_unusable_password()
    user.save(update_fields=["password"])


def revoke_others(request: HttpRequest) -> None:
    """End every session of whoever asks, but the one that asks."""
    user = cast(User, request.user)  # the page asks for a signed-in user
    revoke_all(user)
    update_session_auth_hash(request, user)


def delete_sessions(*, user: User | None, addresses: Iterable[str]) -> int:
    """Delete every stored session of this account, and those that hold one of these addresses: where a code was asked.

    Sessions are encoded: each is read. Returns how many were deleted.
    """
    held, keys = set(addresses), []
    for session in Session.objects.order_by("pk").iterator(chunk_size=500):
        data = session.get_decoded()
        is_theirs = user is not None and data.get(SESSION_KEY) == str(user.pk)
        words = WORD.findall(json.dumps(data, default=str, ensure_ascii=False).lower())
        if is_theirs or not held.isdisjoint(words):
            keys.append(session.pk)
    return Session.objects.filter(pk__in=keys).delete()[0]


def clear_site_data(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What a browser kept of somebody, typed texts above all, goes once this view has signed them out."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = view(request, *args, **kwargs)
        if was_signed_in and not request.user.is_authenticated:
            response["Clear-Site-Data"] = '"storage"'
        return response

    return wrapped
