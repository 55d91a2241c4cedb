"""One archive of the database and the private files, taken while the product works.

The database is copied first, at one instant, then the files: a file is written before the row that names it, so every
row of the copy finds its file. One that changes while it is read is read again; one that vanishes is left out, and
said; one that a row of the copy names and that is not there is said too. The archive is read anew before it bears its
name.
"""

import itertools
import os
import shutil
import tempfile
import time
import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from atelier import maintenance
from atelier.operations.backup import archive, named_files, postgresql_copy, sqlite_copy
from atelier.operations.backup.archive import MEDIA, Manifest, Refused, Writer

COPIES = {"sqlite": sqlite_copy, "postgresql": postgresql_copy}
WORK, DAY = ".backup-", 86_400  # how the folder of a backup under way begins; seconds
TRIES, PAUSE = 5, 0.1  # seconds
UNKNOWN = "fichiers non comparés à la base\u00a0: elle est en retard sur le code, lancez migrate"


def write(folder: Path, *, now: datetime | None = None) -> tuple[Path, Manifest]:
    """Make `atelier-YYYYMMDD-HHMMSS.tar` in the folder; `-2` follows when another one was made in that second.

    A half-made one never bears that name. Raises Refused.
    """
    now = now or timezone.localtime()
    try:
        with maintenance.working():
            folder.mkdir(parents=True, exist_ok=True)
            _remove_killed(folder)
            with tempfile.TemporaryDirectory(prefix=WORK, dir=folder) as work:
                half = Path(work, "half.tar")
                _fill(half, now)
                manifest = archive.read(half)
                half.chmod(0o600)
                final = _renamed(half, folder, f"atelier-{now:%Y%m%d-%H%M%S}")
    except maintenance.Closed as error:
        raise Refused("Une restauration est en cours, ou a été interrompue\u00a0: rien n’est sauvegardé.") from error
    except (OSError, DatabaseError) as error:
        raise Refused(f"La sauvegarde n’a pas pu être écrite\u00a0: {error}.") from error
    return final, manifest


def _remove_killed(folder: Path) -> None:
    """Folders that a killed backup left, each with the whole database; one that works is younger than a day."""
    for work in folder.glob(f"{WORK}*"):
        if time.time() - work.stat().st_mtime > DAY:
            shutil.rmtree(work, ignore_errors=True)


def _renamed(half: Path, folder: Path, stem: str) -> Path:
    """Give the archive a name that none has: a link is refused where a renaming would overwrite."""
    for rank in itertools.count(1):
        final = folder / (f"{stem}.tar" if rank == 1 else f"{stem}-{rank}.tar")
        try:
            final.hardlink_to(half)
        except FileExistsError:
            continue
        except OSError:  # a disk without links
            if final.exists():
                continue
            half.rename(final)
        return final
    raise AssertionError


def _fill(half: Path, now: datetime) -> None:
    database = COPIES[connection.vendor]
    copied = half.with_name(database.NAME)
    with database.snapshot():
        database.copy(copied)
        manifest = Manifest(now.isoformat(), _product_version(), settings.MODE, database.NAME, _count_rows())
        try:
            named = set(named_files.named())
        except DatabaseError:
            named = set()
            manifest.absent.append(UNKNOWN)
    with archive.writing(half, manifest) as writer:
        with copied.open("rb") as file:
            writer.add(database.NAME, file)
        add_files(writer, named, half.parent)


def _product_version() -> str:
    return str(tomllib.loads(Path(settings.BASE_DIR, "pyproject.toml").read_text())["project"]["version"])


def _count_rows() -> dict[str, int]:
    """How many rows each table of the product holds."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return {table: count(table) for table in sorted(tables)}


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - the name of a table
        return int(cursor.fetchone()[0])


def add_files(writer: Writer, named: set[str], work: Path) -> None:
    """Every private file, and every one that a row names: it may have come back since the folder was read.

    `work` is a folder to copy in.
    """
    root, manifest = Path(settings.MEDIA_ROOT), writer.manifest
    found = list(files_below(root))
    for name in [*found, *sorted(named - set(found))]:
        with tempfile.TemporaryFile(dir=work) as copy:
            state = _caught(root / name, copy)
            if state != "gone":
                writer.add(f"{MEDIA}/{name}", copy)
            if state != "steady" and name in found:
                manifest.skipped.append(name)
            if state == "gone" and name in named:
                manifest.absent.append(name)


def files_below(root: Path) -> Iterator[str]:
    """Raises OSError for a folder that cannot be read; one that vanished holds nothing."""
    for folder, below, names in os.walk(root, onerror=_refuse_unreadable):
        below.sort()
        for name in sorted(names):
            yield Path(folder, name).relative_to(root).as_posix()


def _refuse_unreadable(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error


def _caught(path: Path, copy: BinaryIO) -> str:
    """Copy a file as it is at one instant: « steady »; « changing » when it never was, « gone » if not there."""
    state = "gone"
    for turn in range(TRIES):
        if turn:
            time.sleep(PAUSE)
        try:
            with path.open("rb") as file:
                before = os.fstat(file.fileno())
                copy.seek(0)
                copy.truncate()
                shutil.copyfileobj(file, copy)
            after = path.stat()
        except FileNotFoundError:
            state = "gone"
            continue
        if (before.st_ino, before.st_size, before.st_mtime_ns) == (after.st_ino, after.st_size, after.st_mtime_ns):
            return "steady"
        state = "changing"
    return state
