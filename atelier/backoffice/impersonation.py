"""Seeing the site in a participant's or a contact's place: read only, written in the journal, and not everything.

What is for the person's eyes alone (answers before they are shared, second factors, consents) stays closed to whoever
looks in their place: a page is shown only when it is named here.
"""

import time
from collections.abc import Callable
from functools import cache

from auditlog.models import LogEntry
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from atelier.accounts.models import User
from atelier.core.declarations import ImpersonationPages, declared

KEY, MINUTES = "seen_as", 30
PERMISSION = "accounts.view_as"
LEAVE = "stop_seeing_as"


@cache
def allowed_pages() -> frozenset[str]:
    """The view names that each app opens to whoever looks in somebody's place."""
    return frozenset(name for pages in declared(ImpersonationPages) for name in pages.names)


@transaction.atomic
def start_impersonation(request: HttpRequest, person: User) -> None:
    """Look at the site in this person's place, for half an hour. Raises ValidationError for one of the team."""
    if person.holds_role or not person.is_active:
        raise ValidationError(
            "On ne voit le site qu’à la place de quelqu’un hors de l’équipe, dont le compte est actif."
        )
    LogEntry.objects.log_create(person, force_log=True, action=LogEntry.Action.ACCESS)
    request.session[KEY] = [person.pk, int(time.time()) + MINUTES * 60]


def stop_impersonation(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


class ImpersonationRequest(HttpRequest):
    """`seen_by` is who looks in the place of `user`; None when nobody does."""

    seen_by: User | AnonymousUser | None


class ImpersonationMiddleware:
    """The middleware: puts the other person in the place of whoever looks, outside the administration."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: ImpersonationRequest) -> HttpResponse:
        request.seen_by = None
        person = self.person(request)
        if person:
            request.seen_by, request.user = request.user, person
        return self.get_response(request)

    @staticmethod
    def person(request: HttpRequest) -> User | None:
        """In whose place; None in the administration, once the half hour is over, or without the right to look."""
        pk, until = request.session.get(KEY) or (None, 0)
        if pk is None or until < time.time() or request.path.startswith(reverse("admin:index")):
            return None
        if not request.user.has_perm(PERMISSION):
            return None
        return next((one for one in User.objects.filter(pk=pk, is_active=True) if not one.holds_role), None)

    @staticmethod
    def process_view(request: ImpersonationRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """Nothing is written in somebody's place, and only what is named above is shown."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if request.seen_by is None or name == LEAVE:
            return None
        if request.method not in {"GET", "HEAD"}:
            return render(request, "seen_as.html", {"writes": True}, status=403)
        return None if name in allowed_pages() else render(request, "seen_as.html", {"writes": False}, status=403)
