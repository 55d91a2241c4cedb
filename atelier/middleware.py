"""Rules of every page: closed during a restoration, doors closed to other sites, a second factor for staff, signed
changes, no shared copy."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from auditlog.middleware import AuditlogMiddleware
from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from atelier import config, maintenance
from atelier.accounts import second_factor
from atelier.accounts.clients import machine_of
from atelier.core import erasures, read_once
from atelier.core.limits import LimitReached, too_many_requests
from atelier.core.logs import SECRET_PATHS
from atelier.outbox.sending_limits import Sender, sent_by

GetResponse = Callable[[HttpRequest], HttpResponse]

READING = {"GET", "HEAD", "OPTIONS"}  # what writes nothing
SECRET = tuple(f"/{name}/" for name in SECRET_PATHS)

# New accounts of one machine share what they may send: making many of them gives nothing.
NEW_ACCOUNT = timedelta(days=30)

RESTART = 3  # seconds that pages wait for a database that restarts; one that stays away is waited for no more
NEW_OUTAGE = 60  # seconds without a failure, after which the next one is of another outage

# Beside what Django and django-csp send: no other site may load our answers, no page of ours loads another's.
# The camera reads codes at the door.
CLOSED = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
}


# What only a proxy adds: behind one, a demo would be read by others than whoever started it.
BY_A_PROXY = (
    "HTTP_FORWARDED",
    "HTTP_VIA",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
)
LOCAL_ONLY = (
    "Ce site est en mode démonstration\u00a0: tous les codes de connexion y sont lisibles. Il ne répond donc qu’à "
    "la machine où il tourne, sous les noms localhost et 127.0.0.1.\n"
    "Pour le mettre en ligne\u00a0: ATELIER_MODE=production dans le fichier .env (docs/operations.md).\n"
)


def local_only(get_response: GetResponse) -> GetResponse:
    """A demo shows every mail to whoever asks: it answers this machine alone, and says why to others."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.LOCAL_ONLY and not _is_from_here(request):
            return HttpResponse(LOCAL_ONLY, status=403, content_type="text/plain; charset=utf-8")
        return get_response(request)

    return middleware


def _is_from_here(request: HttpRequest) -> bool:
    try:
        host, _ = split_domain_port(request.get_host())
    except DisallowedHost:
        return False
    proxied = any(name in request.META for name in BY_A_PROXY)
    return not proxied and config.is_local(host) and config.is_local(request.META.get("REMOTE_ADDR", ""))


def bounded_requests(get_response: GetResponse) -> GetResponse:
    """A request weighs what its sender may need, before a byte of it is read: the team sends scans."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length, allowed = request.META.get("CONTENT_LENGTH") or "0", settings.REQUEST_BYTES
        if not length.isdecimal() or int(length) > allowed["visitor"]:
            who = "visitor" if not request.user.is_authenticated else "team" if request.user.is_staff else "user"
            if not length.isdecimal() or int(length) > allowed[who]:
                return HttpResponse(render_to_string("413.html"), status=413)
        return get_response(request)

    return middleware


def security_headers(get_response: GetResponse) -> GetResponse:
    """A page whose address is a key tells it to nobody, not even to us: a proxy logs where a request came from."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith(SECRET):
            response["Referrer-Policy"] = "strict-origin"
        for name, value in CLOSED.items():
            response.setdefault(name, value)
        return response

    return middleware


def maintenance_mode(get_response: GetResponse) -> GetResponse:
    """A word of patience while a backup is put back: the database is not asked. A process still says that it lives."""
    alive = reverse("alive")

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path == alive:
            return get_response(request)
        try:
            with maintenance.working():
                return get_response(request)
        except maintenance.Closed:
            return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": "60"})

    return middleware


def read_again(get_response: GetResponse) -> GetResponse:
    """A page that only reads, and whose connection to the database was lost, is read once more when one can be had.

    A server that restarts is back within a second or two; who writes is told to send again, for what was sent may
    have been kept.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 503 and request.method in READING and _connects_again():
            return get_response(request)
        return response

    return middleware


@dataclass
class _Outage:
    """When this process first and last missed its database (monotonic clock): its few threads do not all wait on."""

    since: float = -math.inf
    last: float = -math.inf

    def ends_patience(self) -> float:
        now = time.monotonic()
        if now - self.last > NEW_OUTAGE:
            self.since = now
        self.last = now
        return self.since + RESTART


_outage = _Outage()


def _connects_again() -> bool:
    """Whether the connection was lost, and another one is had in time."""
    if connection.in_atomic_block or (connection.connection is not None and connection.is_usable()):
        return False
    connection.close()
    until = _outage.ends_patience()
    while True:
        try:
            connection.ensure_connection()
        except DatabaseError:
            if time.monotonic() > until:
                return False
            time.sleep(RESTART / 20)
        else:
            _outage.last = -math.inf  # it is back: the next one is another
            return True


def read_shared_rows_once(get_response: GetResponse) -> GetResponse:
    """A page that writes nothing reads once what several of its parts show."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in READING:
            return get_response(request)
        with read_once.reading(is_page=True):
            return get_response(request)

    return middleware


def erasures_seen(get_response: GetResponse) -> GetResponse:
    """A page that writes knows which erasures came before all that it reads."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method in READING:
            return get_response(request)
        with erasures.seen():
            return get_response(request)

    return middleware


def constant_time_login(get_response: GetResponse) -> GetResponse:
    """Signing in or up takes a whole number of steps: the time of an answer does not tell who has an account."""
    doors = {reverse("account_login"), reverse("account_signup")}

    def middleware(request: HttpRequest) -> HttpResponse:
        started = time.monotonic()
        response = get_response(request)
        if settings.EVEN_ANSWERS and request.method == "POST" and request.path in doors:
            time.sleep((started - time.monotonic()) % settings.EVEN_ANSWERS)
        return response

    return middleware


def require_second_factor(get_response: GetResponse) -> GetResponse:
    """A role gives nothing to a session that did not prove a second factor in the last twelve hours.

    Whoever is of the team and is refused for it, anywhere, is led to prove it, or to set one up, then back.
    """
    admin_login = reverse("admin:login")

    def middleware(request: HttpRequest) -> HttpResponse:
        user: Any = SimpleLazyObject(lambda: second_factor.with_roles(request, get_user(request)))
        request.user = user
        response = get_response(request)
        refused = response.status_code in {403, 404} or response.get("Location", "").startswith(admin_login)
        if refused and getattr(request.user, "roles_are_closed", False):
            return redirect(second_factor.way_in(request))
        return response

    return middleware


def audit_actor(get_response: GetResponse) -> GetResponse:
    """The journal of changes names whoever made them. Reading writes nothing, so it asks nobody's name."""
    signed = AuditlogMiddleware(get_response)

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request) if request.method in READING else signed(request)

    return middleware


def count_mail(get_response: GetResponse) -> GetResponse:
    """What somebody from outside makes leave is counted for them; a limit that no form says has a page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        def sender() -> Sender | None:
            user, machine = request.user, machine_of(request)
            if not user.is_authenticated:
                return Sender(None, machine)
            is_new = user.date_joined > timezone.now() - NEW_ACCOUNT
            return Sender(user.pk, machine, is_new, is_limited=not user.is_staff)

        with sent_by(sender):
            return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, LimitReached):
            return too_many_requests(request, " ".join(exception.messages))
        return None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]  # where Django looks for it
    return middleware


def no_store_for_users(get_response: GetResponse) -> GetResponse:
    """What a signed-in person sees is theirs: no shared or back-button cache keeps it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if getattr(request, "user", None) and request.user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-store"
        return response

    return middleware
