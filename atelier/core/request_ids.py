"""The reference of a request: in its log lines, its answer, and the page of an error.

A proxy may give it (`X-Request-ID`); what is no plain identifier is replaced, since it is written in logs.
"""

import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
PLAIN = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)

_current: ContextVar[str] = ContextVar("request_id", default="")


def current() -> str:
    """Of the request under way; empty outside one."""
    return _current.get()


def of(request: object) -> str:
    """Of this request, also once it was answered: Django logs a refusal then. Empty for anything else."""
    return str(getattr(request, "reference", ""))


def request_ids(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, the outermost: everything that the request logs has its reference."""

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        reference = given if PLAIN.fullmatch(given) else uuid.uuid4().hex
        request.reference = reference  # type: ignore[attr-defined]  # read by `of`
        token = _current.set(reference)
        try:
            response = get_response(request)
            response[HEADER] = reference
            return response
        finally:
            _current.reset(token)

    return middleware
