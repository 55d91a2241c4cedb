"""What `manage.py check` says about this product, beyond Django's own checks."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register

HERE = {"localhost", "127.0.0.1", "::1"}


@register(Tags.security, deploy=True)
def check_second_factor(app_configs, **kwargs):
    if settings.STAFF_SECOND_FACTOR:
        return []
    return [
        Warning("STAFF_SECOND_FACTOR is off: the administration opens with an e-mailed code alone.", id="atelier.W001")
    ]


@register(Tags.urls)
def check_site_url(app_configs, **kwargs):
    if settings.SITE_URL.startswith(("http://", "https://")):
        return []
    return [
        Error("SITE_URL must start with http:// or https://; links in e-mails are made from it.", id="atelier.E001")
    ]


@register(Tags.security, deploy=True)
def check_encrypted_connections(app_configs, **kwargs):
    """What leaves the machine does so behind TLS: mail, the database, Redis."""
    database, redis = settings.DATABASES["default"], urlsplit(settings.REDIS_URL)
    sealed = {
        "EMAIL_URL": (settings.EMAIL_HOST, settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL),
        "DATABASE_URL": (database.get("HOST"), database["OPTIONS"].get("sslmode") in {"verify-ca", "verify-full"}),
        "REDIS_URL": (redis.hostname, redis.scheme == "rediss"),
    }
    return [
        Warning(f"{name} leads to {host} in clear; see .env.example.", id="atelier.W002")
        for name, (host, is_sealed) in sealed.items()
        if host and not host.startswith("/") and host not in HERE and not is_sealed
    ]
