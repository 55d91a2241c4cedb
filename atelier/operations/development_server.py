"""`make run`: checks what could be missing, prepares the database, then starts every process of the Procfile.

Redis and the mailbox of the demo are started only when no REDIS_URL or EMAIL_URL says to use others.
"""

import os
import socket
import subprocess
import sys
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
    port = env.int("WEB_PORT", 8000)
    processes = ["web", "worker", "beat"]
    if not env.str("REDIS_URL", ""):
        processes.insert(0, "redis")
    if not env.str("EMAIL_URL", ""):
        processes.insert(0, "mail")
        _refuse_busy(8025, "The mailbox of the demo needs it: stop what uses it, or set EMAIL_URL.")
    _refuse_busy(port, f"Stop what uses it, or choose another: make run WEB_PORT={port + 80}")
    if port != 8000:
        os.environ.setdefault("SITE_URL", f"http://{HOST}:{port}")
    _manage("migrate", "--verbosity", "0")
    if env.str("ATELIER_MODE", "demo") == "demo":
        _manage("demo", "--if-empty")
        print(_welcome(port), flush=True)  # noqa: T201 - the one thing this command is for
    os.environ["WEB_PORT"] = str(port)
    os.environ.setdefault("PYTHONWARNINGS", "ignore::RuntimeWarning:celery.platforms")  # trying it as root is fine
    # The file was read above; honcho would read it again its own way, where `#` ends a password.
    os.execvp("honcho", ["honcho", "start", "--no-prefix", "--env", os.devnull, *processes])


def _refuse_busy(port: int, advice: str) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            sys.exit(f"Port {port} is in use. {advice}")


def _manage(*arguments: str) -> None:
    done = subprocess.run([sys.executable, "manage.py", *arguments], check=False)
    if done.returncode:
        sys.exit(done.returncode)


def _welcome(port: int) -> str:
    site = f"http://{HOST}:{port}"
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
