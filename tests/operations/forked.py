"""`manage.py` in a child of a process that has the libraries in memory already.

A start of Django takes more than a second, half of it for libraries, and the tests of backups do two hundred. The
settings, and every module of ours, are read by the child itself, in the environment that it is given.
"""

import multiprocessing
import os
import runpy
import sys
import tempfile
from pathlib import Path

from django.db import connections

ROOT = Path(__file__).resolve().parent.parent.parent
LIBRARIES = [  # none of them reads a setting of Django while it is imported
    "celery", "celery.schedules", "cryptography.fernet", "dateutil.rrule", "django.core.management",
    "django.db.models", "django.forms", "django.template.defaulttags", "django.views.generic", "environs",
    "facturx", "fido2.webauthn", "holidays", "icalendar", "iso4217", "kombu", "markdown_it", "openpyxl", "PIL.Image",
    "psycopg", "pypdf", "requests", "segno", "sentry_sdk", "sqlparse", "stdnum.iban", "yaml",
]  # fmt: skip


def manage(arguments: list[str], environment: dict[str, str]) -> tuple[int, str]:
    """What `manage.py` answers to these arguments: its code, and all it says."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(LIBRARIES)
    with tempfile.NamedTemporaryFile() as said:
        process = context.Process(target=_child, args=(arguments, environment, said.name))
        process.start()
        process.join()
        return process.exitcode, said.read().decode()


def _child(arguments: list[str], environment: dict[str, str], said: str) -> None:
    file = os.open(said, os.O_WRONLY | os.O_APPEND)
    os.dup2(file, 1)
    os.dup2(file, 2)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    sys.argv = ["manage.py", *arguments]
    try:
        runpy.run_path("manage.py", run_name="__main__")
    finally:
        connections.close_all()
