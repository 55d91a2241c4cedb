"""A backup comes back whole or not at all; what was there comes back when something goes wrong."""

import random

import pytest

from tests.operations import products
from tests.operations.products import on_postgresql

SEASONS = "from atelier.seasons.models import Season; print(Season.objects.count())"
LATER = "from tests.operations.later.models import Later; from atelier.seasons.models import Season; "
CAME_BACK = """
from atelier.accounts.models import User
from atelier.privacy import erasure
User.objects.create(email="zelie@example.org")
erasure.erase(email="zelie@example.org")
User.objects.create(email="zelie@example.org", is_treasurer=True)
"""
TREASURERS = "from atelier.accounts.models import User; print(*User.objects.filter(is_treasurer=True))"


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


@pytest.mark.skipif(not on_postgresql, reason="extensions are PostgreSQL's")
def test_an_extension_that_the_schema_holds_stays(product):
    archive = product.backup()
    products.sql("CREATE EXTENSION pg_stat_statements", product.database)

    product.manage("restore", str(archive), "--over")

    code = "from django.db import connection as c; k = c.cursor(); k.execute('SELECT nspname FROM pg_extension e "
    code += "JOIN pg_namespace n ON n.oid = extnamespace ORDER BY 1'); print(k.fetchall())"
    assert product.python(code) == "[('pg_catalog',), ('public',)]"


def test_an_archive_of_a_version_with_one_more_app_is_refused_and_leaves_no_file(product, tmp_path):
    product.upgrade()
    product.manage("migrate", "-v", "0")
    archive = product.backup()
    target = products.empty(tmp_path / "target")

    code, told = target.run("restore", str(archive))

    assert (code, "version plus récente du produit (later.0001_initial)" in told) == (1, True), told
    assert (target.files(), target.leftovers(), target.is_open()) == ({}, [], True)
