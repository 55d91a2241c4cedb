"""The image and the composition of containers say the same as the Procfile, the Makefile and the documentation."""

import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


@pytest.fixture(scope="module")
def composition():
    return yaml.safe_load(Path(ROOT, "compose.yaml").read_text())["services"]


def processes():
    return set(re.findall(r"^(\w+):", Path(ROOT, "Procfile").read_text(), re.MULTILINE))


def test_every_process_of_production_runs_in_a_container_of_its_own(composition):
    default = re.search(r"^CMD \[(.*)\]", Path(ROOT, "Dockerfile").read_text(), re.MULTILINE)[1]
    started = {
        name: service.get("command", [default])[-1].split()[-1].strip('"') for name, service in composition.items()
    }
    ours = {name: process for name, process in started.items() if composition[name].get("image") == "atelier"}
    assert ours.pop("prepare")
    assert ours == {name: name for name in processes() - {"redis", "mail"}}


def test_the_image_has_the_libraries_of_the_makefile():
    libraries = re.search(r"^LIBRARIES = (.*)$", Path(ROOT, "Makefile").read_text(), re.MULTILINE)[1]
    assert set(libraries.split()) <= set(Path(ROOT, "Dockerfile").read_text().split())


def test_the_image_takes_neither_secret_nor_history():
    left_out = Path(ROOT, ".dockerignore").read_text().splitlines()
    assert {".env", ".git", "var"} <= set(left_out)


def test_what_the_composition_asks_of_the_environment_is_documented():
    asked = set(re.findall(r"\$\{(\w+)", Path(ROOT, "compose.yaml").read_text()))
    assert asked <= set(re.findall(r"`([A-Z_]+)`", Path(ROOT, "docs/operations.md").read_text()))


def test_every_port_and_address_of_the_image_is_one_that_the_procfile_reads():
    image = Path(ROOT, "Dockerfile").read_text()
    read = set(re.findall(r"\$\{(\w+)", Path(ROOT, "Procfile").read_text()))
    assert {"WEB_HOST", "WEB_PORT", "ATELIER_VAR"} <= read & set(re.findall(r"[A-Z]+_[A-Z]+", image))
