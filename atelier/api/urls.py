"""The addresses of the interface: each answers JSON, is kept by no shared cache, and asks no session."""

import hashlib
from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from django.utils.cache import get_conditional_response

from atelier.api.interface import interface, problem

app_name = "api"
View = Callable[..., HttpResponse]


def _for_programs(view: View) -> View:
    """With an ETag, answered 304 to whoever has the same already."""

    @login_not_required
    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = problem(405, "Cette interface ne fait que lire : GET ou HEAD.")
        if (method := request.method) in {"GET", "HEAD"}:
            request.method = "GET"  # the library knows no other
            response = view(request, *args, **kwargs)
            request.method = method
        response["Cache-Control"] = "private, no-cache" if response.status_code == 200 else "private, no-store"
        response["Vary"] = "Authorization"
        if response.status_code != 200:
            return response
        etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        response["ETag"] = etag
        return get_conditional_response(request, etag=etag, response=response) or response

    return wrapped


@_for_programs
def _nowhere(request: HttpRequest) -> HttpResponse:
    return problem(404, "Cette adresse n’existe pas : voyez openapi.json.")


urlpatterns = [
    path(str(one.pattern), _for_programs(one.callback), name=one.name)
    for one in interface.urls[0]
    if isinstance(one, URLPattern) and one.name != "api-root"
]
# Whatever else is asked for below; the library looks for the root under this name.
urlpatterns.append(re_path("", _nowhere, name="api-root"))
