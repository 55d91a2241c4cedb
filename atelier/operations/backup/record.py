"""What became of the last backup, in `var/backup.json`: a table would go back in time with a restored database."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from atelier.core import french

OLD = timedelta(hours=26)  # a backup a night, and what it takes


def note_made(now: datetime) -> None:
    _write({**read(), "made_at": now.isoformat(), "failure": ""})


def note_failure(cause: str) -> None:
    _write({**read(), "failure": cause})


def note_proof(now: datetime, cause: str = "") -> None:
    """The last backup was restored apart, or could not be."""
    _write({**read(), "proved_at": now.isoformat(), "proof": cause})


def read() -> dict[str, Any]:
    """`made_at`, `failure`, `proved_at`, `proof`: those that are known."""
    try:
        found = json.loads(_path().read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def state(now: datetime | None = None) -> tuple[str, str]:
    """A word for machines, and what is wrong in a French sentence, empty when nothing is."""
    now, known = now or timezone.now(), read()
    if known.get("failure"):
        return "failed", f"la dernière sauvegarde a échoué\u00a0: {known['failure']}"
    if "made_at" not in known:
        return "none", "aucune sauvegarde n’a été faite"
    made_at = datetime.fromisoformat(known["made_at"])
    if now - made_at > OLD:
        return "late", f"la dernière sauvegarde date du {french.long_date(made_at)}"
    if known.get("proof"):
        return "unproved", f"la dernière sauvegarde n’a pas pu être remise à part\u00a0: {known['proof']}"
    if "proved_at" not in known or now - datetime.fromisoformat(known["proved_at"]) > OLD:
        return "unproved", "aucune sauvegarde n’a été remise à part, pour essai, depuis un jour"
    return "ok", ""


def _write(known: dict[str, str]) -> None:
    half = _path().with_suffix(".half")
    half.write_text(json.dumps(known))
    half.replace(_path())


def _path() -> Path:
    return Path(settings.VAR_DIR, "backup.json")
