"""One archive of the database and the private files, taken while the product works.

The database is copied first, at one instant, then the files: a file is written before the row that names it, so every
row of the copy finds its file. One that changes while it is read is read again; one that vanishes is left out, and
said; one that a row of the copy names and that is not there is said too. The archive is read anew before it bears its
name.
"""

import contextlib
import itertools
import os
import re
import shutil
import tempfile
import time
import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from atelier import maintenance
from atelier.operations.backup import archive, encryption, named_files, proof, record, work
from atelier.operations.backup.archive import MEDIA, Manifest, Refused, Writer
from atelier.operations.backup.counting import COPIES, count_rows

STAMP = "%Y%m%d-%H%M%S"
NAME = re.compile(r"atelier-(\d{8}-\d{6})(?:-\d+)?\.tar(?:\.age)?")
TRIES, PAUSE = 5, 0.1  # seconds
UNKNOWN = "fichiers non comparés à la base\u00a0: elle est en retard sur le code, lancez migrate"


def write(
    folder: Path,
    *,
    now: datetime | None = None,
    keep: int | None = None,
    proved: bool = False,
) -> tuple[Path, Manifest]:
    """Make `atelier-YYYYMMDD-HHMMSS.tar` in the folder; `-2` follows when another one was made in that second.

    A half-made one never bears that name. It is encrypted (`.tar.age`) to `BACKUP_KEYS`, if there are; `keep` is the
    number of days after which the archives of this folder go, once the new one is there; `proved` restores it apart.
    Raises Refused.
    """
    now = now or timezone.localtime()
    try:
        return _write(folder, now, keep, proved=proved)
    except maintenance.Closed as error:
        raise Refused("Une restauration est en cours, ou a été interrompue\u00a0: rien n’est sauvegardé.") from error
    except (OSError, DatabaseError) as error:
        _note_failure(str(error))
        raise Refused(f"La sauvegarde n’a pas pu être écrite\u00a0: {error}.") from error
    except Refused as error:
        _note_failure(str(error))
        raise


def _write(folder: Path, now: datetime, keep: int | None, *, proved: bool) -> tuple[Path, Manifest]:
    cause = None
    with maintenance.working():
        folder.mkdir(parents=True, exist_ok=True)
        work.remove_killed(folder)
        with tempfile.TemporaryDirectory(prefix=work.PREFIX, dir=folder) as place:
            half = Path(place, "half.tar")
            _fill(half, now)
            manifest = archive.read(half)
            if proved:  # before it is encrypted: nobody here can read it afterwards
                cause = _cause_of_failed_proof(half)
            final = _renamed(_encrypted(half), folder, f"atelier-{now.strftime(STAMP)}")
        if keep is not None:
            _prune(folder, now, keep)
        record.note_made(now)
        if cause is not None:
            record.note_proof(now, cause)
    if cause:
        raise NotProved(f"{final.name} est écrite, mais n’a pas pu être remise à part\u00a0: {cause}")
    return final, manifest


class NotProved(Exception):
    """The archive is there; it could not be restored apart."""


def _cause_of_failed_proof(half: Path) -> str:
    try:
        proof.prove(half)
    except Refused as error:
        return str(error)
    return ""


def _encrypted(half: Path) -> Path:
    if settings.BACKUP_KEYS:
        clear, half = half, half.with_name(half.name + encryption.SUFFIX)
        encryption.encrypt(clear, half, settings.BACKUP_KEYS)
    half.chmod(0o600)
    return half


def _note_failure(cause: str) -> None:
    with contextlib.suppress(OSError):  # the disk may be what failed
        record.note_failure(cause)


def _prune(folder: Path, now: datetime, keep: int) -> None:
    """Delete the archives that were made more than `keep` days ago, as their names say."""
    oldest = (now - timedelta(days=keep)).strftime(STAMP)
    for path in folder.iterdir():
        found = NAME.fullmatch(path.name)
        if found and found[1] < oldest:
            path.unlink(missing_ok=True)


def _renamed(half: Path, folder: Path, stem: str) -> Path:
    """Give the archive a name that none has: a link is refused where a renaming would overwrite."""
    for rank in itertools.count(1):
        final = folder / (stem + ("" if rank == 1 else f"-{rank}") + "".join(half.suffixes))
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
        manifest = Manifest(now.isoformat(), _product_version(), settings.MODE, database.NAME, count_rows())
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
