"""The journal of erasures: what a restored database is compared with. It lies beside the database, in no archive.

A line holds a date, a keyed hash of an address (HMAC-SHA256) and the name of the key, nobody's name. The key is a
file beside the journal, made once: it does not rotate with SECRET_KEY. Marks under a key that is not there any more
recognise nobody: a restoration refuses to go on without it.
"""

import contextlib
import hashlib
import hmac
import json
import logging
import os
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from atelier.core.email_addresses import normalize_email

log = logging.getLogger(__name__)

LOST = (
    "Le journal des effacements (effacements.jsonl) a des marques dont la clé n’est plus là\u00a0: des personnes "
    "effacées reviendraient. Remettez à côté de lui le fichier erasure_key qui lui correspond. S’il est perdu, "
    "renommez le journal, restaurez, puis effacez de nouveau ces personnes."
)


class KeyLost(Exception):
    """Marks of the journal were made under another key than the one beside it."""


def journal_path() -> Path:
    return Path(settings.VAR_DIR, "effacements.jsonl")


def key_path() -> Path:
    return Path(settings.VAR_DIR, "erasure_key")


def fingerprint(email: str) -> str:
    """Keyed hash of the address (HMAC-SHA256), under the key of the journal."""
    return hmac.new(_own_key(), normalize_email(email).encode(), hashlib.sha256).hexdigest()


def note(addresses: Iterable[str]) -> None:
    """Mark each of these addresses as erased now."""
    path, at = journal_path(), timezone.now().isoformat()
    lines = [
        json.dumps({"at": at, "key": _key_name(), "fingerprint": fingerprint(address)}) + "\n" for address in addresses
    ]
    with path.open("a") as file:
        file.write("".join(lines))
    path.chmod(0o600)


def marked(addresses: Iterable[str], *, since: datetime | None = None) -> list[str]:
    """Those of these addresses that were erased after `since`, or ever. Raises KeyLost."""
    refuse_lost_key()
    fingerprints = {mark["fingerprint"] for mark in _marks() if since is None or _is_later(mark["at"], since)}
    return sorted(address for address in addresses if fingerprints and fingerprint(address) in fingerprints)


def refuse_lost_key() -> None:
    """Raises KeyLost, in words, when the journal has a mark that the key beside it did not make."""
    names = {mark["key"] for mark in _marks()}
    if names and (not key_path().exists() or names != {_key_name()}):
        raise KeyLost(LOST)


def _key_name() -> str:
    """Tells one key from another, and says nothing of it: the beginning of its SHA-256."""
    return hashlib.sha256(_own_key()).hexdigest()[:16]


def _own_key() -> bytes:
    """The key of the journal, made at the first need; of two processes that make it, both read the same."""
    path = key_path()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix="erasure_key.") as file:  # mode 0600
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(file.name, path)
    return path.read_text().strip().encode()


def _marks() -> Iterator[dict]:
    """The lines that can be read; another one is logged."""
    path = journal_path()
    for number, line in enumerate(path.read_text().splitlines() if path.exists() else [], start=1):
        with contextlib.suppress(ValueError, TypeError, KeyError):
            mark = json.loads(line)
            if all(isinstance(mark[name], str) for name in ("fingerprint", "key")) and "at" in mark:
                yield mark
                continue
        log.warning("Line %s of the journal of erasures cannot be read.", number)


def _is_later(at: Any, since: datetime) -> bool:
    try:
        return datetime.fromisoformat(at) > since
    except (TypeError, ValueError):
        return True
