"""What an installation may have: metrics, an identity provider, a search of companies. Off while they are empty.

And the embedded Redis, which runs where no REDIS_URL names another.
"""

import hashlib
import os
import socket
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from atelier.config import env, is_local, required

TOKEN_LENGTH = 32  # characters at least
SOCKET_LENGTH = 100  # bytes of the path of a socket: the system takes 107


def redis_socket(folder: Path) -> Path:
    """Where the embedded Redis listens: in this folder, or in one of this account for temporary files, if the path is
    too long for a socket."""
    path = folder.resolve() / "redis.sock"
    if len(os.fsencode(path)) <= SOCKET_LENGTH:
        return path
    name = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    return Path(tempfile.gettempdir(), f"atelier-{os.getuid()}-{name}", "redis.sock")


def metrics_token(folder: Path) -> str:
    """METRICS_TOKEN, empty when metrics are off; else each process counts in files of `folder`, one a machine.

    The library reads where when it is imported, so the variable is set before.
    """
    token: str = env.str("METRICS_TOKEN", "")
    if not token:
        return ""
    if len(token) < TOKEN_LENGTH:
        raise ImproperlyConfigured(
            f"METRICS_TOKEN can be guessed; draw {TOKEN_LENGTH} random characters or more, see .env.example."
        )
    ours = folder / socket.gethostname()
    with suppress(OSError):  # a disk that is full or read-only stops no page
        ours.mkdir(parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(ours)
    return token


def company_search_url(*, demo: bool) -> str:
    """Where SIRET numbers are looked up, empty when they are not."""
    address: str = env.str("COMPANY_SEARCH_URL", "")
    if address and not _is_safe(address, demo=demo):
        raise ImproperlyConfigured("COMPANY_SEARCH_URL: the https:// address of the search, without a query.")
    return address


def _is_safe(address: str, *, demo: bool) -> bool:
    """By https, and for a demo in clear on this machine too."""
    url = urlsplit(address)
    local = demo and url.scheme == "http" and is_local(url.hostname or "")
    is_plain = bool(url.hostname) and not url.query and not url.fragment and "@" not in url.netloc
    return is_plain and (url.scheme == "https" or local)


def openid(*, demo: bool) -> dict[str, Any] | None:
    """The identity provider, as the sign-in library describes one; None without OPENID_ISSUER."""
    issuer: str = env.str("OPENID_ISSUER", "").rstrip("/")
    if not issuer:
        return None
    required(["OPENID_CLIENT_ID", "OPENID_CLIENT_SECRET", "OPENID_NAME"])
    if not _is_safe(issuer, demo=demo):
        raise ImproperlyConfigured("OPENID_ISSUER: the https:// address of the provider, as it names itself.")
    scope = env.str("OPENID_SCOPE", "openid email").split()
    return {
        "provider_id": "identite",
        "name": env.str("OPENID_NAME"),
        "client_id": env.str("OPENID_CLIENT_ID"),
        "secret": env.str("OPENID_CLIENT_SECRET"),
        "settings": {"server_url": issuer, "scope": scope, "acr": env.str("OPENID_ACR", "").split()},
    }


def origins(provider: dict[str, Any] | None) -> list[str]:
    """Where the form that leads to the provider is redirected: what a content security policy lets it reach."""
    if provider is None:
        return []
    url = urlsplit(provider["settings"]["server_url"])
    return [f"{url.scheme}://{url.netloc}"]
