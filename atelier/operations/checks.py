"""What `manage.py check` says about this product, beyond Django's own checks."""

import stat
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, Warning, register

from atelier.config import env

HERE = {"localhost", "127.0.0.1", "::1"}


@register(Tags.security, deploy=True)
def check_second_factor(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    if settings.STAFF_SECOND_FACTOR:
        return []
    return [
        Warning("STAFF_SECOND_FACTOR is off: the administration opens with an e-mailed code alone.", id="atelier.W001")
    ]


@register(Tags.security, deploy=True)
def check_mode(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    if not settings.DEMO:
        return []
    return [
        Error("ATELIER_MODE is demo: everybody may read every sign-in code. Set it to production.", id="atelier.E001")
    ]


@register(Tags.security, deploy=True)
def check_env_file(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    path = settings.BASE_DIR / ".env"
    if not path.exists() or not path.stat().st_mode & stat.S_IROTH:
        return []
    return [Warning(".env may be read by every account of this machine: chmod 600 .env", id="atelier.W003")]


@register(Tags.security, deploy=True)
def check_encrypted_connections(app_configs: object, **kwargs: object) -> list[CheckMessage]:
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


@register(Tags.security, deploy=True)
def check_certificate_of_redis(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """Options of TLS in the address take the place of the settings, whole: with them, anybody may play Redis."""
    options = {name: one[-1] for name, one in parse_qs(urlsplit(settings.REDIS_URL).query).items()}
    is_checked = options.get("ssl_cert_reqs", "").lower().removeprefix("cert_") == "required"
    if is_checked or not any(name.startswith("ssl_") for name in options):
        return []
    return [
        Warning(
            "REDIS_URL turns off the check of the certificate; name its authority in SSL_CERT_FILE instead.",
            id="atelier.W004",
        )
    ]


@register(Tags.security, deploy=True)
def check_listening(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """The Procfile binds WEB_HOST:WEB_PORT; a platform that says PORT reaches nothing else."""
    host, port, given = env.str("WEB_HOST", "127.0.0.1"), env.str("WEB_PORT", "8000"), env.str("PORT", "")
    if given and (host in HERE or port != given):
        return [
            Warning(
                f"PORT is {given}, and nothing listens there: set WEB_HOST=0.0.0.0 and WEB_PORT={given}.",
                id="atelier.W005",
            )
        ]
    if host not in HERE:
        return [
            Info(f"The web server listens on {host}:{port} in clear: let the proxy alone reach it.", id="atelier.I001")
        ]
    return []
