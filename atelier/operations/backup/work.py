"""Folders where a backup is made or deciphered: those that a killed one left hold the whole database, and go."""

import shutil
import time
from pathlib import Path

PREFIX, DAY = ".backup-", 86_400  # seconds


def remove_killed(folder: Path) -> None:
    """One that works is younger than a day."""
    for work in folder.glob(f"{PREFIX}*"):
        if time.time() - work.stat().st_mtime > DAY:
            shutil.rmtree(work, ignore_errors=True)
