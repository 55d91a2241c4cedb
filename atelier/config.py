"""Reads the environment: a wrong value stops the program with a sentence that names the variable.

`environs` reads the types, `python-dotenv` the file, `dj-database-url` the address of PostgreSQL. What is ours: an
empty variable counts as unset, the required names, the key of a demo, the options of SQLite, the ports of e-mail.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from dotenv.parser import parse_stream
from environs import Env, EnvError

EMAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465, "smtps": 465}


class Environment(Env):
    """Typed variables; an empty one is unset, as `NAME=` in a file left to be filled in."""

    def _get_value(self, env_key: str, default: Any) -> Any:
        value = super()._get_value(env_key, default)
        if isinstance(value, str):
            return value.strip() or default
        return value


env = Environment()


def required(names: list[str]) -> None:
    """Stop when one of these variables is empty, naming every one that is."""
    missing = [name for name in names if not env.str(name, "")]
    if missing:
        raise ImproperlyConfigured(
            f"Production needs {', '.join(missing)}. See .env.example, or set ATELIER_MODE=demo to try the product."
        )


def load_file(path: Path) -> None:
    """Read NAME=value lines from `path` if it exists; what the environment already holds wins."""
    if not path.exists():
        return
    with path.open(encoding="utf-8") as lines:
        for line in parse_stream(lines):
            if line.error or (line.key and line.value is None):
                written = line.original.string
                blank = written[: len(written) - len(written.lstrip())]
                number = line.original.line + blank.count("\n")
                raise ImproperlyConfigured(f"{path.name}, line {number}: expected NAME=value, with its quotes closed.")
            if line.key:
                os.environ.setdefault(line.key, line.value)


def secret_key(path: Path) -> str:
    """The SECRET_KEY variable or, for a demo, a key made once and kept in `path`."""
    if value := env.str("SECRET_KEY", ""):
        return value
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(get_random_secret_key())
        path.chmod(0o600)
    return path.read_text()


def database(default_path: Path) -> dict:
    """DATABASE_URL (postgresql://user:password@host:port/name or sqlite:////path) as a Django setting."""
    return env.database_url("DATABASE_URL") if env.str("DATABASE_URL", "") else sqlite(default_path)


def email(default: str) -> dict:
    """EMAIL_URL (smtp://, smtp+tls:// or smtp+ssl://user:password@host:port) as Django settings."""
    return env.smtp_url("EMAIL_URL", default)


def _split(address: str, schemes: set[str]) -> SplitResult:
    """The parts of an address; the password is never repeated in the refusal."""
    try:
        url = urlsplit(address)
        _ = url.port
    except ValueError:
        url = None
    if url is None or url.fragment:
        raise EnvError("its parts cannot be told apart; write @ / : # ? % as %40 %2F %3A %23 %3F %25.") from None
    if url.scheme not in schemes:
        raise EnvError(f"unknown scheme {url.scheme!r}; use {', '.join(f'{one}://' for one in sorted(schemes))}.")
    return url


@env.parser_for("database_url")
def _database(address: str) -> dict:
    url = _split(address, {"postgres", "postgresql", "sqlite"})
    if url.scheme == "sqlite":
        return sqlite(Path("/", unquote(url.path).lstrip("/")))  # three slashes or four: always from the root
    found = {"OPTIONS": {}} | dj_database_url.parse(address, conn_max_age=60, conn_health_checks=True)
    found["HOST"] = found["OPTIONS"].pop("host", found["HOST"])  # ?host=/run/postgresql is libpq's way to name a socket
    return found


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


@env.parser_for("smtp_url")
def _email(address: str) -> dict:
    """Not dj-email-url, which would read smtp+tls:// and smtp+ssl:// as mail in clear."""
    url = _split(address, set(EMAIL_PORTS))
    if not url.hostname:
        raise EnvError("the name of the server is missing.")
    return {
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": url.port or EMAIL_PORTS[url.scheme],
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_TLS": url.scheme == "smtp+tls",
        "EMAIL_USE_SSL": url.scheme in {"smtp+ssl", "smtps"},
    }
