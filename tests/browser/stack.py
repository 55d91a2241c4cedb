"""The whole product from its Procfile: web, worker, beat and Redis; its mail goes to a real SMTP sink."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from email import message_from_bytes
from email.policy import default as modern
from pathlib import Path

import psycopg
from aiosmtpd.controller import Controller
from django.conf import settings

from tests import migrated, services

ROOT = Path(__file__).resolve().parent.parent.parent


class Sink:
    """Keeps every message that the SMTP server receives."""

    def __init__(self):
        self.messages = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the name that aiosmtpd calls
        self.messages.append(message_from_bytes(envelope.content, policy=modern))
        return "250 OK"

    def to(self, address, subject=""):
        return [mail for mail in self.messages if mail["To"] == address and subject in mail["Subject"]]

    def wait_for(self, count, subject="", address=None, seconds=180):
        """The messages with this subject, once there are `count` of them; it waits for long on a busy machine."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = [mail for mail in self.messages if subject in mail["Subject"] and address in (None, mail["To"])]
            if len(found) >= count:
                return found
            time.sleep(0.2)
        raise TimeoutError(f"{len(found)} of {count} messages « {subject} » arrived: {[m['Subject'] for m in found]}")


class Stack:
    def __init__(self, url, environment, sink):
        self.url, self.environment, self.sink = url, environment, sink
        self.sessions = {}  # address: the cookies of somebody who signed in

    def manage(self, *arguments):
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def open_sessions(self):
        """Everybody of the database is signed in, for the visitors to come."""
        code = "from tests.browser.keys import keys; print(keys())"
        found = json.loads(self.manage("shell", "-v", "0", "-c", code))
        self.sessions = {
            address: [{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": self.url}]
            for address, key in found.items()
        }


@contextmanager
def running(folder, *preparation):
    """Start everything on free ports after these management commands; yields the Stack.

    With a DATABASE_URL in the environment (the PostgreSQL pass), a database and a Redis of its own are used.
    """
    with ExitStack() as exits:
        port, mail_port = services.free_port(), services.free_port()
        sink = Sink()
        controller = Controller(sink, hostname="127.0.0.1", port=mail_port)
        controller.start()
        exits.callback(controller.stop)
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "DJANGO"))},
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "ATELIER_VAR": str(folder),
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
            "SITE_URL": f"http://127.0.0.1:{port}",
            "WEB_PORT": str(port),
            "WEB_WORKERS": "1",
            "PYTHONUNBUFFERED": "1",
        }
        processes = ["redis", "web", "worker", "beat"]
        if os.environ.get("DATABASE_URL", "").startswith("postgres"):
            processes.remove("redis")
            environment["REDIS_URL"] = exits.enter_context(services.redis())
            copy_of = migrated.template_database()
            environment["DATABASE_URL"] = own_database(os.environ["DATABASE_URL"], f"stack_{port}", copy_of=copy_of)
        stack = Stack(f"http://127.0.0.1:{port}", environment, sink)
        if "DATABASE_URL" not in environment:
            migrated.copy(migrated.template(), Path(folder, "atelier.sqlite3"))
        for command in preparation:
            stack.manage(*command)
        log = exits.enter_context(Path(folder, "processes.log").open("w"))
        server = subprocess.Popen(
            ["honcho", "start", *processes], cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        exits.callback(stop, server)
        services.wait_for(port, seconds=60)
        yield stack


def own_database(url, name, *, copy_of="template1"):
    """An empty one, or a copy."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{copy_of}"')
    return url.rpartition("/")[0] + f"/{name}"


def stop(server):
    """End the processes that this stack started, and no others."""
    server.send_signal(signal.SIGTERM)
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
