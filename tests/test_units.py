"""The systemd units that `docs/operations.md` makes from the Procfile, and the first of them at work."""

import http.client
import re
import shlex
import shutil
import socket
import subprocess
import sys
from contextlib import closing
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from django.conf import settings

from tests import collected, migrated, production, services
from tests.browser import stack as stacks
from tools.deployment import PRODUCTION

ROOT = Path(settings.BASE_DIR)
SECRET = "never-in-a-unit"
MESSAGES = '<ul class="messages">'


@pytest.fixture
def units(tmp_path):
    """Text of each unit by its name, made with the options of the documentation."""
    text = Path(ROOT, "docs/operations.md").read_text()
    command = re.search(r"honcho export systemd (.*?)\n```", text, re.DOTALL)[1]
    _folder, *options = shlex.split(command.replace("\\\n", " ").replace("/srv/atelier/app", str(ROOT)))
    (tmp_path / ".env").write_text(f"SECRET_KEY={SECRET}\n")
    honcho = [sys.executable, "-m", "honcho", "export", "systemd", str(tmp_path / "units"), *options]
    subprocess.run([*honcho, "--env", str(tmp_path / ".env")], cwd=tmp_path, check=True, capture_output=True)
    return {path.name: path.read_text() for path in (tmp_path / "units").iterdir()}


def line_of(unit):
    """What systemd runs: it halves `$$`, and undoes the quotes."""
    return [word.replace("$$", "$") for word in shlex.split(re.search("^ExecStart=(.*)$", unit, re.MULTILINE)[1])]


def test_every_process_of_production_has_a_unit_and_no_unit_a_secret(units):
    services_of = {name for name in units if name.endswith(".service")}
    assert services_of == {f"atelier-{name}-1.service" for name in ("web", "worker", "beat")}
    assert not any(SECRET in text for text in units.values())
    for name in services_of:
        assert f"EnvironmentFile={ROOT}/.env" in units[name]
        assert "$" not in units[name].replace("$$", "")  # systemd knows no default: the shell puts it


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_each_unit_is_closed_to_what_it_does_not_need(units, tmp_path):
    for name in (name for name in units if name.endswith(".service")):
        (tmp_path / name).write_text(units[name].replace(str(ROOT), "/srv/atelier/app"))
        command = ["systemd-analyze", "security", "--offline=yes", "--threshold=30", str(tmp_path / name)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-300:] + done.stderr


@pytest.fixture
def web(units, tmp_path):
    """Start the web unit, with these variables beside its own; gives the port where it listens."""
    servers = []

    def start(**variables):
        port = services.free_port()
        unit = units["atelier-web-1.service"].replace(f"{ROOT}/.venv/bin", str(Path(sys.executable).parent))
        path = re.search("^Environment=PATH=(.*)$", unit, re.MULTILINE)[1]
        migrated.copy(migrated.template(), tmp_path / "atelier.sqlite3")
        environment = {
            "PATH": path,
            "ATELIER_VAR": str(tmp_path),
            "WEB_PORT": str(port),
            "WEB_WORKERS": "1",
            **variables,
        }
        line, quiet = line_of(unit), subprocess.DEVNULL
        servers.append(subprocess.Popen(line, cwd=ROOT, env=environment, stderr=quiet, start_new_session=True))
        services.wait_for(port, seconds=60)
        ask(port, "GET", "/sante/")  # the port is open before the worker has read Django: wait for its first answer
        return port

    yield start
    for server in servers:
        stacks.stop(server)


def ask(port, method, path, body=None, **headers):
    """The answer, read to its end: its text is `body`."""
    with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.body = answer.read().decode()
    return answer


def test_the_web_unit_answers_with_nothing_but_its_own_environment(web):
    assert ask(web(), "GET", "/sante/pret/").status == 200


SITE, NAMES = PRODUCTION["SITE_URL"], production.values()
HOST = SITE.removeprefix("https://")
SECURE = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}


def sign_in(port):
    """Ask for a code, as a browser that came from our own page does."""
    token = "a" * 32
    page = {"Referer": f"{SITE}/", "Cookie": f"{NAMES['CSRF_COOKIE_NAME']}={token}"}
    typed = {**SECURE, **page, "Content-Type": "application/x-www-form-urlencoded"}
    return ask(port, "POST", "/compte/connexion/", f"login=zoe@example.org&csrfmiddlewaretoken={token}", **typed)


def test_production_locks_its_cookies_and_its_transport(web):
    """As the documented proxy hands requests over; nobody takes the mail here, and the page says so."""
    port = web(**{**PRODUCTION, "EMAIL_URL": "smtp://127.0.0.1:9"})

    in_clear = ask(port, "GET", "/espace/", Host=HOST)
    assert (in_clear.status, in_clear.getheader("Location")) == (301, f"{SITE}/espace/")

    sealed = ask(port, "GET", "/sante/", **SECURE)
    assert sealed.getheader("Strict-Transport-Security") == "max-age=31536000"  # of the host alone

    signing_in = sign_in(port)
    assert signing_in.status == 302
    cookies = {cookie.partition("=")[0]: cookie for cookie in signing_in.headers.get_all("Set-Cookie")}
    assert {NAMES["SESSION_COOKIE_NAME"], NAMES["MESSAGES_COOKIE_NAME"]} <= set(cookies)
    for name, cookie in cookies.items():
        assert name.startswith("__Host-")
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {*cookie.split("; ")}


def test_what_one_visitor_is_told_reaches_no_other(web, tmp_path):
    """Under production itself: the page that says it is drawn first, and the next reader carries nothing."""
    collected.put(tmp_path)
    port = web(**{**PRODUCTION, "EMAIL_URL": "smtp://127.0.0.1:9"})
    cookies = SimpleCookie("; ".join(sign_in(port).headers.get_all("Set-Cookie")))
    name = NAMES["MESSAGES_COOKIE_NAME"]

    told = ask(port, "GET", "/contact/", **SECURE, Cookie=f"{name}={cookies[name].coded_value}")
    unknown = ask(port, "GET", "/contact/", **SECURE)

    assert [(page.status, MESSAGES in page.body) for page in (told, unknown)] == [(200, True), (200, False)]


@pytest.mark.parametrize(
    "lengths", ["Content-Length: 4\r\nTransfer-Encoding: chunked", "Content-Length: 5\r\nContent-Length: 9"]
)
def test_a_request_of_two_lengths_hides_no_other(lengths, web):
    """Refused, or read by its chunks before the connection closes (RFC 9112, 6.3): what hides in it is not answered."""
    first, hidden = f"POST /sante/ HTTP/1.1\r\nHost: 127.0.0.1\r\n{lengths}", "GET /sante/ HTTP/1.1\r\nHost: 127.0.0.1"
    with socket.create_connection(("127.0.0.1", web()), timeout=20) as connection:
        connection.sendall(f"{first}\r\n\r\n0\r\n\r\n{hidden}\r\n\r\n".encode())
        answers = b"".join(iter(lambda: connection.recv(65536), b""))  # until the server closes

    assert answers.count(b"HTTP/1.1 ") == 1


def locked_versions():
    """By lock (production, demo, tests), the version of each package."""
    names = ("requirements.lock", "requirements-demo.lock", "tests/requirements.lock")
    locked = re.compile(r"^([a-z0-9-]+)(?:\[[a-z,-]+\])?==(\S+)", re.MULTILINE)
    return [dict(locked.findall(Path(ROOT, name).read_text())) for name in names]


def test_production_installs_no_mailbox():
    production, demo, _ = locked_versions()

    assert "aiosmtpd" not in production
    assert "aiosmtpd" in demo


def test_the_tests_install_what_production_and_the_demo_do():
    production, demo, tests = locked_versions()

    assert {**production, **demo}.items() - tests.items() == set()
    assert len(production) > 50
