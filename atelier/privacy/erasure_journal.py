"""The journal of erasures: what a restored database is compared with. It lies beside the database, in no archive.

A line holds a date and a keyed hash of an address (HMAC-SHA256), no name. The key is a file beside the journal, made
once: it does not rotate with SECRET_KEY. Marks made before that file existed were made under SECRET_KEY, and are
recognised as long as that key is in use or listed in OLD_SECRET_KEYS.
"""

import contextlib
import hashlib
import hmac
import json
import logging
import os
import secrets
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from atelier.core.email_addresses import normalize_email

log = logging.getLogger(__name__)


def journal_path() -> Path:
    return Path(settings.VAR_DIR, "effacements.jsonl")


def key_path() -> Path:
    return Path(settings.VAR_DIR, "erasure_key")


def fingerprint(email: str, *, key: bytes | None = None) -> str:
    """Keyed hash of the address (HMAC-SHA256), under the key of the journal unless another one is given."""
    return hmac.new(key or _own_key(), normalize_email(email).encode(), hashlib.sha256).hexdigest()


def note(addresses: Iterable[str]) -> None:
    """Mark each of these addresses as erased now."""
    path, at = journal_path(), timezone.now().isoformat()
    lines = [json.dumps({"at": at, "fingerprint": fingerprint(address)}) + "\n" for address in addresses]
    with path.open("a") as file:
        file.write("".join(lines))
    path.chmod(0o600)


def marked(addresses: Iterable[str], *, since: datetime | None = None) -> list[str]:
    """Those of these addresses that were erased after `since`, or ever."""
    fingerprints = _fingerprints(since)
    keys = [_own_key(), *(key.encode() for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))]
    return sorted(
        address
        for address in addresses
        if fingerprints and any(fingerprint(address, key=key) in fingerprints for key in keys)
    )


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


def _fingerprints(since: datetime | None) -> set[str]:
    """Of a mark whose date cannot be read, the erasure counts: it was asked for. A line that holds none is logged."""
    path, found = journal_path(), set()
    for number, line in enumerate(path.read_text().splitlines() if path.exists() else [], start=1):
        try:
            mark = json.loads(line)
            said, at = mark["fingerprint"], mark["at"]
        except (ValueError, KeyError, TypeError):
            log.warning("Line %s of the journal of erasures cannot be read.", number)
            continue
        if isinstance(said, str) and (since is None or _is_later(at, since)):
            found.add(said)
    return found


def _is_later(at: object, since: datetime) -> bool:
    try:
        return datetime.fromisoformat(at) > since
    except (TypeError, ValueError):
        return True
