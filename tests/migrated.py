"""A database with every migration applied, made once for all that starts from an empty one.

Migrating takes seconds, and a run of the suite did it five times. On SQLite it is a file in the folder of temporary
files, under a name that changes with the migrations and the lock; on PostgreSQL a database of the cluster of the run,
of which others are copies. `tests/test_migrations.py` goes through the migrations one by one.
"""

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent


def template() -> Path:
    """The file; whoever comes first makes it, the others wait."""
    path = Path(tempfile.gettempdir(), f"atelier-migrated-{os.getuid()}-{fingerprint_of_migrations()}.sqlite3")
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            make(path)
    return path


@cache
def fingerprint_of_migrations() -> str:
    sources = sorted(ROOT.glob("[!.]*/**/migrations/*.py"))
    sources += [
        *sorted(ROOT.glob("[!.]*/**/declarations.py")),
        *sorted(ROOT.glob("[!.]*/**/*.yaml")),  # the texts that migrations put in
        ROOT / "atelier/core/page_cache.py",
    ]  # triggers come last
    whole = hashlib.sha256(sys.version.encode())
    for source in [*sources, ROOT / "requirements.lock"]:
        whole.update(source.read_bytes())
    return whole.hexdigest()[:16]


def make(path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        half = Path(folder, "half.sqlite3")
        _migrate(f"sqlite:///{half}")
        copy(half, path.with_suffix(".half"))
    path.with_suffix(".half").rename(path)


def _migrate(url: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "DJANGO"))}
        environment |= {"ATELIER_VAR": folder, "ATELIER_MODE": "demo", "DATABASE_URL": url}
        command = [sys.executable, "manage.py", "migrate", "-v", "0"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)


@cache
def template_database() -> str:
    """The name of the database of PostgreSQL; whoever comes first makes it, the others wait."""
    url = urlsplit(os.environ["DATABASE_URL"])
    name = f"migrated_{fingerprint_of_migrations()}"
    path = Path(tempfile.gettempdir(), f"atelier-migrated-{os.getuid()}-{url.port}.lock")
    with path.open("w") as lock, psycopg.connect(url.geturl(), autocommit=True) as connection:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f'CREATE DATABASE "{name}_half"')
            _migrate(url._replace(path=f"/{name}_half").geturl())
            connection.execute(f'ALTER DATABASE "{name}_half" RENAME TO "{name}"')
    return name


def copy(source: Path, target: Path) -> None:
    """Everything in one file, what its journal still holds included."""
    read, written = sqlite3.connect(source), sqlite3.connect(target)
    read.backup(written)
    read.close()
    written.close()


def load(path: Path, connection: sqlite3.Connection) -> None:
    """Put it in the place of what the connection holds."""
    read = sqlite3.connect(path)
    read.backup(connection)
    read.close()
