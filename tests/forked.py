"""Python in a child of a process that has the libraries in memory already.

A start of Django takes more than a second, half of it for libraries, and the tests of backups do two hundred. The
settings, and every module of ours, are read by the child itself, in the environment that it is given.
"""

import multiprocessing
import os
import runpy
import sys
import tempfile
from pathlib import Path
from subprocess import CompletedProcess

from django.conf import settings
from django.db import connections

ROOT = Path(__file__).resolve().parent.parent
LIBRARIES = [  # none of them reads a setting of Django while it is imported
    "celery", "celery.schedules", "cryptography.fernet", "dateutil.rrule", "django.core.management",
    "django.db.models", "django.forms", "django.template.defaulttags", "django.views.generic", "environs",
    "facturx", "fido2.webauthn", "holidays", "icalendar", "iso4217", "kombu", "markdown_it", "openpyxl", "PIL.Image",
    "psycopg", "pypdf", "requests", "segno", "sentry_sdk", "sqlparse", "stdnum.iban", "yaml",
]  # fmt: skip


def python(*arguments: str, environment: dict[str, str]) -> CompletedProcess:
    """What `python ARGUMENTS` does from the root: `-c CODE`, or a file and its arguments."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(LIBRARIES)
    with tempfile.NamedTemporaryFile() as said, tempfile.NamedTemporaryFile() as wrong:
        process = context.Process(target=_child, args=(arguments, environment, said.name, wrong.name))
        process.start()
        process.join()
        return CompletedProcess(arguments, process.exitcode, said.read().decode(), wrong.read().decode())


def _child(arguments: tuple[str, ...], environment: dict[str, str], said: str, wrong: str) -> None:
    for number, path in ((1, said), (2, wrong)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_APPEND), number)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    sys.argv = [*arguments]
    try:
        if arguments[0] == "-c":
            exec(arguments[1], {"__name__": "__main__"})
        else:
            runpy.run_path(arguments[0], run_name="__main__")
    finally:
        if settings.configured:
            connections.close_all()  # as the end of a process does
