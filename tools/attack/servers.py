"""What is attacked: the processes of the Procfile in production settings, nginx as documented, what they lean on."""

import asyncio
import itertools
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import psycopg
from aiosmtpd.controller import Controller

from tests import services
from tests.browser.stack import Sink, own_database, stop
from tools.deployment import PRODUCTION

ROOT = Path(__file__).resolve().parent.parent.parent
PROCESSES = ("web", "worker", "beat")


class Mailbox(Sink):
    """An SMTP server that keeps what it receives; `is_mute`, it accepts connections and answers nothing more."""

    is_mute, delay = False, 0.0  # seconds that each message takes

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd calls it so
        while self.is_mute:  # noqa: ASYNC110 - set from the thread that attacks
            await asyncio.sleep(0.1)
        await asyncio.sleep(self.delay)
        envelope.mail_from = address
        return "250 OK"


@dataclass
class Stand:
    """The servers under attack: `address` is nginx's, `backend` the web processes' own port."""

    folder: Path
    environment: dict[str, str]
    mailbox: Mailbox
    backend: int
    proxy: Path
    address: str = ""
    server: subprocess.Popen | None = None
    machines: itertools.count = field(default_factory=lambda: itertools.count(256))

    @property
    def certificate(self) -> str:
        return str(self.proxy / "certificate.pem")

    def machine(self) -> str:
        """The network address of one more visitor."""
        number = next(self.machines)
        return f"127.{1 + number // 65536}.{number // 256 % 256}.{number % 250 + 2}"

    def manage(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess:
        return run(["manage.py", *arguments], {**self.environment, **variables})

    def logs(self) -> str:
        """Every line of the processes and of the proxy."""
        return "\n".join(path.read_text(errors="replace") for path in self.folder.rglob("*.log"))


def run(arguments: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def clean_environment() -> dict[str, str]:
    """What this process was given, without the variables of the product."""
    product = {*PRODUCTION, "DATABASE_URL", "ATELIER_VAR", "DJANGO_SETTINGS_MODULE"}
    return {name: value for name, value in os.environ.items() if name not in product}


@contextmanager
def prepared():
    """The servers that the product leans on; this process gets the settings of the stand, for the worlds it makes."""
    with ExitStack() as exits:
        if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
            raise services.Missing("PostgreSQL, or python -m tests.services postgresql -- …,")
        folder = Path(exits.enter_context(tempfile.TemporaryDirectory(prefix="atelier-attack-")))
        mailbox, mail_port, backend = Mailbox(), services.free_port(), services.free_port()
        controller = Controller(mailbox, hostname="127.0.0.1", port=mail_port)
        controller.start()
        exits.callback(controller.stop)
        url = os.environ["DATABASE_URL"]
        environment = {
            **clean_environment(),
            **PRODUCTION,
            "DATABASE_URL": own_database(url, f"attack_{backend}"),
            "REDIS_URL": exits.enter_context(services.redis()),
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
            "ATELIER_VAR": str(folder / "var"),
            "DJANGO_SETTINGS_MODULE": "atelier.settings",
            "WEB_PORT": str(backend),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PYTHONUNBUFFERED": "1",
        }
        os.environ.clear()
        os.environ.update(environment)
        yield Stand(folder, environment, mailbox, backend, folder / "proxy")


@contextmanager
def served(stand: Stand):
    """The processes of the Procfile, two of the web among them, behind nginx."""
    with ExitStack() as exits:
        for command in (("migrate", "-v", "0"), ("collectstatic", "--noinput", "-v", "0")):
            done = stand.manage(*command)
            assert done.returncode == 0, done.stderr
        log = exits.enter_context((stand.folder / "processes.log").open("w"))
        stand.server = subprocess.Popen(
            ["honcho", "start", *PROCESSES], cwd=ROOT, env=stand.environment, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
        exits.callback(stop, stand.server)
        services.wait_for(stand.backend, seconds=90)
        stand.proxy.mkdir()
        port, _ = exits.enter_context(services.nginx(stand.proxy, stand.backend))
        stand.address = f"https://127.0.0.1:{port}"
        time.sleep(2)
        yield stand


@contextmanager
def another(stand: Stand, variables: dict[str, str], *, instead: bool = False):
    """One more web process on the same data, with other variables (with no others, `instead`), behind its own nginx."""
    port = services.free_port()
    environment = {**({} if instead else stand.environment), **variables, "PATH": stand.environment["PATH"]}
    options = ["--interface", "wsgi", "--host", "127.0.0.1", "--workers", "1", "--no-ws", "--log-level", "warning"]
    with ExitStack() as exits:
        log = exits.enter_context((stand.folder / f"web-{port}.log").open("w"))
        server = subprocess.Popen(
            ["granian", *options, "--port", str(port), "atelier.wsgi:application"],
            cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        exits.callback(stop, server)
        services.wait_for(port, seconds=90)
        folder = stand.folder / f"proxy-{port}"
        folder.mkdir()
        https, _ = exits.enter_context(services.nginx(folder, port))
        time.sleep(1)
        yield replace(stand, environment=environment, proxy=folder, address=f"https://127.0.0.1:{https}")


@contextmanager
def stopped(pid: int):
    """A server that holds its connections and answers nothing."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@contextmanager
def locked(stand: Stand, table: str):
    """Somebody else holds this table of the database."""
    with psycopg.connect(stand.environment["DATABASE_URL"]) as connection:
        connection.execute(f'LOCK TABLE "{table}" IN ACCESS EXCLUSIVE MODE')
        yield


def web_processes(stand: Stand) -> list[int]:
    """The processes that answer pages: those that granian started."""
    return _children(stand, "granian")


def worker_children(stand: Stand) -> list[int]:
    """The processes in which the worker does its tasks."""
    return _children(stand, "celery")


def beat(stand: Stand) -> int:
    """The process that rings the sweeps."""
    return next(pid for pid in _family(stand) if "\0beat\0" in _command(pid) and "celery" in _command(pid))


def _children(stand: Stand, program: str) -> list[int]:
    parents = _family(stand)
    mothers = {pid for pid in parents if program in _command(pid) and not _command(pid).startswith("/bin/sh")}
    below = {pid for pid in parents if parents[pid] in mothers and "resource_tracker" not in _command(pid)}
    return sorted(below)


def _family(stand: Stand) -> dict[int, int]:
    """The processes of the stand, each with its parent."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    ours = {stand.server.pid}
    while more := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return {pid: parents.get(pid, 0) for pid in ours}


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def memory(pid: int, what: str = "VmRSS") -> float:
    """Megabytes held by a process now; `VmHWM` is the most it held since `forget_peak`."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(what))


def forget_peak(pid: int) -> None:
    Path(f"/proc/{pid}/clear_refs").write_text("5")
