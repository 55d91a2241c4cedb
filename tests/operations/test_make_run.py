"""`make run`: several at once, in any folder, for any account."""

import fcntl
import os
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import kombu
import pytest
import redis
from django.conf import settings

from atelier import config_optional
from atelier.operations import development_server, embedded_redis


@pytest.fixture(autouse=True)
def ports(monkeypatch):
    for name in ("WEB_PORT", "MAIL_PORT"):
        monkeypatch.setenv(name, "")


def test_a_port_that_is_taken_is_left_to_whoever_has_it():
    with ExitStack() as one, ExitStack() as other:
        first = development_server._take_port(one, "MAIL_PORT", 28025)
        os.environ["MAIL_PORT"] = ""
        second = development_server._take_port(other, "MAIL_PORT", 28025)

        assert (first, second, os.environ["MAIL_PORT"]) == (28025, 28026, "28026")


def test_a_port_that_was_asked_for_and_is_taken_is_said(monkeypatch):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setenv("WEB_PORT", str(other.getsockname()[1]))
        with ExitStack() as kept, pytest.raises(SystemExit, match=r"is in use.*make run WEB_PORT=8080"):
            development_server._take_port(kept, "WEB_PORT", 8000)


def test_two_with_the_same_data_are_refused_with_the_address_of_the_first(tmp_path):
    var = tmp_path / "var"
    development_server._refuse_second(var, "http://127.0.0.1:8000")

    with pytest.raises(SystemExit, match=r"http://127.0.0.1:8000.*ATELIER_VAR=FOLDER"):
        development_server._refuse_second(var, "http://127.0.0.1:8001")


def test_the_lock_goes_on_to_the_processes_that_follow(tmp_path):
    code = (
        "import os, sys; from pathlib import Path; from atelier.operations.development_server import _refuse_second;"
        "_refuse_second(Path(sys.argv[1]), 'x'); os.execvp('sleep', ['sleep', '20'])"
    )
    server = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], cwd=settings.BASE_DIR)
    try:
        deadline = time.monotonic() + 20
        while Path(f"/proc/{server.pid}/comm").read_text() != "sleep\n" and time.monotonic() < deadline:
            time.sleep(0.05)
        with (tmp_path / "running").open() as file, pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        server.kill()
        server.wait()


@pytest.mark.parametrize("name", ["Mes dossiers", "élan #1 100 % ?", "d" * 200])
def test_the_embedded_redis_answers_in_a_folder_of_any_name(name, tmp_path):
    folder = tmp_path / name
    folder.mkdir()
    path = config_optional.redis_socket(folder)
    if path.parent != folder:
        embedded_redis.prepare(path.parent)
    server = subprocess.Popen(embedded_redis._command(folder), stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 20
        while not path.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        url = f"unix://{quote(str(path))}"
        with redis.Redis.from_url(url) as client, kombu.Connection(url.replace("unix", "redis+socket")) as broker:
            assert client.ping()
            broker.ensure_connection(max_retries=1)
    finally:
        server.terminate()
        server.wait()


def test_a_folder_of_temporary_files_that_somebody_else_made_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "getuid", lambda: tmp_path.stat().st_uid + 1)

    with pytest.raises(SystemExit, match="belongs to another account"):
        embedded_redis.prepare(tmp_path)
