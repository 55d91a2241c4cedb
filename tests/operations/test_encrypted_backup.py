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

ROWS = "from atelier.seasons.models import Season; print(Season.objects.count())"


@pytest.fixture
def keys(tmp_path):
    """The file of a private key, and its public one."""
    path = tmp_path / "key.txt"
    done = subprocess.run(["/usr/bin/age-keygen", "-o", path], capture_output=True, text=True, check=True)
    return path, done.stderr.split()[-1]


@pytest.mark.skipif(not shutil.which("age") and not services.required(), reason="age is not installed")
def test_an_archive_encrypted_to_a_public_key_comes_back_with_the_private_one_alone(product, keys):
    identity, public = keys
    product.environment["BACKUP_KEYS"] = public
    archive = product.backup()
    before = product.state()

    assert archive.name.endswith(".tar.age")
    assert b"signatures" not in archive.read_bytes()
    assert [path.name for path in archive.parent.iterdir()] == [archive.name]
    assert "entière, 3 fichiers" in product.manage("backup", "--verify", str(archive), "--identity", str(identity))
    for command in (["backup", "--verify", str(archive)], ["restore", str(archive), "--over"]):
        code, told = product.run(*command)
        assert (code, "ajoutez --identity" in told) == (1, True), told
    whole = archive.read_bytes()
    archive.write_bytes(whole[:-1])
    code, told = product.run("restore", str(archive), "--over", "--identity", str(identity))
    assert (code, "age" in told, product.state()) == (1, True, before), told
    archive.write_bytes(whole)
    (product.media / "after.pdf").write_bytes(b"after")
    product.manage("restore", str(archive), "--over", "--identity", str(identity))
    assert product.files() == before[1]


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

    code, told = product.run("backup", str(folder), "--keep", "0")
    assert (code, "1 au moins" in told, len(list(folder.iterdir()))) == (1, True, 6)
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
