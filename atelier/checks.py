"""What `manage.py check` says about this product, beyond Django's own checks."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register


@register(Tags.security, deploy=True)
def staff_hold_a_second_factor(app_configs, **kwargs):
    if settings.STAFF_SECOND_FACTOR:
        return []
    return [
        Warning("STAFF_SECOND_FACTOR is off: the administration opens with an e-mailed code alone.", id="atelier.W001")
    ]


@register(Tags.urls)
def site_address_is_absolute(app_configs, **kwargs):
    if settings.SITE_URL.startswith(("http://", "https://")):
        return []
    return [
        Error("SITE_URL must start with http:// or https://; links in e-mails are made from it.", id="atelier.E001")
    ]
