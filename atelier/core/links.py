"""The one place that makes absolute links: from a setting, never from what a request claims."""

from django.conf import settings


def absolute_url(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
