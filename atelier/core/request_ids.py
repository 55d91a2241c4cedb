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


def request_ids(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, the outermost: everything that the request logs has its reference."""

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        token = _current.set(given if PLAIN.fullmatch(given) else uuid.uuid4().hex)
        try:
            response = get_response(request)
            response[HEADER] = _current.get()
            return response
        finally:
            _current.reset(token)

    return middleware
