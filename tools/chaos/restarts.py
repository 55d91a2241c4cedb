"""PostgreSQL restarts while people read: no page is an error, and who only reads waits instead of being refused."""

import http.client
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests import services
from tools.chaos.broker import end

TIMES, READERS, BETWEEN = 5, 4, 4  # restarts, people who read, seconds between two restarts
PAGES = ("/", "/compte/connexion/", "/sante/pret/")


def run() -> int:
    """Prints what the pages answered; returns how many promises were broken."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        data = cursor.fetchone()[0]
    connection.close()
    with ExitStack() as exits:
        port = services.free_port()
        exits.callback(end, _server(port))
        services.wait_for(port, seconds=60)
        answers, over = Counter(), threading.Event()
        readers = [threading.Thread(target=_read, args=(port, answers, over)) for _ in range(READERS)]
        for reader in readers:
            reader.start()
        for _ in range(TIMES):
            time.sleep(BETWEEN)
            _restart(data)
        time.sleep(BETWEEN)
        over.set()
        for reader in readers:
            reader.join()
    print(f"  PostgreSQL restarted {TIMES} times under {READERS} readers: {dict(answers.most_common())}", flush=True)
    return sum(count for said, count in answers.items() if said not in {200, 503}) + (answers[200] == 0)


def _server(port: int) -> subprocess.Popen:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("DJANGO")},
        "ATELIER_VAR": str(settings.VAR_DIR),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    options = ["--interface", "wsgi", "--workers", "2", "--blocking-threads", "4", "--log-level", "critical"]
    command = ["granian", *options, "--host", "127.0.0.1", "--port", str(port), "atelier.wsgi:application"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _restart(data: str) -> None:
    command = [services.postgresql_folder() / "pg_ctl", "-D", data, "-m", "fast", "-w", "restart"]
    as_owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*as_owner, *command], stdout=subprocess.DEVNULL, check=True, cwd="/")


def _read(port: int, answers: Counter, over: threading.Event) -> None:
    turn = 0
    while not over.is_set():
        turn += 1
        try:
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            asked.request("GET", PAGES[turn % len(PAGES)])
            answers[asked.getresponse().status] += 1
            asked.close()
        except OSError as error:
            answers[type(error).__name__] += 1
        time.sleep(0.1)
