"""Reads the environment: a wrong value stops the program with a sentence that names the variable.

`environs` reads the types, `python-dotenv` the file, `dj-database-url` the address of PostgreSQL. What is ours: an
empty variable counts as unset, the required names, the key of a demo, the options of SQLite, the ports of e-mail, and
what is refused because it would open a door or stop mail (`docs/operations.md` lists it).
"""

import ipaddress
import os
import re
from dataclasses import dataclass
from email.utils import getaddresses
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.mail.message import sanitize_address
from django.core.management.utils import get_random_secret_key
from django.core.validators import validate_email
from dotenv.parser import parse_stream
from environs import Env, EnvError

EMAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465, "smtps": 465}
# What each provider of mail calls its keys, in the order in which MAIL_PROVIDER_KEY gives them
PROVIDER_KEYS = {"brevo": ["API_KEY"], "mailjet": ["API_KEY", "SECRET_KEY"], "postmark": ["SERVER_TOKEN"]}
AGE_KEY = re.compile(r"age1[0-9a-z]{58}")
REPLY_ADDRESS = re.compile(r"[\w.-]{1,24}@[\w-]+(\.[\w-]+)+", re.ASCII)  # with its tag, fewer than 64 characters
KEY_LENGTH, WEBHOOK_LENGTH, MAX_UPLOAD_BYTES = 50, 16, 20_000_000  # characters at least; bytes of a kept file at most
HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*", re.IGNORECASE)


@dataclass(frozen=True)
class Patience:
    """How long a process waits, in seconds: for a lock of the database, an answer to one statement, and the broker."""

    lock: int
    statement: int
    broker: float


PAGES, WORK = Patience(lock=5, statement=10, broker=0.5), Patience(lock=20, statement=15 * 60, broker=5)
patience = WORK  # of tasks, migrations, backups; `atelier.wsgi`, which serves pages, says otherwise


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
            if line.key and line.value is not None:
                os.environ.setdefault(line.key, line.value)


def secret_key(path: Path) -> str:
    """The SECRET_KEY variable or, for a demo, a key made once and kept in `path`."""
    if env.str("SECRET_KEY", ""):
        key: str = env.secret("SECRET_KEY")
        return key
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
    found: dict = env.smtp_url("EMAIL_URL", default)
    return found


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
def database_at(address: str) -> dict:
    """The setting of the database at this address. Raises EnvError."""
    url = _split(address, {"postgres", "postgresql", "sqlite"})
    if url.scheme == "sqlite":
        return sqlite(Path("/", unquote(url.path).lstrip("/")))  # three slashes or four: always from the root
    told = dj_database_url.parse(address, conn_max_age=60, conn_health_checks=True)
    options = postgresql_limits() | told.get("OPTIONS", {})
    host = options.pop("host", told["HOST"])  # ?host=/run/postgresql is libpq's way to name a socket
    return {**told, "ENGINE": "atelier.core.postgresql", "OPTIONS": options, "HOST": host}


def postgresql_limits() -> dict:
    """Nobody waits for ever: what DATABASE_URL says itself comes first."""
    limits = {"statement_timeout": patience.statement, "lock_timeout": patience.lock}
    return {
        "connect_timeout": 5,  # seconds
        "tcp_user_timeout": 20_000,  # milliseconds: a machine that went without a word
        "options": " ".join(f"-c {name}={seconds * 1000}" for name, seconds in limits.items()),
    }


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


@env.parser_for("secret")
def _secret(value: str) -> str:
    """Whoever guesses it signs in as anybody. Never repeated in a refusal."""
    if len(value) < KEY_LENGTH or len(set(value)) < 10 or value.startswith("django-insecure-"):
        raise EnvError(f"a key that can be guessed; draw {KEY_LENGTH} random characters, see .env.example.")
    return value


@env.parser_for("secrets")
def _secrets(value: str) -> list[str]:
    return [_secret(one) for one in value.split()]


@env.parser_for("age_keys")
def _age_keys(value: str) -> list[str]:
    """Public keys of `age`; a private one on this machine would let whoever enters it read every archive."""
    keys = value.split()
    if not all(AGE_KEY.fullmatch(key) for key in keys):
        raise EnvError("public keys of age (age1…), separated by spaces; the private ones stay elsewhere.")
    return keys


def is_local(host: str) -> bool:
    """The name or the address of this very machine."""
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return host.lower() == "localhost"
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


@env.parser_for("site_url")
def _site_url(address: str, *, demo: bool) -> str:
    address = address.rstrip("/")
    url = _split(address, {"http", "https"} if demo else {"https"})
    if not url.hostname or not (HOST.fullmatch(url.hostname) or ":" in url.hostname):
        raise EnvError("the name of the host is missing, or cannot be one.")
    if url.username is not None or url.path or url.query:
        raise EnvError("only a scheme and a host, as https://atelier.example.org.")
    return _refuse_demo_elsewhere(address, url.hostname, demo=demo)


@env.parser_for("host_names")
def _host_names(value: str, *, demo: bool) -> list[str]:
    """Plain names: `*` would let a visitor choose the host of the links that we write."""
    names = value.split()
    for name in names:
        if not HOST.fullmatch(name):
            raise EnvError(f"{name!r} is not the name of a host; write names alone, separated by spaces.")
        _refuse_demo_elsewhere(name, name, demo=demo)
    return names


def _refuse_demo_elsewhere(value: str, host: str, *, demo: bool) -> str:
    if demo and not is_local(host):
        raise EnvError(
            f"{host} is a public name, and everybody may read every sign-in code of a demo. Set "
            "ATELIER_MODE=production, see docs/operations.md."
        )
    return value


@env.parser_for("redis_url")
def _redis(address: str) -> str:
    """Celery would take an address without a scheme for another broker, and no mail would leave."""
    url = _split(address, {"redis", "rediss", "unix"})
    if url.scheme != "unix" and not url.hostname:
        raise EnvError("the name of the server is missing.")
    return address


@env.parser_for("sender")
def _sender(value: str) -> str:
    """One address, which mail can be sent from: with another, every mail fails, and nobody signs in."""
    found = getaddresses([value])
    if len(found) != 1 or any(ord(character) < 32 for character in value):
        raise EnvError("one sender only; a name with a comma stands in quotes: '\"Atelier, Val\" <a@example.org>'.")
    try:
        validate_email(found[0][1])
        sanitize_address(value, "utf-8")
    except (ValidationError, ValueError):
        raise EnvError("not the address of a sender, as Atelier <atelier@example.org>.") from None
    return value


@env.parser_for("reply_address")
def _reply_address(value: str) -> str:
    """An address without a tag: each message adds its own after a « + »."""
    if value and not REPLY_ADDRESS.fullmatch(value):
        raise EnvError("one address, at most 24 characters before the @ and no « + », as reponses@example.org.")
    return value.lower()


@env.parser_for("imap_url")
def _imap(address: str | None) -> dict | None:
    """A folder of a mailbox: imaps://user:password@host/folder; without TLS on this machine only."""
    if not address:
        return None
    url = _split(address, {"imaps", "imap"})
    in_clear = url.scheme == "imap" and url.hostname not in {"127.0.0.1", "localhost", "::1"}
    if in_clear or not url.hostname or not url.username or not url.password:
        raise EnvError("use imaps://user:password@host/folder, or imap:// on this machine.")
    box = {"user": unquote(url.username), "password": unquote(url.password), "ssl": url.scheme == "imaps"}
    where = {"host": url.hostname, "port": url.port or (993 if box["ssl"] else 143)}
    return {**where, **box, "folder": unquote(url.path.strip("/")) or "INBOX"}


def mail_provider(name: str) -> dict:
    """The settings of django-anymail for this provider, from MAIL_PROVIDER_KEY and MAIL_WEBHOOK_SECRET.

    Without a secret anybody could tell the webhook that an address refuses mail, and nothing would leave for it.
    """
    keys, secret = env.str("MAIL_PROVIDER_KEY", "").split(), env.str("MAIL_WEBHOOK_SECRET", "")
    if name not in PROVIDER_KEYS:
        raise ImproperlyConfigured(f"MAIL_PROVIDER is {name}; known are {', '.join(PROVIDER_KEYS)}. Or use EMAIL_URL.")
    if len(keys) != len(PROVIDER_KEYS[name]):
        raise ImproperlyConfigured(
            f"MAIL_PROVIDER_KEY: {name} needs {' and '.join(PROVIDER_KEYS[name])}, separated by a space."
        )
    user, _, password = secret.partition(":")
    if not user or len(password) < WEBHOOK_LENGTH:
        raise ImproperlyConfigured(
            f"MAIL_WEBHOOK_SECRET must be user:password, the password of {WEBHOOK_LENGTH} characters or more: without "
            "it anybody could declare that an address refuses mail."
        )
    named = {f"{name.upper()}_{key}": value for key, value in zip(PROVIDER_KEYS[name], keys, strict=True)}
    return {**named, "WEBHOOK_SECRET": secret, "REQUESTS_TIMEOUT": (5, 15)}  # seconds: to connect, to answer


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
