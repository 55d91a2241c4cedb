"""Every version that was released left a small archive: the present code takes it in, over what is there.

A migration that was released is never edited: what comes back would then lack what a new installation has.
"""

import json
import lzma
from pathlib import Path

import pytest

from atelier.operations.backup.archive import read
from tests.operations import products

RELEASES = Path(__file__).with_name("releases")
KIND = "postgresql" if products.on_postgresql else "sqlite"
ARCHIVES = sorted(RELEASES.glob(f"*-{KIND}.tar.xz"))
# Columns of each table, and all named rules, whatever the order in which migrations made them.
SCHEMA = """
import json, re
from django.db import connection
RULES = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL",
    "postgresql": "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE connamespace = current_schema()::regnamespace UNION ALL "
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()",
}
found = {}
with connection.cursor() as cursor:
    for table in connection.introspection.table_names(cursor):
        cursor.execute(f'SELECT * FROM "{table}" LIMIT 0')
        found[table] = sorted(one[0] for one in cursor.description)
    cursor.execute(RULES[connection.vendor])
    rules = [[name, *re.findall(r'CONSTRAINT "([^"]+)"', sql)] for name, sql in cursor.fetchall()]
found["rules"] = sorted(name for names in rules for name in names)
print(json.dumps(found))
"""
HELD = """
from django.db.models import Sum
from atelier.seasons.models import Season
from contributions.models import Invoice
from sessions.models import Attendance, Convocation
from territories.models import Participant
print(Season.objects.count(), Participant.objects.count(), Convocation.objects.count(), Attendance.objects.count(),
      Invoice.objects.exclude(kind="quote").aggregate(all=Sum("total"))["all"])
"""
ROWS = ["seasons_season", "territories_participant", "atelier_sessions_convocation", "atelier_sessions_attendance"]


def test_the_first_release_has_an_archive_of_each_kind():
    versions = {path.name.split("-")[1] for path in RELEASES.glob("*.tar.xz")}
    assert {f"{path.name.split('-')[2]}" for path in RELEASES.glob("*.tar.xz")} == {
        "sqlite.tar.xz",
        "postgresql.tar.xz",
    }
    assert "1.0.0" in versions
    assert max(path.stat().st_size for path in RELEASES.iterdir()) <= 300_000


@pytest.mark.parametrize("kept", ARCHIVES, ids=lambda path: path.name)
def test_the_archive_of_a_released_version_comes_back_over_this_one(kept, tmp_path):
    archive = tmp_path / "archive.tar"
    archive.write_bytes(lzma.decompress(kept.read_bytes()))
    product = products.filled(tmp_path / "here")
    new = product.python(SCHEMA)

    said = product.manage("backup", "--verify", str(archive))
    product.manage("restore", str(archive), "--over")

    assert "entière" in said
    product.manage("migrate", "--check")
    assert json.loads(product.python(SCHEMA)) == json.loads(new)
    *counts, asked = product.python(HELD).split()
    rows = read(archive).rows
    assert [int(one) for one in counts] == [rows[name] for name in ROWS]
    assert all(int(one) > 1 for one in counts)
    assert float(asked) > 0
    product.manage("check")
