"""What every page knows: who runs the workshop, where help on the page is read."""

from django.conf import settings

from atelier import guide
from atelier.seasons.models import Workshop


def site(request):
    match = getattr(request, "resolver_match", None)
    return {
        "workshop": Workshop.load(),
        "demo_mailbox": settings.DEMO_MAILBOX is not None,
        "help": guide.help_on(match.view_name if match else "", getattr(request, "user", None)),
    }
