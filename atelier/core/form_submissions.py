"""A form that is sent twice acts once: a double click, a reload or a resent request gets the first result.

The one-time key costs the forms nothing: Django's CSRF token, which every one of them carries, is masked anew for each
page. The token, the address, the account and all that was typed make the key of a submission; its first send claims
the key in the database, whichever process receives it.
"""

import base64
import hashlib
import time
from collections.abc import Callable

from cryptography.fernet import Fernet
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from atelier.core import retention_periods
from atelier.core.models import FormSubmission

PATIENCE = 5  # seconds that a second send waits for the first
STEP = 0.05  # seconds between two looks
AGAIN = "Ce formulaire avait déjà été envoyé\u00a0: il n’a pas été enregistré une seconde fois, en voici le résultat."


def _seal(found: bytes) -> Fernet:
    """Opened by whoever sends the same again: the result may lead to a personal link, which no row says."""
    return Fernet(base64.urlsafe_b64encode(found))


def _print_of(request: HttpRequest) -> bytes:
    """SHA-256 of the submission, files included; empty for what no page with a token sent, or a script of the page."""
    token = request.POST.get("csrfmiddlewaretoken")
    if request.method != "POST" or not token or "HX-Request" in request.headers:
        return b""
    digest = hashlib.sha256(repr((request.user.pk, request.get_full_path(), sorted(request.POST.lists()))).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(f"{name}={file.name}:{file.size}".encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return digest.digest()


def _key_of(found: bytes) -> str:
    """What a row holds of a print: it opens nothing."""
    return hashlib.sha256(found).hexdigest()


def _session_values(request: HttpRequest) -> tuple:
    """What a result may leave in the session, sentences for the next page aside: a redirection does not repeat it."""
    return request.session.session_key, {name: value for name, value in request.session.items() if name != "_messages"}


def _first_send(key: str) -> FormSubmission | None:
    """The submission that has this key already, finished if it ends in time; None when the caller is the first."""
    deadline = time.monotonic() + PATIENCE
    while True:
        submission, created = FormSubmission.objects.get_or_create(key=key)
        if created:
            return None
        if submission.location or time.monotonic() > deadline:
            return submission
        time.sleep(STEP)


class SubmissionRequest(HttpRequest):
    """`submission_print` is that of the submission that this request makes; empty when it makes none.

    It is taken before the view, which may move files away.
    """

    submission_print: bytes
    submission_session: tuple


class OncePerSubmission:
    """Middleware, the innermost: it acts after the checks of the token and of who is signed in, before the view.

    What answers with a redirection is remembered for a day; what answers with a page (a refusal, a preview) is not,
    nor what leaves its result in the session, nor what was stopped at the door: it is sent again once the door is open.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: SubmissionRequest) -> HttpResponse:
        request.submission_print = b""
        response = None
        try:
            response = self.get_response(request)
        finally:
            if request.submission_print:
                self._remember(request, response)
        return response

    def process_view(self, request: SubmissionRequest, view: Callable, *_arguments: object) -> HttpResponse | None:
        found = _print_of(request)
        if not found:
            return None
        first = _first_send(_key_of(found))
        if first is None:
            request.submission_print, request.submission_session = found, _session_values(request)
            return None
        if not first.location:
            return render(request, "409.html", status=409)
        messages.info(request, AGAIN)
        return redirect(_seal(found).decrypt(first.location.encode()).decode())

    def _remember(self, request: SubmissionRequest, response: HttpResponse | None) -> None:
        mine = FormSubmission.objects.filter(key=_key_of(request.submission_print))
        location = response.headers.get("Location", "") if response is not None else ""
        is_done = location and not location.startswith(reverse("admin:login"))
        if is_done and _session_values(request) == request.submission_session:
            mine.update(location=_seal(request.submission_print).encrypt(location.encode()).decode())
        else:
            mine.delete()


def forget_old() -> int:
    """A page left open longer than a day is sent as if for the first time. Returns how many submissions went."""
    return FormSubmission.objects.filter(at__lt=timezone.now() - retention_periods.SUBMISSIONS).delete()[0]
