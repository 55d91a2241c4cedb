"""Python in a child of a process that has the libraries in memory already.

A start of Django takes more than a second, half of it for libraries, and the tests of backups do two hundred. The
settings, and every module of ours, are read by the child itself, in the environment that it is given. What does many
commands in one environment has a process that has read it, of which each command is a child.
"""

import atexit
import multiprocessing
import os
import runpy
import sys
import tempfile
from multiprocessing.connection import Connection
from pathlib import Path
from subprocess import CompletedProcess

import django
from django.conf import settings
from django.db import connections

ROOT = Path(__file__).resolve().parent.parent
LIBRARIES = [  # none of them reads a setting of Django while it is imported
    "celery", "celery.schedules", "cryptography.fernet", "dateutil.rrule", "django.core.management",
    "django.db.models", "django.forms", "django.template.defaulttags", "django.views.generic", "environs",
    "facturx", "fido2.webauthn", "holidays", "icalendar", "iso4217", "kombu", "markdown_it", "openpyxl", "PIL.Image",
    "psycopg", "pypdf", "requests", "segno", "sentry_sdk", "sqlparse", "stdnum.iban", "yaml",
]  # fmt: skip
AT_ONCE = 3  # products that stay in memory


def python(*arguments: str, environment: dict[str, str]) -> CompletedProcess:
    """What `python ARGUMENTS` does from the root: `-c CODE`, or a file and its arguments."""
    context = _server()
    with tempfile.NamedTemporaryFile() as said, tempfile.NamedTemporaryFile() as wrong:
        process = context.Process(target=_child, args=(arguments, environment, said.name, wrong.name))
        process.start()
        process.join()
        return CompletedProcess(arguments, process.exitcode, said.read().decode(), wrong.read().decode())


class Started:
    """The product started in one environment, with no connection: each command is a child of it."""

    def __init__(self, environment: dict[str, str]):
        self.environment = {**environment}
        self.orders, theirs = multiprocessing.Pipe()
        self.process = _server().Process(target=_serve, args=(self.environment, theirs))
        self.process.start()
        theirs.close()

    def python(self, *arguments: str) -> CompletedProcess:
        with tempfile.NamedTemporaryFile() as said, tempfile.NamedTemporaryFile() as wrong:
            self.orders.send((arguments, said.name, wrong.name))
            code = self.orders.recv()
            return CompletedProcess(arguments, code, said.read().decode(), wrong.read().decode())

    def stop(self) -> None:
        self.orders.close()
        self.process.join()


_started: list[Started] = []


def python_of_product(*arguments: str, environment: dict[str, str]) -> CompletedProcess:
    """The same as `python`, where many commands come in one environment; it must let the product start."""
    found = next((one for one in _started if one.environment == environment), None)
    if not found:
        stop_all() if len(_started) == AT_ONCE else None
        found = Started(environment)
        _started.append(found)
    return found.python(*arguments)


@atexit.register  # before the module that we import waits for them
def stop_all() -> None:
    while _started:
        _started.pop().stop()


def _server():
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(LIBRARIES)
    return context


def _serve(environment: dict[str, str], orders: Connection) -> None:
    _settle(environment)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atelier.settings")  # as manage.py does
    django.setup()
    while True:
        try:
            arguments, said, wrong = orders.recv()
        except EOFError:  # nobody asks any more
            return
        child = multiprocessing.get_context("fork").Process(target=_run, args=(arguments, said, wrong))
        child.start()
        child.join()
        orders.send(child.exitcode)


def _child(arguments: tuple[str, ...], environment: dict[str, str], said: str, wrong: str) -> None:
    _settle(environment)
    _run(arguments, said, wrong)


def _settle(environment: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)


def _run(arguments: tuple[str, ...], said: str, wrong: str) -> None:
    for number, path in ((1, said), (2, wrong)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_APPEND), number)
    sys.argv = [*arguments]
    try:
        if arguments[0] == "-c":
            exec(arguments[1], {"__name__": "__main__"})
        else:
            runpy.run_path(arguments[0], run_name="__main__")
    finally:
        if settings.configured:
            connections.close_all()  # as the end of a process does
