"""Whole products in folders of their own: a database, files, and what `manage.py` answers.

On PostgreSQL the database belongs to an ordinary role, as the README makes it.
"""

import atexit
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg

from tests import forked, migrated, services
from tests.browser import stack as stacks
from tools.deployment import PRODUCTION

ROLE = f"ordinary_{os.getpid()}"  # each process of a run grants and takes rights without the others
FILES = {"emargements/1.pdf": b"%PDF signatures", "factures/A-1.pdf": b"%PDF facture" * 999, "vide/rien.pdf": b""}
CONTENT = """
from datetime import date
from atelier.outbox.models import Message
from atelier.seasons.models import Season
from sessions.models import Day, SheetScan
from atelier.accounts.models import User
Message.objects.create(key="parti", to_email="x@example.org", subject="x", text="x", state="queued")
author = User.objects.create(email="organisation@example.org", is_organiser=True)
SheetScan.objects.create(day=Day.objects.order_by("pk").first(), file="emargements/1.pdf", author=author)
"""
STATE = """
import hashlib
from django.db import connection
digest = hashlib.sha256()
with connection.cursor() as cursor:
    for table in sorted(connection.introspection.table_names()):
        cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
        digest.update(repr((table, cursor.fetchall())).encode())
print(digest.hexdigest())
"""
on_postgresql = os.environ.get("DATABASE_URL", "").startswith("postgres")


class Product:
    def __init__(self, folder, *, mode="demo"):
        self.folder = folder
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "DJANGO"))}
        asked = {"ATELIER_VAR": str(folder / "var"), "ATELIER_MODE": mode, "PYTHONPATH": str(stacks.ROOT)}
        self.environment = {**inherited, **(PRODUCTION if mode == "production" else {}), **asked}
        self.media = folder / "var" / "media"
        if on_postgresql:
            self.database = f"product_{uuid.uuid4().hex[:12]}"
            self.environment["DATABASE_URL"] = address(self.database, ROLE)
        else:
            self.environment["DATABASE_URL"] = f"sqlite:///{folder}/var/atelier.sqlite3"

    def start(self, command, **variables):
        return subprocess.Popen(
            [sys.executable, "manage.py", *command], cwd=stacks.ROOT, env={**self.environment, **variables},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def run(self, *command, **variables):
        """Its code, and all it says."""
        start = forked.python if variables else forked.python_of_product  # with some it may not start at all
        done = start("manage.py", *command, environment={**self.environment, **variables})
        return done.returncode, done.stdout + done.stderr

    def manage(self, *command, **variables):
        code, said = self.run(*command, **variables)
        assert code == 0, said
        return said

    def python(self, code):
        return self.manage("shell", "-v", "0", "-c", code).strip()

    def upgrade(self):
        """The code is renewed: what follows runs with it."""
        self.environment["DJANGO_SETTINGS_MODULE"] = "tests.operations.upgraded"

    def is_open(self):
        path = self.folder / "var" / "maintenance"
        return not path.exists() or path.stat().st_size == 0

    def backup(self, name="a"):
        self.manage("backup", str(self.folder / name))
        (archive,) = (self.folder / name).iterdir()
        return archive

    def files(self):
        return {
            str(path.relative_to(self.media)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in self.media.rglob("*")
            if path.is_file()
        }

    def state(self):
        """Every row and every file."""
        return self.python(STATE), self.files()

    def leftovers(self):
        return sorted(path.name for path in (self.folder / "var").iterdir() if "rest" in path.name)

    @contextmanager
    def served(self):
        """Its web process; yields the address."""
        port = services.free_port()
        program = Path(sys.executable).with_name("granian")
        options = ["--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--blocking-threads", "4", "--no-ws"]
        command = [program, "--interface", "wsgi", *options, "--log-level", "warning", "atelier.wsgi:application"]
        log = (self.folder / "web.log").open("w")
        with log, subprocess.Popen(command, cwd=stacks.ROOT, env=self.environment, stdout=log, stderr=log) as process:
            try:
                services.wait_for(port, seconds=60)
                yield f"http://127.0.0.1:{port}"
            finally:
                process.terminate()


def address(database, role=None):
    url = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{database}"
    return url.replace("//atelier@", f"//{role}@") if role else url


def sql(statement, database="postgres"):
    """As the superuser of the cluster."""
    with psycopg.connect(address(database), autocommit=True) as connection:
        connection.execute(statement)


def empty(folder, **options):
    """A product that was just installed."""
    product = Product(folder, **options)
    (folder / "var").mkdir(parents=True)
    if on_postgresql:
        sql(f'CREATE DATABASE "{product.database}" OWNER {ROLE} TEMPLATE {template()}')
    else:
        migrated.copy(migrated.template(), folder / "var" / "atelier.sqlite3")
    return product


@cache
def template():
    """A migrated database that an ordinary role owns, made once a process."""
    name = f"template_{uuid.uuid4().hex[:12]}"
    sql(f"CREATE ROLE {ROLE} LOGIN")
    sql(f'CREATE DATABASE "{name}" OWNER {ROLE}')
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "DJANGO"))}
    environment |= {"ATELIER_MODE": "demo", "DATABASE_URL": address(name, ROLE)}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], cwd=stacks.ROOT, env=environment, check=True)
    return name


def filled(folder, **options):
    """A product with a season, a message that waits, and three files, one of which a row names."""
    source, product = filled_once(), Product(folder, **options)
    (folder / "var").mkdir(parents=True)
    if on_postgresql:
        sql(f'CREATE DATABASE "{product.database}" OWNER {ROLE} TEMPLATE "{source.database}"')
    else:
        migrated.copy(source.folder / "var" / "atelier.sqlite3", folder / "var" / "atelier.sqlite3")
    for name, content in FILES.items():
        path = product.media / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return product


@cache
def filled_once():
    """What each filled product is a copy of: four starts of Django, once a process."""
    product = empty(Path(tempfile.mkdtemp(prefix="atelier-filled-")))
    atexit.register(shutil.rmtree, product.folder)
    product.manage("import_season", "atelier/operations/demo/season-3.yaml", "--write")
    product.python(CONTENT)
    return product
