"""Archives that the machine cannot read, the old ones that go, and the proof that the last one can be restored."""

import json
import shutil
import subprocess
from datetime import timedelta

import pytest
from django.utils import timezone

from tests import services
from tests.operations import products
from tests.operations.products import on_postgresql


@pytest.fixture
def keys(tmp_path):
    """The file of a private key, and its public one."""
    path = tmp_path / "key.txt"
    done = subprocess.run(["/usr/bin/age-keygen", "-o", path], capture_output=True, text=True, check=True)
    return path, done.stderr.split()[-1]


ENCRYPTED = """
import pathlib
from django.core.management import CommandError, call_command
folder, identity = pathlib.Path({folder!r}), {identity!r}
call_command("backup", folder)
(archive,) = folder.iterdir()
call_command("backup", verify=archive, identity=identity)
def refused(*command, **options):
    try:
        call_command(*command, **options)
    except CommandError as error:
        print("refused:", error)
refused("backup", verify=archive)
refused("restore", str(archive), over=True)
cut = folder / "cut.tar.age"
cut.write_bytes(archive.read_bytes()[:-1])
refused("restore", str(cut), over=True, identity=identity)
cut.unlink()
"""


@pytest.mark.skipif(not shutil.which("age") and not services.required(), reason="age is not installed")
def test_an_archive_encrypted_to_a_public_key_comes_back_with_the_private_one_alone(product, keys):
    identity, public = keys
    product.environment["BACKUP_KEYS"] = public
    before = product.files()

    told = product.python(ENCRYPTED.format(folder=str(product.folder / "a"), identity=identity.as_posix()))

    assert (told.count("entière, 3 fichiers"), told.count("refused: ")) == (2, 3), told
    assert (told.count("ajoutez --identity"), told.count("refused: age"), product.files()) == (2, 1, before), told
    (archive,) = (product.folder / "a").iterdir()
    assert archive.name.endswith(".tar.age")
    assert b"signatures" not in archive.read_bytes()
    (product.media / "after.pdf").write_bytes(b"after")
    product.manage("restore", str(archive), "--over", "--identity", str(identity))
    assert product.files() == before
    assert not list((product.folder / "var").glob(".backup-*"))


def test_a_private_key_is_refused_and_not_repeated(product):
    code, told = product.run("check", BACKUP_KEYS="AGE-SECRET-KEY-1QQQQ")
    assert (code, "BACKUP_KEYS" in told, "public keys of age" in told, "1QQQQ" in told) == (1, True, True, False)


def test_old_archives_go_once_the_new_one_is_there(product):
    folder, now = product.folder / "a", timezone.localtime()
    folder.mkdir()
    stamp = {days: f"atelier-{now - timedelta(days=days):%Y%m%d-%H%M%S}" for days in (34, 36)}
    others = ["atelier-20200101-000000.tar.gz", "notes.txt", f"{stamp[34]}.tar"]
    for name in [*others, f"{stamp[36]}.tar", f"{stamp[36]}-2.tar", f"{stamp[36]}.tar.age"]:
        (folder / name).touch()

    product.manage("backup", str(folder), "--keep", "35")

    left = {path.name for path in folder.iterdir()}
    assert (left >= set(others), len(left)) == (True, 4)


def test_the_last_backup_is_restored_apart_and_the_result_is_kept(product):
    note = product.folder / "var" / "backup.json"
    before = product.state()
    if on_postgresql:
        code, told = product.run("backup", str(product.folder / "a"), "--prove")
        assert (code, "CREATEDB" in told, "CREATEDB" in json.loads(note.read_text())["proof"]) == (1, True, True), told
        assert len(list((product.folder / "a").iterdir())) == 1
        products.sql(f"ALTER ROLE {products.ROLE} CREATEDB")
    try:
        product.manage("backup", str(product.folder / "b"), "--prove")
    finally:
        if on_postgresql:
            products.sql(f"ALTER ROLE {products.ROLE} NOCREATEDB")

    known = json.loads(note.read_text())
    assert (known["proof"], known["failure"], known["proved_at"]) == ("", "", known["made_at"])
    assert [path.suffix for path in (product.folder / "b").iterdir()] == [".tar"]
    assert product.state() == before


LOSES = """
import pathlib
from atelier.operations.backup import archive, create
whole = create.count_rows
create.count_rows = lambda: whole() | {{"seasons_season": 99}}
try:
    create.write(pathlib.Path({folder!r}), proved=True)
except create.NotProved as error:
    print(error)
"""


def test_a_backup_that_lost_rows_is_kept_and_said(product):
    if on_postgresql:
        products.sql(f"ALTER ROLE {products.ROLE} CREATEDB")
    try:
        told = product.python(LOSES.format(folder=str(product.folder / "a")))
    finally:
        if on_postgresql:
            products.sql(f"ALTER ROLE {products.ROLE} NOCREATEDB")

    assert "La table seasons_season devait compter 99 lignes" in told
    assert len(list((product.folder / "a").iterdir())) == 1
