"""Reads the environment: wrong values stop the program with a sentence, never with a guess."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

TRUE, FALSE = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if name not in os.environ or (not value and default):
        return default
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={value!r}: write 1 or 0.")


def count(name: str, *, default: int) -> int:
    value = os.environ.get(name, "").strip()
    if value and not value.isdecimal():
        raise ImproperlyConfigured(f"{name}={value!r}: write a whole number.")
    return int(value) if value else default


def required(names: list[str]) -> None:
    """Stop when one of these variables is empty, naming every one that is."""
    missing = [name for name in names if not text(name)]
    if missing:
        raise ImproperlyConfigured(
            f"Production needs {', '.join(missing)}. See .env.example, or set ATELIER_MODE=demo to try the product."
        )


def load_file(path: Path) -> None:
    """Read NAME=value lines from `path` if it exists; what the environment already holds wins."""
    if not path.exists():
        return
    for number, line in enumerate(map(str.strip, path.read_text().splitlines()), start=1):
        if not line or line.startswith("#"):
            continue
        name, separator, value = line.partition("=")
        if not separator:
            raise ImproperlyConfigured(f"{path.name}, line {number}: expected NAME=value.")
        os.environ.setdefault(name.strip(), value.strip().strip("\"'"))


def secret_key(path: Path) -> str:
    """The SECRET_KEY variable or, for a demo, a key made once and kept in `path`."""
    if value := text("SECRET_KEY"):
        return value
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(get_random_secret_key())
        path.chmod(0o600)
    return path.read_text()


def database(default_path: Path) -> dict:
    """DATABASE_URL (postgresql://user:password@host:port/name or sqlite:///path) as a Django setting."""
    url = urlsplit(text("DATABASE_URL", f"sqlite:///{default_path}"))
    if url.scheme == "sqlite":
        return sqlite(Path(url.path))
    if url.scheme in {"postgres", "postgresql"}:
        options = dict(parse_qsl(url.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": url.path.lstrip("/"),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": options.pop("host", url.hostname or ""),
            "PORT": str(url.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": options,
        }
    raise ImproperlyConfigured(f"DATABASE_URL: unknown scheme {url.scheme!r}; use postgresql:// or sqlite:///.")


def sqlite(path: Path) -> dict:
    """An SQLite file, whose folder is made, as a Django setting."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "atelier.core.sqlite",
        "NAME": path,
        "OPTIONS": {
            "timeout": 0.02,  # seconds, again and again: see the engine
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
            "PRAGMA secure_delete=ON;",
        },
    }


def email(default: str) -> dict:
    """EMAIL_URL (smtp://, smtp+tls:// or smtp+ssl://user:password@host:port) as Django settings."""
    url = urlsplit(text("EMAIL_URL", default))
    if url.scheme not in {"smtp", "smtp+tls", "smtp+ssl"}:
        raise ImproperlyConfigured(
            f"EMAIL_URL: unknown scheme {url.scheme!r}; use smtp://, smtp+tls:// or smtp+ssl://."
        )
    return {
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": url.port or 25,
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_TLS": url.scheme == "smtp+tls",
        "EMAIL_USE_SSL": url.scheme == "smtp+ssl",
    }
