"""A disk on which nothing more can be written: public pages still answer, and whoever watches is told."""

import errno
import json
import os
import sqlite3
import subprocess
import sys

import pytest
from django.conf import settings

from atelier import maintenance
from tests import migrated

PAGES = ["/", "/saisons/", "/mentions-legales/", "/compte/connexion/", "/robots.txt", "/sante/"]
# As a web process does: its limits first, then the pages. No byte may be added to any file, as on a disk that is full.
SERVE = """
import json, resource, sys
room = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, room[1]))
from atelier.wsgi import application
from django.db import close_old_connections
from django.test import Client
client = Client(raise_request_exception=False, SERVER_NAME="localhost")
asked = {page: client.get(page).status_code for page in json.loads(sys.argv[1])}
sent = client.post("/compte/connexion/", {"login": "personne@example.org"})
ready = client.get("/sante/pret/")
resource.setrlimit(resource.RLIMIT_FSIZE, room)
close_old_connections()  # as at the end of each request
sent_later = client.post("/compte/connexion/", {"login": "personne@example.org"}).status_code
print(json.dumps({"asked": asked, "sent": [sent.status_code, sent["Retry-After"]], "ready": ready.json(),
    "sent later": sent_later}))
"""


@pytest.fixture
def var(tmp_path):
    """The data of an installation whose processes were stopped."""
    migrated.copy(migrated.template(), tmp_path / "atelier.sqlite3")
    return tmp_path


def _serve(var):
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "DJANGO"))}
    inherited.pop("DATABASE_URL", None)
    own = {"ATELIER_VAR": str(var), "ATELIER_MODE": "demo", "SECRET_KEY": "ab0cd1ef2gh3" * 5, "METRICS_TOKEN": "x" * 32}
    command = [sys.executable, "-c", SERVE, json.dumps(PAGES)]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=inherited | own, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_public_pages_answer_from_a_full_disk_and_what_is_sent_is_to_be_sent_again(var):
    found = _serve(var)

    assert found["asked"] == dict.fromkeys(PAGES, 200)
    assert found["sent"] == [503, "10"]
    assert found["sent later"] == 302  # there is room again
    assert found["ready"]["database"] == "ok"


def test_pages_never_miss_what_still_lies_beside_the_database(var):
    """A process that was killed left changes in the journal, which cannot be read without writing."""
    path = var / "atelier.sqlite3"
    writer = sqlite3.connect(path)
    writer.execute("CREATE TABLE late (id)")
    writer.commit()
    journal = path.with_name("atelier.sqlite3-wal")
    left = journal.read_bytes()
    writer.close()
    journal.write_bytes(left)
    path.with_name("atelier.sqlite3-shm").unlink(missing_ok=True)

    found = _serve(var)

    assert found["asked"]["/"] == 503
    assert found["ready"]["database"] == "unreachable"
    assert "worker" in found["ready"]["faults"]  # what else is wrong is said all the same


def test_a_read_only_disk_closes_nothing(monkeypatch):
    def refuse(*_):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(os, "open", refuse)
    with maintenance.working():
        answered = True

    assert answered
