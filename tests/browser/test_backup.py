"""A backup of the product at work, and back elsewhere: nothing lost, no mail sent again, no erased person back."""

import os
import subprocess
import sys
import uuid

import pytest

from tests.browser import stack as stacks

pytestmark = pytest.mark.browser

COUNTS = """
from django.apps import apps
names = ("territories.participant", "atelier_sessions.attendance", "contributions.invoice", "accounts.user")
print(*[apps.get_model(name).objects.count() for name in names])
"""
FILES = """
from django.core.files.storage import default_storage
from sessions.models import Convocation
rows = list(Convocation.objects.exclude(sha256=""))
print(len(rows) > 0, all(default_storage.exists(row.pdf_path) for row in rows))
"""
WRITER = """
from atelier.outbox.models import Message
for number in range(400):
    Message.objects.create(key=f"essai:{number}", to_email="x@example.org", subject="x", text="x", state="held")
"""
ERASE = """
from atelier.privacy import erasure
from atelier.outbox.models import Message
from territories.models import Participant
person = Participant.objects.confirmed().filter(user__contacts=None).order_by("pk").first()
email, name = person.email, person.full_name
erasure.erase(email=email)
Message.objects.create(key="parti", to_email="x@example.org", subject="x", text="x", state="queued")
print(email, name, sep="|")
"""


@pytest.fixture
def elsewhere(tmp_path):
    """An empty product in another folder, on another database."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "DJANGO"))}
    environment |= {"ATELIER_VAR": str(tmp_path / "var"), "ATELIER_MODE": "demo"}
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        environment["DATABASE_URL"] = stacks.own_database(
            os.environ["DATABASE_URL"], f"restored_{uuid.uuid4().hex[:12]}"
        )
    return stacks.Stack("", environment, None)


def said(stack, code):
    return stack.manage("shell", "-v", "0", "-c", code).strip()


def test_a_backup_comes_back_elsewhere_and_forgets_whom_it_must(demonstration, elsewhere, tmp_path):
    demonstration.sink.wait_for(1, "Convocation")  # documents are being drawn and sent
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", WRITER]
    with subprocess.Popen(command, cwd=stacks.ROOT, env=demonstration.environment) as writer:
        demonstration.manage("backup", str(tmp_path / "a"))
        assert writer.wait() == 0
    (archive,) = (tmp_path / "a").iterdir()
    assert archive.stat().st_mode & 0o777 == 0o600
    counts = said(demonstration, COUNTS)

    elsewhere.manage("restore", str(archive))
    assert said(elsewhere, COUNTS) == counts
    assert said(elsewhere, FILES) == "True True"
    refused = subprocess.run(
        [sys.executable, "manage.py", "restore", str(archive)],
        cwd=stacks.ROOT, env=elsewhere.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "--over" in refused.stderr

    elsewhere.manage("backup", str(tmp_path / "b"))
    email, name = said(elsewhere, ERASE).split("|")
    (before,) = (tmp_path / "b").iterdir()
    told = elsewhere.manage("restore", str(before), "--over")
    assert "Effacements rejoués : 1." in told
    left = said(elsewhere, f"""
from atelier.outbox.models import Message
from territories.models import Participant
people = Participant.objects.filter(email="{email}") | Participant.objects.filter(last_name="{name.split()[-1]}")
print(people.count(), Message.objects.filter(state__in=["queued", "sending"]).count())
""")  # fmt: skip
    assert left == "0 0"
    assert [path.name for path in (tmp_path / "var").iterdir() if "restore" in path.name] == []  # nothing lingers
