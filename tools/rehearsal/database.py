"""A database of its own for what is rehearsed."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import django


def prepare() -> None:
    """A database of its own, in a folder of its own, under the strict settings of the tests."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tools.rehearsal.elsewhere" if "ZONE" in os.environ else "tests.settings"
    os.environ["ATELIER_TEST_VAR"] = tempfile.mkdtemp(prefix="atelier-rehearsal-")
    atexit.register(shutil.rmtree, os.environ["ATELIER_TEST_VAR"], ignore_errors=True)
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from tests import migrated  # noqa: PLC0415

    if connection.vendor == "sqlite":
        migrated.copy(migrated.template(), Path(connection.settings_dict["NAME"]))
    else:
        call_command("migrate", verbosity=0)
