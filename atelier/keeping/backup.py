"""One archive of the database and the private files, taken while the product works; and back.

The database is copied first, in one transaction, then the files: a file is written before the row that names it, so
every row of the copy finds its file. Restoring holds the mail that had not left, and erases anew whoever was erased
since (`erasure.replay`), from a journal that no archive holds.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from atelier.keeping import erasure
from atelier.outbox.models import Message
from atelier.seasons.models import Season

MANIFEST, MEDIA = "manifest.json", "media"
NAMES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


class Refused(Exception):
    """Said to whoever asked, in words."""


def write(folder: Path, *, now: datetime | None = None) -> Path:
    """Make `atelier-YYYYMMDD-HHMMSS.tar` in the folder; a half-made one never bears that name."""
    now = now or timezone.localtime()
    folder.mkdir(parents=True, exist_ok=True)
    final = folder / f"atelier-{now:%Y%m%d-%H%M%S}.tar"
    with tempfile.TemporaryDirectory(dir=folder) as work:
        name = NAMES[connection.vendor]
        copy_database(Path(work, name))
        manifest = {
            "made_at": now.isoformat(),
            "database": name,
            "sha256": print_of(Path(work, name)),
        }
        Path(work, MANIFEST).write_text(json.dumps(manifest, indent=1))
        half = Path(work, "half.tar")
        with tarfile.open(half, "w") as archive:
            archive.add(Path(work, MANIFEST), MANIFEST)
            archive.add(Path(work, name), name)
            if Path(settings.MEDIA_ROOT).exists():
                archive.add(settings.MEDIA_ROOT, MEDIA)
        half.chmod(0o600)
        half.rename(final)
    return final


def print_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copy_database(path: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(path) as target:
            connection.connection.backup(target)  # all pages in one step: consistent, whoever writes meanwhile
        target.close()
    else:
        run_tool(["pg_dump", "--format=custom", "--no-owner", f"--file={path}"])


def run_tool(command: list[str]) -> None:
    """A tool of PostgreSQL with the address and the password of the settings. Raises Refused with what it says."""
    chosen = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    address = {name: str(chosen[key]) for name, key in names.items() if chosen.get(key)}
    environment = {"PATH": os.environ.get("PATH", ""), **address}
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - fixed names
    except FileNotFoundError as error:
        raise Refused(f"{command[0]} est introuvable\u00a0: installez postgresql-client.") from error
    if done.returncode:
        raise Refused(f"{command[0]}\u00a0: {done.stderr.strip()[:500]}")


def restore(archive: Path, *, over: bool = False) -> dict:
    """Put an archive in the place of what is there. Returns what was held and erased anew.

    Raises Refused for an archive that is no backup, or damaged, or of the other kind of database; and unless `over`
    says that what is there may go, when a season is there.
    """
    with tempfile.TemporaryDirectory() as work:
        manifest = unpack(archive, Path(work))
        if manifest["database"] != NAMES[connection.vendor]:
            raise Refused("Cette sauvegarde vient de l’autre sorte de base\u00a0: changez DATABASE_URL.")
        if not over and "seasons_season" in connection.introspection.table_names() and Season.objects.exists():
            raise Refused("La base contient une saison\u00a0: ajoutez --over pour la remplacer.")
        put_back(Path(work, manifest["database"]))
        put_aside_and_fill(Path(work, MEDIA))
    call_command("migrate", verbosity=0, interactive=False)
    held = Message.objects.filter(state__in=[Message.State.QUEUED, Message.State.SENDING])
    return {"made_at": manifest["made_at"], "held": held.update(state=Message.State.HELD), "erased": erasure.replay()}


def unpack(archive: Path, work: Path) -> dict:
    try:
        with tarfile.open(archive) as file:
            extract(file, work)
        manifest = json.loads(Path(work, MANIFEST).read_text())
        whole = print_of(Path(work, manifest["database"])) == manifest["sha256"]
    except (OSError, tarfile.TarError, KeyError, ValueError) as error:
        raise Refused(f"Ce fichier n’est pas une sauvegarde\u00a0: {archive.name}.") from error
    if not whole:
        raise Refused("La base de cette sauvegarde est abîmée\u00a0: son empreinte a changé.")
    return manifest


def extract(archive: tarfile.TarFile, work: Path) -> None:
    """Files and folders alone, inside the folder alone: Python 3.11.2, which is Debian's, has no filter for that."""
    for member in archive:
        inside = Path(work, member.name).resolve().is_relative_to(work.resolve())
        if not inside or not (member.isreg() or member.isdir()):
            raise tarfile.ReadError(member.name)
    archive.extraction_filter = getattr(tarfile, "data_filter", None)
    archive.extractall(work)  # noqa: S202 - each member was looked at


def put_back(path: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(path) as source:
            source.backup(connection.connection)
        source.close()
    else:
        connection.close()
        flags = ["--clean", "--if-exists", "--no-owner", "--single-transaction"]
        run_tool(["pg_restore", *flags, f"--dbname={connection.settings_dict['NAME']}", str(path)])


def put_aside_and_fill(media: Path) -> None:
    """The files that are there go aside, beside: nothing is destroyed by a restore."""
    root = Path(settings.MEDIA_ROOT)
    if root.exists():
        root.rename(root.with_name(f"{root.name}.avant-{timezone.localtime():%Y%m%d-%H%M%S}"))
    root.mkdir(parents=True)
    if media.exists():
        for item in media.iterdir():
            shutil.move(item, root / item.name)
