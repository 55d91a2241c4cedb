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

import pytest

from tests.operations import products
from tests.operations.products import FILES, on_postgresql

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
    before = product.state()
    tool = tmp_path / "bin" / "pg_restore"
    tool.parent.mkdir()
    tool.write_text('#!/bin/sh\n/usr/bin/pg_restore "$@"\necho panne >&2\nexit 1\n')
    tool.chmod(0o755)

    code, told = product.run("restore", str(archive), "--over", PATH=f"{tool.parent}:/usr/bin:/bin")

    assert (code, "panne" in told) == (1, True)
    assert product.state() == before


def wait_until(ready, seconds=60):
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def ask(url):
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
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


def test_eight_visitors_see_the_site_or_a_word_of_patience(product):
    archive, before = product.backup(), product.files()
    seen, over = Counter(), threading.Event()

    def visit(url):
        while not over.is_set():
            for path in ("/", "/saisons/3/", "/compte/connexion/"):
                seen[ask(url + path)[0]] += 1

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
        assert ask(url)[0] == 200
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
