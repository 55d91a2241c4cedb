"""A backup comes back whole or not at all; what was there comes back when something goes wrong."""

import random
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from types import MappingProxyType
from urllib.parse import urlsplit

import pytest

from tests.operations import products
from tests.operations.products import FILES, on_postgresql
from tools.deployment import PRODUCTION

REWRITE = """
import itertools, pathlib, sys
paths = [pathlib.Path(sys.argv[1], f"{number}.pdf") for number in range(400)]
for turn in itertools.count():
    for path in paths:
        path.unlink(missing_ok=True)
        path.write_bytes(b"%d" % turn * 9999)
"""
SEASONS = "from atelier.seasons.models import Season; print(Season.objects.count())"
LATER = "from tests.operations.later.models import Later; from atelier.seasons.models import Season; "
TABLES = "from django.db import connection; print('later_later' in connection.introspection.table_names())"

CAME_BACK = """
from atelier.accounts.models import User
from atelier.privacy import erasure
User.objects.create(email="zelie@example.org")
erasure.erase(email="zelie@example.org")
User.objects.create(email="zelie@example.org", is_treasurer=True)
"""
TREASURERS = "from atelier.accounts.models import User; print(*User.objects.filter(is_treasurer=True))"


@pytest.fixture
def product(tmp_path):
    return products.filled(tmp_path / "here")


@pytest.mark.parametrize("mode", ["demo", "production"])
def test_a_backup_comes_back_elsewhere_row_for_row_and_byte_for_byte(tmp_path, mode):
    source = products.filled(tmp_path / "source", mode=mode)
    archive = source.backup()
    target = products.empty(tmp_path / "target", mode=mode)

    told = target.manage("restore", str(archive))

    assert "Courriels retenus, à relire puis à laisser partir : 1." in told
    assert target.python(SEASONS) == source.python(SEASONS) == "3"
    assert target.files() == source.files() != {}
    assert target.leftovers() == []
    code, told = target.run("restore", str(archive))
    assert (code, "--over" in told) == (1, True)


def test_whoever_came_back_after_their_erasure_is_still_there_after_a_restore(product):
    product.python(CAME_BACK)
    archive = product.backup()

    told = product.manage("restore", str(archive), "--over")

    assert product.python(TREASURERS) == "zelie@example.org"
    assert "Effacements rejoués : 0." in told


def test_a_damaged_archive_changes_nothing(product):
    archive = product.backup()
    whole, before = archive.read_bytes(), product.state()
    draw = random.Random(7)
    cuts = [0, whole.index(b"media/") // 512 * 512, draw.randrange(len(whole)), len(whole) - 1]
    flipped = [draw.randrange(len(whole)), whole.index(b"%PDF facture") + 5]
    wrong = [whole[:cut] for cut in cuts]
    wrong += [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in flipped]

    for content in wrong:
        archive.write_bytes(content)
        code, told = product.run("restore", str(archive), "--over")
        assert (code, "CommandError" in told) == (1, True), told
    assert product.state() == before
    assert product.leftovers() == []


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


def test_an_archive_from_before_an_upgrade_comes_back_over_it(product):
    archive, before = product.backup(), product.files()
    product.upgrade()
    product.manage("migrate", "-v", "0")
    product.python(LATER + "Later.objects.create(season=Season.objects.get(number=3), rank=1)")
    (product.media / "after.pdf").write_bytes(b"after")

    product.manage("restore", str(archive), "--over")

    assert product.python(LATER + "print(Later.objects.count(), Season.objects.count())") == "0 3"
    assert product.files() == before
    product.manage("migrate", "--check")


def test_a_migration_that_fails_gives_back_what_was_there(product):
    archive = product.backup()
    product.python("from atelier.seasons.models import Season; Season.objects.update(theme='Depuis')")
    (product.media / "after.pdf").write_bytes(b"after")
    before = product.state()
    product.upgrade()

    code, told = product.run("restore", str(archive), "--over", LATER="breaks")

    assert code == 1
    assert "la migration échoue" in told
    assert "ce qui était là est revenu" in told
    assert product.state() == before
    assert product.leftovers() == []


def test_an_archive_of_a_later_version_is_refused_and_what_was_there_comes_back(product):
    later = "from django.db import connection as c; from django.db.migrations.recorder import MigrationRecorder as M; "
    product.python(later + "M(c).record_applied('seasons', '9999_later')")
    archive = product.backup()
    product.python(later + "M(c).record_unapplied('seasons', '9999_later')")
    before = product.state()

    code, told = product.run("restore", str(archive), "--over")

    assert (code, "version plus récente du produit (seasons.9999_later)" in told) == (1, True)
    assert product.state() == before
    code, told = product.run("restore", "--abandon")
    assert (code, "Aucune restauration n’a été interrompue" in told) == (1, True)


def test_an_archive_is_verified_without_touching_anything(product):
    (product.media / "emargements/1.pdf").unlink()
    code, told = product.run("backup", str(product.folder / "a"))
    assert (code, "Nommé par la base, mais absent : emargements/1.pdf" in told) == (0, True)
    (archive,) = (product.folder / "a").iterdir()

    assert "entière, 2 fichiers" in product.manage("backup", "--verify", str(archive))
    archive.write_bytes(archive.read_bytes()[:-1])
    code, told = product.run("backup", "--verify", str(archive))
    assert (code, "n’est pas une sauvegarde entière" in told) == (1, True)


@pytest.mark.skipif(not on_postgresql, reason="pg_restore")
def test_a_tool_that_fails_after_it_filled_the_database_gives_back_what_was_there(product, tmp_path):
    archive = product.backup()
    product.python("from atelier.seasons.models import Season; Season.objects.update(theme='Depuis')")
    products.sql("CREATE SCHEMA failed_restore", product.database)  # somebody's own
    before = product.state()
    tool = tmp_path / "bin" / "pg_restore"
    tool.parent.mkdir()
    tool.write_text('#!/bin/sh\n/usr/bin/pg_restore "$@"\ncase $1 in --list) ;; *) echo panne >&2; exit 1; esac\n')
    tool.chmod(0o755)

    code, told = product.run("restore", str(archive), "--over", PATH=f"{tool.parent}:/usr/bin:/bin")

    assert (code, "panne" in told, "ce qui était là est revenu" in told) == (1, True, True), told
    assert product.state() == before


def wait_until(ready, seconds=60):
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline
        time.sleep(0.05)


PROXY = {"Host": urlsplit(PRODUCTION["SITE_URL"]).netloc, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}


def ask(url, headers=MappingProxyType({})):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as answer:
            return answer.status, answer.read().decode(), answer.headers
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read().decode(), answer.headers


def test_a_restoration_killed_on_the_way_is_abandoned(product):
    archive = product.backup()
    product.python("from atelier.seasons.models import Season; Season.objects.update(theme='Depuis')")
    (product.media / "after.pdf").write_bytes(b"after")
    before = product.state()
    with product.served() as url:
        assert ask(url)[0] == 200
        product.upgrade()
        with product.start(["restore", str(archive), "--over"], LATER="waits") as killed:
            try:
                wait_until(lambda: not (product.media / "after.pdf").exists() and (product.media / "factures").exists())
                time.sleep(1)
            finally:
                killed.send_signal(signal.SIGKILL)
        status, page, headers = ask(url)
        assert (status, 'lang="fr"' in page, headers["Retry-After"]) == (503, True, "60")
        assert ask(f"{url}/sante/")[0] == 200

        code, told = product.run("restore", str(archive), "--over")
        assert (code, "restore --abandon" in told) == (1, True)
        code, told = product.run("backup", str(product.folder / "b"))
        assert (code, "restauration" in told) == (1, True)
        product.manage("restore", "--abandon")

        assert product.state() == before
        assert product.leftovers() == []
        assert ask(url)[0] == 200


@pytest.mark.parametrize(("mode", "headers"), [("demo", {}), ("production", PROXY)], ids=["demo", "production"])
def test_eight_visitors_see_the_site_or_a_word_of_patience(tmp_path, mode, headers):
    product = products.filled(tmp_path / "here", mode=mode)
    if mode == "production":
        product.manage("collectstatic", "--noinput", "-v", "0")
    archive, before = product.backup(), product.files()
    seen, over = Counter(), threading.Event()

    def visit(url):
        while not over.is_set():
            for path in ("/", "/saisons/3/", "/compte/connexion/"):
                seen[ask(url + path, headers)[0]] += 1

    with product.served() as url:
        visitors = [threading.Thread(target=visit, args=[url]) for _ in range(8)]
        for visitor in visitors:
            visitor.start()
        time.sleep(1)
        product.manage("restore", str(archive), "--over")
        time.sleep(1)
        over.set()
        for visitor in visitors:
            visitor.join()
        assert ask(url, headers)[0] == 200
    assert seen.keys() == {200, 503}
    assert product.files() == before


@pytest.mark.skipif(not on_postgresql, reason="extensions are PostgreSQL's")
def test_an_extension_that_the_schema_holds_stays(product):
    archive = product.backup()
    products.sql("CREATE EXTENSION pg_stat_statements", product.database)

    product.manage("restore", str(archive), "--over")

    code = "from django.db import connection as c; k = c.cursor(); k.execute('SELECT nspname FROM pg_extension e "
    code += "JOIN pg_namespace n ON n.oid = extnamespace ORDER BY 1'); print(k.fetchall())"
    assert product.python(code) == "[('pg_catalog',), ('public',)]"


def modes(folder):
    return {
        "d" if path.is_dir() else "f": {
            oct(one.stat().st_mode & 0o777) for one in folder.rglob("*") if one.is_dir() is path.is_dir()
        }
        for path in folder.rglob("*")
    }


def test_a_second_restore_meanwhile_is_refused_and_the_first_ends_well(product):
    """The database of the second one is not asked before the lock: the first one ends every other session."""
    archive, go = product.backup(), product.folder / "go"
    product.media.chmod(0o700)
    product.upgrade()
    with product.start(["restore", str(archive), "--over"], LATER="waits", LATER_GO=str(go)) as first:
        var = product.folder / "var"
        wait_until(lambda: (var / "media.before-restore").exists() and (product.media / "factures").exists())
        others = [product.start(["restore", *more]) for more in ([str(archive), "--over"], ["--abandon"])]
        try:
            told = [other.communicate(timeout=30)[1] for other in others]
            asides = {path.name: oct(path.stat().st_mode & 0o777) for path in var.iterdir() if "restore" in path.name}
        finally:
            go.touch()
            for other in others:
                other.kill()
        first.wait()

    assert [other.returncode for other in others] == [1, 1]
    assert all("Une autre restauration est en cours" in one for one in told), told
    assert (first.returncode, product.is_open(), product.leftovers()) == (0, True, [])
    assert set(asides.values()) <= {"0o700", "0o600"}, asides
    assert modes(product.media) == {"d": {"0o700"}, "f": {"0o600"}}
    assert product.media.stat().st_mode & 0o777 == 0o700


def test_what_an_old_restore_left_is_no_reason_to_close_nor_to_overwrite_what_came_since(product):
    """Somebody emptied `var/maintenance` by hand: people have worked since."""
    archive, before = product.backup(), product.state()
    aside = product.folder / "var" / "media.before-restore"
    aside.mkdir()
    (aside / "old.pdf").write_bytes(b"old")

    for command in ([str(archive), "--over"], ["--abandon"]):
        code, told = product.run("restore", *command)
        assert (code, "--abandon --over" in told, "--forget" in told, product.is_open()) == (1, True, True, True), told
        assert product.state() == before
    product.manage("restore", "--forget")

    assert (product.state(), product.leftovers(), product.is_open()) == (before, [], True)
    aside.mkdir()
    (aside / "old.pdf").write_bytes(b"old")
    product.manage("restore", "--abandon", "--over")
    assert (list(product.files()), product.leftovers(), product.is_open()) == (["old.pdf"], [], True)


HALF = """
import stat
from atelier.operations.backup import sqlite_copy as copies
copies.set_aside()
print(oct(copies._aside().stat().st_mode & 0o777))
copies.forget_aside()
def fails(path):
    path.write_bytes(b"half")
    raise OSError("no space")
whole, copies.copy = copies.copy, fails
try:
    copies.set_aside()
except OSError:
    copies.put_back()
"""


@pytest.mark.skipif(on_postgresql, reason="a file of SQLite")
def test_no_copy_of_the_former_database_survives_a_failure(product):
    assert product.python(HALF) == "0o600"
    assert product.leftovers() == []
    half = product.folder / "var" / "atelier.sqlite3.half-restore"
    half.write_bytes(b"killed")
    half.with_name(half.name + "-journal").write_bytes(b"killed")
    (product.folder / "var" / "maintenance").write_bytes(b"closed ")

    product.manage("restore", "--abandon")

    assert (product.leftovers(), product.is_open()) == ([], True)


def test_an_archive_of_a_version_with_one_more_app_is_refused_and_leaves_no_file(product, tmp_path):
    product.upgrade()
    product.manage("migrate", "-v", "0")
    archive = product.backup()
    target = products.empty(tmp_path / "target")

    code, told = target.run("restore", str(archive))

    assert (code, "version plus récente du produit (later.0001_initial)" in told) == (1, True), told
    assert (target.files(), target.leftovers(), target.is_open()) == ({}, [], True)


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
