"""What every page knows: who runs the workshop, where help on the page is read, its address if anybody may read it."""

from django.conf import settings
from django.http import HttpRequest

from atelier.core.links import absolute_url
from atelier.seasons.models import Workshop
from atelier.website import help


def site_context(request: HttpRequest) -> dict:
    match = getattr(request, "resolver_match", None)
    return {
        "workshop": Workshop.load(),
        "canonical": absolute_url(request.path) if match and getattr(match.func, "is_kept", False) else "",
        "identity_provider": settings.OPENID["name"] if settings.OPENID else "",
        "demo_mailbox": settings.DEMO_MAILBOX is not None,
        "help": help.help_for_page(match.view_name if match else "", getattr(request, "user", None)),
    }
