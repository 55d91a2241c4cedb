"""A database copied into another one, of the other kind where there are two: the same rows, the same next keys."""

import pytest

from tests import migrated
from tests.operations import products
from tests.operations.products import Product

ROWS = """
import hashlib
from django.apps import apps
from django.core import serializers
digest = hashlib.sha256()
models = [model for model in apps.get_models() if model._meta.model_name != "cacheversion"]
for model in sorted(models, key=lambda model: model._meta.db_table):
    rows = sorted(model._base_manager.all(), key=lambda row: str(row.pk))
    digest.update(serializers.serialize("json", rows).encode())
print(digest.hexdigest())
"""
ODD = """
from atelier.outbox.models import Message
texts = {"text": "à\\nb\\t« œ » \\U0001f600 \\\\N 'x' %s", "subject": "100 %"}
Message.objects.create(key="dernier", to_email="x@example.org", state="held", **texts).delete()
Message.objects.create(key="odd", to_email="x@example.org", state="held", **texts)
"""
NEXT_KEY = """
from atelier.outbox.models import Message
print(Message.objects.create(key="neuf", to_email="x@example.org", subject="x", text="x", state="held").pk)
"""


@pytest.fixture
def other(tmp_path):
    """An empty product on SQLite."""
    product = Product(tmp_path / "other")
    (product.folder / "var").mkdir(parents=True)
    product.environment["DATABASE_URL"] = f"sqlite:///{product.folder}/var/atelier.sqlite3"
    migrated.copy(migrated.template(), product.folder / "var/atelier.sqlite3")
    return product


def test_a_database_comes_whole_through_another_and_back(product, other, tmp_path):
    product.python(ODD)
    back = products.empty(tmp_path / "back")
    expected = product.python(ROWS)

    assert "les mêmes des deux côtés" in other.manage("copy_database", product.environment["DATABASE_URL"])
    back.manage("copy_database", other.environment["DATABASE_URL"])

    assert back.python(ROWS) == expected
    assert back.is_open()
    assert back.python(NEXT_KEY) == product.python(NEXT_KEY)
    refused(back, other.environment["DATABASE_URL"], "contient déjà une saison")


def test_what_cannot_be_copied_is_refused_in_words(other, product, tmp_path):
    before = other.python(ROWS)
    refused(other, other.environment["DATABASE_URL"], "la base du produit elle-même")
    refused(other, f"sqlite:///{tmp_path}/nowhere.sqlite3", "Il n’y a pas de base")
    refused(other, "mysql://x/y", "ne se lit pas")
    closed = other.folder / "var" / "maintenance"
    closed.write_bytes(b"closed ")
    refused(other, product.environment["DATABASE_URL"], "restore --abandon")
    assert not other.is_open()
    other.manage("restore", "--abandon")
    product.python("from django.db import connection; connection.cursor().execute('DELETE FROM django_migrations')")
    refused(other, product.environment["DATABASE_URL"], "pas à la même version")

    assert other.python(ROWS) == before
    assert not (tmp_path / "nowhere.sqlite3").exists()


def refused(product, address, words):
    code, told = product.run("copy_database", address)
    assert (code, words in told) == (1, True), told
