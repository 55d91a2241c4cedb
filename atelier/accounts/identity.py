"""Who signs in is asked who they are, once: on the first screen after the code."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from atelier.accounts.models import User
from atelier.core.declarations import declared


@dataclass(frozen=True)
class AsksIdentity:
    """A page that asks whoever has no name itself, beside what else it asks: declared by its app."""

    view: str


def ask_first(user: User, answer: HttpResponse) -> HttpResponse:
    """Where somebody who just signed in goes: to say their name, unless they have one or their page asks for it."""
    address = answer.get("Location", "")
    if user.get_full_name() or not address or _view_of(address) in {one.view for one in declared(AsksIdentity)}:
        return answer
    return redirect(f"{reverse('account_identity')}?{urlencode({'next': address})}")


def following_page(request: HttpRequest) -> str:
    """Where they were going, if it is a page of ours."""
    address = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if is_ours else reverse("space")


def _view_of(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""
