import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from pytest_django.asserts import assertContains

from atelier.core.own_apps import own_models


def test_no_model_change_waits_for_a_migration(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_of_each_app_form_one_line():
    loader = MigrationLoader(None)
    ours = {model._meta.app_label for model in own_models()} - {"audit"}  # whose only model is a proxy

    assert {label: len(loader.graph.leaf_nodes(label)) for label in ours} == dict.fromkeys(ours, 1)


@pytest.mark.parametrize("slug", ["contact", "confidentialite", "mentions-legales", "accessibilite"])
def test_public_texts_are_there_from_the_first_day(client, db, slug):
    assert client.get(f"/{slug}/").status_code == 200


def test_the_privacy_page_says_the_durations_that_are_applied(client, db):
    for words in ("30\u00a0jours après", "90\u00a0jours après", "1\u00a0an après la dernière journée"):
        assertContains(client.get("/confidentialite/"), words)
