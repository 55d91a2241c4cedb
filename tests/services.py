"""Throw-away servers for tests: PostgreSQL, Redis, an SMTP sink. Each listens on 127.0.0.1 and dies with its test.

`python -m tests.services postgresql -- COMMAND` runs COMMAND with DATABASE_URL pointing to a fresh cluster.
Where a binary is missing the command is skipped and says so; with REQUIRE_SERVICES=1 that is a failure.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

OPERATIONS = Path(__file__).resolve().parent.parent / "docs/operations.md"

# What a database that nobody keeps need not do: wait for the disk, write pages whole, feed a second server.
FORGETFUL = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    " -c wal_level=minimal -c max_wal_senders=0 -c jit=off"
)


class Missing(Exception):
    """The program is not installed."""


def required() -> bool:
    return os.environ.get("REQUIRE_SERVICES") == "1"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port: int, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"Nothing answers on port {port}.")


def postgresql_folder() -> Path:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not folders:
        raise Missing("PostgreSQL")
    return folders[-1]


@contextmanager
def postgresql():
    """A cluster of its own; yields its DATABASE_URL. As root it runs under the `postgres` user."""
    binaries, port = postgresql_folder(), free_port()
    folder = Path(tempfile.mkdtemp(prefix="atelier-pg-"))
    prefix = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        prefix = ["runuser", "-u", "postgres", "--"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": True, "cwd": folder}
    data = folder / "data"
    subprocess.run([*prefix, binaries / "initdb", "-D", data, "-A", "trust", "-U", "atelier", "-E", "UTF8"], **quiet)
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} {FORGETFUL}"
    subprocess.run([*prefix, binaries / "pg_ctl", "-D", data, "-o", options, "-w", "start"], **quiet)
    try:
        yield f"postgresql://atelier@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*prefix, binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop"], **quiet)
        shutil.rmtree(folder)


@contextmanager
def redis():
    """A system Redis on a port of its own; yields its REDIS_URL."""
    binary = shutil.which("redis-server")
    if not binary:
        raise Missing("Redis")
    port = free_port()
    server = subprocess.Popen(
        [binary, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait()


@contextmanager
def nginx(folder: Path, behind: int):
    """nginx as the documentation configures it, in front of a port; yields its two ports, https then http.

    Its logs and its certificate, of its own making, lie in `folder`.
    """
    if not shutil.which("nginx"):
        raise Missing("nginx")
    ports, certificate, key = (free_port(), free_port()), folder / "certificate.pem", folder / "key.pem"
    names = ["-subj", "/CN=atelier", "-addext", "subjectAltName=IP:127.0.0.1,DNS:atelier.example.org"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key]
    subprocess.run([*made, "-out", certificate, *names], check=True, capture_output=True)
    written = re.search(r"```nginx\n(.*?)```", OPERATIONS.read_text(), re.DOTALL)[1]
    written = re.sub(r"ssl_certificate +[^;]*", f"ssl_certificate {certificate}", written)
    written = re.sub(r"ssl_certificate_key +[^;]*", f"ssl_certificate_key {key}", written)
    written = written.replace("127.0.0.1:8000", f"127.0.0.1:{behind}")
    written = written.replace("/var/log/nginx", str(folder))
    written = re.sub(r" *listen \[::\].*\n", "", written)  # 127.0.0.1 alone
    written = written.replace("listen 443", f"listen 127.0.0.1:{ports[0]}")
    written = written.replace("listen 80;", f"listen 127.0.0.1:{ports[1]};")
    places = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = "".join(f"{one}_temp_path {folder}/{one}; " for one in places)
    (folder / "nginx.conf").write_text(
        f"pid {folder}/pid; error_log {folder}/error.log info; events {{}}\nhttp {{ {folders}\n{written} }}\n"
    )
    user = "user root; " if os.geteuid() == 0 else ""  # else its own user could not write in the folder
    server = subprocess.Popen(["nginx", "-c", folder / "nginx.conf", "-p", folder, "-g", f"{user}daemon off;"])
    try:
        wait_for(ports[1])
        yield ports
    finally:
        server.terminate()
        server.wait()


def chromium() -> str:
    """The path of Debian's Chromium."""
    binary = shutil.which("chromium")
    if not binary:
        raise Missing("Chromium")
    return binary


def main() -> int:
    separator = sys.argv.index("--")
    command = sys.argv[separator + 1 :]
    try:
        with postgresql() as url:
            return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode
    except Missing as missing:
        print(f"Skipped, {missing} is not installed: {' '.join(command)}")
        return 1 if required() else 0


if __name__ == "__main__":
    sys.exit(main())
