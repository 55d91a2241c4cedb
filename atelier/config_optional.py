"""What an installation may have: metrics, each by a variable that is empty by default (`docs/operations.md`)."""

import os
import socket
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from atelier.config import env

TOKEN_LENGTH = 32  # characters at least


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
    ours.mkdir(parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(ours)
    return token
