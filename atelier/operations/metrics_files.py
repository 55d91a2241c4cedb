"""The files in which web processes count their requests, one a process."""

import os
from pathlib import Path


def begin_anew(folder: Path) -> bool:
    """Delete what was counted when no process that counted lives: a restart. False while one does.

    What a single dead process counted stays: the sum would fall, which Prometheus takes for a restart.
    """
    files = list(folder.glob("*_*.db"))
    if any(_lives(path.stem.rpartition("_")[2]) for path in files):
        return False
    for path in files:
        path.unlink(missing_ok=True)
    return True


def _lives(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return True
