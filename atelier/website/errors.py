"""Error pages in the product's own words; they read nothing that could fail in turn."""

import sys

from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from atelier.core import request_ids
from atelier.seasons.parts import PartIsOff


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request itself is not understood: the page reads nothing of it."""
    return HttpResponse(render_to_string("400.html"), status=400)


@login_not_required
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


@login_not_required
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Whoever comes back to a page of a part that is off is told so."""
    return render(request, "404.html", {"sentence": exception if isinstance(exception, PartIsOff) else ""}, status=404)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """A database that is locked, slow or away is busy, which passes; anything else is an incident."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return HttpResponse(render_to_string("503_busy.html"), status=503, headers={"Retry-After": "10"})
    return HttpResponse(render_to_string("500.html", {"reference": request_ids.current()}), status=500)
