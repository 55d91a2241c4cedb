"""What every page knows: who runs the workshop, and where the visitor is."""

from django.conf import settings

from atelier.seasons.models import Workshop


def site(request):
    return {"workshop": Workshop.load(), "demo_mailbox": settings.DEMO_MAILBOX is not None}
