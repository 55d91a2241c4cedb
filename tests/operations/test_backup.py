"""A backup is whole whatever happens meanwhile, says what it lacks, and overwrites nothing."""

import subprocess
import sys
import time

from tests.operations.products import FILES, on_postgresql

REWRITE = """
import itertools, pathlib, sys
paths = [pathlib.Path(sys.argv[1], f"{number}.pdf") for number in range(400)]
for turn in itertools.count():
    for path in paths:
        path.unlink(missing_ok=True)
        path.write_bytes(b"%d" % turn * 9999)
"""


def test_files_that_vanish_or_change_meanwhile_leave_a_whole_backup(product):
    moving = product.media / "moving"
    moving.mkdir()
    with subprocess.Popen([sys.executable, "-c", REWRITE, str(moving)]) as writer:
        time.sleep(1)
        try:
            code, told = product.run("backup", str(product.folder / "a"))
        finally:
            writer.kill()
    assert code == 0, told
    (archive,) = (product.folder / "a").iterdir()
    product.manage("restore", str(archive), "--over")
    assert {name: product.files()[name] for name in FILES}.keys() == FILES.keys()


def test_an_archive_is_verified_without_touching_anything(product):
    (product.media / "emargements/1.pdf").unlink()
    code, told = product.run("backup", str(product.folder / "a"))
    assert (code, "Nommé par la base, mais absent : emargements/1.pdf" in told) == (0, True)
    (archive,) = (product.folder / "a").iterdir()

    assert "entière, 2 fichiers" in product.manage("backup", "--verify", str(archive))
    archive.write_bytes(archive.read_bytes()[:-1])
    code, told = product.run("backup", "--verify", str(archive))
    assert (code, "n’est pas une sauvegarde entière" in told) == (1, True)


TWICE = """
import os, pathlib
from django.utils import timezone
from atelier.operations.backup import create
folder, now = pathlib.Path({folder!r}), timezone.now()
for name, age in (("old", 2 * 86400), ("young", 0)):
    (folder / f".backup-{{name}}").mkdir(parents=True)
    os.utime(folder / f".backup-{{name}}", (now.timestamp() - age,) * 2)
for turn in range(2):
    create.write(folder, now=now)
print(*sorted(path.name.replace(f"{{now:%Y%m%d-%H%M%S}}", "now") for path in folder.iterdir()))
"""
LIMITED = """
import pathlib, resource
from django.db import connection
from atelier.operations.backup import archive, create
connection.ensure_connection()
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    create.write(pathlib.Path({folder!r}))
except archive.Refused as error:
    print(error)
"""


def test_an_archive_is_never_overwritten_and_what_a_killed_backup_left_goes(product):
    folder = str(product.folder / "twice")

    assert product.python(TWICE.format(folder=folder)) == ".backup-young atelier-now-2.tar atelier-now.tar"
    if not on_postgresql:
        assert "n’a pas pu être copiée" in product.python(LIMITED.format(folder=folder))
