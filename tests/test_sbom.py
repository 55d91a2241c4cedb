"""The bill of materials says what the lock says, and each part has a licence."""

import json
import re

from tools import sbom

LOCK = """amqp==5.4.2 \\
    --hash=sha256:1
    # via kombu
celery[redis]==5.7.0 \\
    --hash=sha256:2
    # via atelier (pyproject.toml)
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:3
    # via
    #   celery
    #   kombu
kombu==5.7.0
    # via celery
"""


def test_what_asks_for_what_is_read_from_the_lock():
    assert {one.ref: one.asks_for for one in sbom.parts(LOCK)} == {
        "pkg:pypi/amqp@5.4.2": [],
        "pkg:pypi/celery@5.7.0": ["colorama", "kombu"],
        "pkg:pypi/colorama@0.4.6": [],
        "pkg:pypi/kombu@5.7.0": ["amqp", "colorama"],
    }


def test_the_committed_bill_is_that_of_the_lock():
    """Written by `make sbom`."""
    assert {path.name: path.read_text() == text for path, text in sbom.written().items()} == {
        "sbom.cdx.json": True,
        "licences.md": True,
    }


def test_every_pinned_package_is_a_part_with_a_licence():
    components = json.loads(sbom.BILL.read_text())["components"]
    pinned = re.findall(r"^([a-z0-9._-]+).*==", (sbom.ROOT / "requirements.lock").read_text(), re.MULTILINE)

    assert {one["name"] for one in components if one["purl"].startswith("pkg:pypi/")} == set(pinned)
    assert [
        one["name"]
        for one in components
        if not (one["licenses"][0].get("expression") or one["licenses"][0]["license"]["name"])
    ] == []
