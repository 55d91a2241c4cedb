"""`make run`: checks what could be missing, prepares the database, then starts every process of the Procfile.

Redis and the mailbox of the demo are started only when no REDIS_URL or EMAIL_URL says to use others. Several may run at
once, each with its folder of data: a port that is taken is left to whoever has it.
"""

import fcntl
import os
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from atelier import config
from atelier.config import env
from atelier.operations.demo.cast import CONTACT, STAFF

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"


def main() -> None:
    os.chdir(ROOT)
    config.load_file(ROOT / ".env")
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    processes = ["web", "worker", "beat"]
    if not env.str("REDIS_URL", ""):
        processes.insert(0, "redis")
    with ExitStack() as kept:  # other programs take no port of ours meanwhile; whoever serves then does
        port = _take_port(kept, "WEB_PORT", 8000)
        if not env.str("EMAIL_URL", ""):
            processes.insert(0, "mail")
            _take_port(kept, "MAIL_PORT", 8025)
        site = f"http://{HOST}:{port}"
        _refuse_second(Path(env.str("ATELIER_VAR", str(ROOT / "var"))), site)
        if port != 8000:
            os.environ.setdefault("SITE_URL", site)
        _manage("migrate", "--verbosity", "0")
        if env.str("ATELIER_MODE", "demo") == "demo":
            _manage("demo", "--if-empty")
            print(_welcome(site), flush=True)  # noqa: T201 - the one thing this command is for
    os.environ.setdefault("PYTHONWARNINGS", "ignore::RuntimeWarning:celery.platforms")  # trying it as root is fine
    # The file was read above; honcho would read it again its own way, where `#` ends a password.
    os.execvp("honcho", ["honcho", "start", "--no-prefix", "--env", os.devnull, *processes])


def _take_port(kept: ExitStack, name: str, usual: int) -> int:
    """The port that this variable asks for, else the usual one or the next that is free; the variable then says it."""
    asked = env.int(name, 0)
    for port in [asked] if asked else range(usual, usual + 100):
        taken = kept.enter_context(socket.socket())
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind((HOST, port))
            taken.listen()
        except OSError:
            continue
        os.environ[name] = str(port)
        return port
    sys.exit(f"Port {asked or usual} is in use. Stop what uses it, or choose another: make run {name}={usual + 80}")


def _refuse_second(var: Path, site: str) -> None:
    """Two would write in the same files: whoever runs holds this one, until its last moment."""
    var.mkdir(parents=True, exist_ok=True)
    file = os.open(var / "running", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        where = os.read(file, 100).decode() or "elsewhere"
        sys.exit(f"Already running on {where}, with the data of {var}. For another one: make run ATELIER_VAR=FOLDER")
    os.truncate(file, 0)
    os.pwrite(file, site.encode(), 0)
    os.set_inheritable(file, True)


def _manage(*arguments: str) -> None:
    done = subprocess.run([sys.executable, "manage.py", *arguments], check=False)
    if done.returncode:
        sys.exit(done.returncode)


def _welcome(site: str) -> str:
    team = "\n".join(f"    {address:<27} {role.removeprefix('is_')}" for address, _, _, role in STAFF)
    return f"""
  Atelier is starting; in a few seconds:

    {site}/                  the public site
    {site}/admin/            the organisers' workplace
    {site}/demo/courriels/   every e-mail the demo sends, sign-in codes included

  Sign in with one of these addresses; the code arrives in the mailbox above:

{team}
    {CONTACT[0]:<27} contact of a territory, and participant
    participante@example.org    participant

  Ctrl-C stops everything. Data live in var/.
"""


if __name__ == "__main__":
    main()
