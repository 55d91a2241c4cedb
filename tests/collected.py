"""The files of `static/` as production serves them, named and compressed once for all the servers of the tests.

Compressing them takes ten seconds. The folder lies beside that of `tests/migrated.py`, under a name that changes with
what it is made of.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.deployment import PRODUCTION

ROOT = Path(__file__).resolve().parent.parent


def put(var: Path) -> None:
    """Where a product in production whose folder is `var` looks for them."""
    shutil.copytree(_template(), var / "static")


def _template() -> Path:
    """Whoever comes first makes it, the others wait."""
    path = Path(tempfile.gettempdir(), f"atelier-static-{os.getuid()}-{_fingerprint()}")
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            _make(path)
    return path


def _fingerprint() -> str:
    whole = hashlib.sha256(sys.version.encode())
    sources = sorted(path for path in (ROOT / "static").rglob("*") if path.is_file())
    for source in [*sources, ROOT / "requirements.lock", ROOT / "atelier/settings.py"]:
        whole.update(str(source.relative_to(ROOT)).encode() + source.read_bytes())
    return whole.hexdigest()[:16]


def _make(path: Path) -> None:
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        environment = {"PATH": os.environ["PATH"], "ATELIER_VAR": folder, **PRODUCTION}
        command = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
        Path(folder, "static").rename(path)
