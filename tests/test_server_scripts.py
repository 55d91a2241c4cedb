"""The scripts that install and upgrade a server say what the documentation says."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from tests.services import OPERATIONS

SERVER = Path(settings.BASE_DIR, "tools/server")
SCRIPTS = ["install", "upgrade", "backup", "common.sh"]


def test_the_proxy_is_the_one_of_the_documentation():
    documented = re.search(r"```nginx\n(.*?)```", OPERATIONS.read_text(), re.DOTALL)[1]

    assert (SERVER / "nginx.conf").read_text() == documented.replace("http://127.0.0.1:8000", "http://atelier")


@pytest.mark.parametrize("name", SCRIPTS)
def test_each_script_can_be_read(name):
    assert subprocess.run(["bash", "-n", SERVER / name], check=False, capture_output=True).stderr == b""


def test_every_package_that_pages_need_is_installed():
    wanted = re.search(r"^LIBRARIES = (.*)$", Path(settings.BASE_DIR, "Makefile").read_text(), re.MULTILINE)[1]

    assert set(wanted.split()) <= set((SERVER / "install").read_text().split())


def test_every_setting_that_is_written_is_known():
    written = re.search(r"<<END\n(.*?)\nEND\n", (SERVER / "install").read_text(), re.DOTALL)[1]
    known = Path(settings.BASE_DIR, ".env.example").read_text()
    names = re.findall(r"^([A-Z_]+)=", written, re.MULTILINE)

    assert len(names) == 8
    assert [name for name in names if not re.search(rf"^(# )?{name}=", known, re.MULTILINE)] == []


def test_the_two_web_processes_listen_where_the_proxy_asks():
    unit = Path(settings.BASE_DIR, "atelier/operations/systemd/process.service").read_text()

    assert "ports=(8000 8001)" in (SERVER / "common.sh").read_text()
    assert 'WEB_PORT={{ 7999 + process.name.rpartition(".")[2]|int }}' in unit


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_the_unit_of_backups_is_closed_to_what_it_does_not_need():
    command = [
        "systemd-analyze",
        "security",
        "--offline=yes",
        "--threshold=30",
        SERVER / "units/atelier-backup@.service",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout[-300:] + done.stderr
