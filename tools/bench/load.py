"""The main pages under load, with one season and with a hundred, beside a bare Django page served in the same run.

The server of the Procfile, `wrk` with eight connections, both on this machine: ratios say more than figures.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests import services
from tests.browser.stack import own_database, stop
from tools.bench import contacts, ratios

ROOT = Path(__file__).resolve().parent.parent.parent
ROUNDS, SECONDS, CONNECTIONS, SEASONS = 3, 3, 8, 100
REPORT = """done = function(summary, latency)
  local e = summary.errors
  io.write(string.format("RESULT %f %f %f %d\\n", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, e.status + e.connect + e.read + e.write + e.timeout))
end"""
PARTICIPANT, CONTACT, ORGANISER = "participante@example.org", "contact@example.org", "organisation@example.org"
PAGES = {
    "home": (None, "/"),
    "season": (None, "/saisons/4/"),
    "calendar": (None, "/saisons/4/calendrier/"),
    "calendar, for agendas": (None, "/saisons/4/calendrier.ics"),
    "« Mon espace »": (PARTICIPANT, "/espace/"),
    "the group": (PARTICIPANT, "/espace/saisons/4/"),
    "« Mon espace » of a contact": (CONTACT, "/espace/"),
    "participants": (ORGANISER, "/admin/territories/participant/"),
    "presence of a day": (ORGANISER, "/admin/atelier_sessions/day/{day}/presences/"),
    "first page": (ORGANISER, "/admin/"),
}


def measure() -> list[str]:
    """Returns what fell by a fifth, each in a sentence: see `ratios`."""
    if not shutil.which("wrk"):
        print("Pages under load: not measured, wrk is not installed (apt install wrk)")
        return []
    vendor = "PostgreSQL" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "SQLite"
    print(f"Pages under load on {vendor}: {CONNECTIONS} connections, median of {ROUNDS} rounds of {SECONDS} s")
    with tempfile.TemporaryDirectory() as folder:
        environment = prepared(Path(folder))
        floor, shares = measure_floor(environment), {}
        for seasons in (1, SEASONS):
            if seasons > 1:
                say(environment, f"from tools.bench import pages; pages.past_seasons(range(101, {100 + seasons}))")
            known = json.loads(say(environment, "from tools.bench import counted; counted.tell()"))
            print(f"  {seasons} season(s)")
            with served("atelier.wsgi:application", environment) as port:
                for name in PAGES:
                    told = known[name]
                    measured = wrk(port, told["address"], told["session"])
                    print(line(name, measured, floor, told["queries"]))
                    if told["session"] and seasons == 1:
                        shares[name] = measured[0] / floor
                if seasons == 1:
                    contacts.measure(port, known["contacts"])
    return ratios.check(vendor, shares)


def prepared(folder: Path) -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO")}
    environment |= {"ATELIER_VAR": str(folder), "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    if environment.get("DATABASE_URL", "").startswith("postgres"):
        environment["DATABASE_URL"] = own_database(environment["DATABASE_URL"], "load")
    manage(environment, "migrate", "-v", "0")
    manage(environment, "demo")
    return environment


def manage(environment, *arguments) -> str:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def say(environment, words) -> str:
    """What these words of Python print, said inside the product."""
    return manage(environment, "shell", "-v", "0", "-c", words)


def measure_floor(environment) -> float:
    """Requests a second of the bare page of somebody signed in."""
    own = dict(environment)
    if "DATABASE_URL" in own:
        own["DATABASE_URL"] = own_database(os.environ["DATABASE_URL"], "floor")
    fill = [sys.executable, "-m", "tools.bench.baseline.fill"]
    key = subprocess.run(fill, cwd=ROOT, env=own, capture_output=True, text=True, check=True).stdout.strip()
    with served("tools.bench.baseline.wsgi:application", own) as port:
        print(line("bare Django: a word", wrk(port, "/", None)))
        private = wrk(port, "/private/", key)
    print(line("bare Django: signed in, 36 people", private))
    return private[0]


@contextmanager
def served(application, environment):
    """The application behind the server of the Procfile, on a port of its own."""
    port = services.free_port()
    options = [
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--workers",
        "2",
        "--blocking-threads",
        "2",
        "--no-ws",
        "--log-level",
        "warning",
    ]
    command = [Path(sys.executable).parent / "granian", *options, "--port", str(port), application]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True, stderr=subprocess.DEVNULL)
    try:
        services.wait_for(port, seconds=60)
        time.sleep(1)
        yield port
    finally:
        stop(server)


def wrk(port, address, session) -> tuple[float, float, float, int]:
    """Requests a second, p50 and p95 in ms, errors: medians of the rounds, errors of all."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(REPORT)
        script.flush()
        headers = ["-H", "Accept-Encoding: gzip"] + (["-H", f"Cookie: {session}"] if session else [])
        command = ["wrk", "-t", "2", "-c", str(CONNECTIONS), "-d", f"{SECONDS}s", "-s", script.name, *headers]
        rounds = []
        for number in range(ROUNDS + 1):  # the first one warms up
            done = subprocess.run([*command, f"http://127.0.0.1:{port}{address}"], capture_output=True, text=True)
            found = next(row for row in done.stdout.splitlines() if row.startswith("RESULT"))
            rounds += [[float(word) for word in found.split()[1:]]] if number else []
    columns = list(zip(*rounds, strict=True))
    return *(median(column) for column in columns[:3]), int(sum(columns[3]))


def line(name, measured, floor=None, queries=None) -> str:
    rate, half, late, errors = measured
    said = f"    {name:34} {rate:6.0f} requests/s, p50 {half:6.1f} ms, p95 {late:6.1f} ms, {errors} errors"
    said += f", {queries} queries" if queries is not None else ""
    return said + (f", {rate / floor:5.2f} of the bare signed-in page" if floor else "")
