"""The systemd units that the README makes from the Procfile, and the first of them at work."""

import re
import shlex
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

from tests import migrated, services

ROOT = Path(settings.BASE_DIR)
SECRET = "never-in-a-unit"


@pytest.fixture
def units(tmp_path):
    """Text of each unit by its name, made with the options of the README."""
    command = re.search(r"honcho export systemd (.*?)\n```", Path(ROOT, "README.md").read_text(), re.DOTALL)[1]
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


def test_the_web_unit_answers_with_nothing_but_its_own_environment(units, tmp_path):
    port = services.free_port()
    unit = units["atelier-web-1.service"].replace(f"{ROOT}/.venv/bin", str(Path(sys.executable).parent))
    path = re.search("^Environment=PATH=(.*)$", unit, re.MULTILINE)[1]
    migrated.copy(migrated.template(), tmp_path / "atelier.sqlite3")
    environment = {"PATH": path, "ATELIER_VAR": str(tmp_path), "WEB_PORT": str(port), "WEB_WORKERS": "1"}
    server = subprocess.Popen(line_of(unit), cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        services.wait_for(port)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sante/pret/") as answer:
            assert answer.status == 200
    finally:
        server.terminate()
        server.wait()
