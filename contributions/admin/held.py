"""What is confirmed about money is what is done: nobody else writes any between the two."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

from contributions.models import Issuer

View = Callable[..., HttpResponse]


def held_while_sent(view: View) -> View:
    """A view whose POST compares what was shown with what is there, then acts: in one transaction, under one lock."""

    @wraps(view)
    def held(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with Issuer.held():
            return view(request, *args, **kwargs)

    return held
