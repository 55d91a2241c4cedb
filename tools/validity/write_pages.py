"""Writes each page of each role, and each list and form of the administration, for a checker to read."""

import os
from pathlib import Path

import pytest

from tests.access_matrix import ROLES
from tests.every_page import pages

pytestmark = pytest.mark.django_db
FOLDER = "VALIDITY_FOLDER"


def test_pages_are_written(client, world, settings):
    """Each answer that is a page, under a name that says the address and the role."""
    settings.DEMO_MAILBOX = settings.MEDIA_ROOT / "mail"
    for name, role, response in pages(client, world, ROLES):
        file = Path(os.environ[FOLDER], f"{name.replace(':', '.')}-{role}-{response.status_code}.html")
        file.write_bytes(response.content)
