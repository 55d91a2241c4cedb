"""What fails on the machine and lets the pages answer: each fault is a word, and a French sentence.

A worker notes each minute that it works, in `var/heartbeat`; nothing else tells that beat, Redis and a worker all do.
"""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import redis
from django.conf import settings
from django.utils import timezone

from atelier.core import french
from atelier.operations.backup import record

SILENT = timedelta(minutes=5)
LOW = 200_000_000  # bytes left on the disk
ANSWER = 0.5  # seconds that Redis has


def note_heartbeat(now: datetime | None = None) -> None:
    _heartbeat().write_text((now or timezone.now()).isoformat())


def faults(now: datetime | None = None) -> Iterator[tuple[str, str]]:
    """Those that are read from files: fast, and without a query."""
    now = now or timezone.now()
    if settings.STATIC_ROOT and not Path(settings.STATIC_ROOT, "staticfiles.json").exists():
        yield "statics", "Les fichiers du site n’ont pas été rassemblés\u00a0: collectstatic"
    if not os.access(settings.VAR_DIR, os.W_OK):
        yield "disk-read-only", "Le disque ne s’écrit plus"
    elif (left := shutil.disk_usage(settings.VAR_DIR).free) < LOW:
        yield "disk-full", f"Le disque est presque plein\u00a0: il reste {french.file_size(left)}"
    if sentence := _silence(now):
        yield "worker", sentence
    state, wrong = record.state(now)
    if wrong:
        yield f"backup-{state}", f"{wrong[0].upper()}{wrong[1:]}"


def redis_answers() -> bool:
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=ANSWER, socket_connect_timeout=ANSWER) as broker:
            return bool(broker.ping())
    except redis.RedisError:
        return False


def _silence(now: datetime) -> str:
    """A worker that never worked is said too: mail waits."""
    try:
        last = datetime.fromisoformat(_heartbeat().read_text())
    except (OSError, ValueError):
        return "Les tâches de fond n’ont pas encore tourné\u00a0: vérifiez worker, beat et Redis"
    if last - SILENT <= now <= last + SILENT:
        return ""
    if last > now:
        return "L’horloge du serveur a reculé, et les tâches de fond ne tournent plus\u00a0: vérifiez worker et beat"
    return f"Les tâches de fond ne tournent plus depuis {french.moment(last)}\u00a0: vérifiez worker, beat et Redis"


def _heartbeat() -> Path:
    return Path(settings.VAR_DIR, "heartbeat")
