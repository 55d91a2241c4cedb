"""The settings of production, read in a process of its own, for the tests that run under them too."""

import json
import os
import subprocess
import sys
from functools import cache

from django.conf import settings

from tools.deployment import PRODUCTION

# What a room of tests has of its own, whatever the mode: its database, its memory, its files, its mail, its broker.
OF_THE_ROOM = (
    "BASE_DIR",
    "CACHES",
    "CELERY_",
    "DATABASES",
    "DEFAULT_FROM_EMAIL",
    "EMAIL_",
    "EVEN_ANSWERS",
    "LOGGING",
    "MEDIA_ROOT",
    "REDIS_URL",
    "SECRET_KEY",
    "SERVER_EMAIL",
    "STATIC",
    "STORAGES",
    "TEMPLATES",
    "VAR_DIR",
    "WHITENOISE_",
)
READ = """
import json
from atelier import settings
print(json.dumps({name: value for name, value in vars(settings).items() if name.isupper()}, default=repr))
"""


@cache
def values() -> dict:
    """Each setting that production changes, with its value there."""
    environment = {"PATH": os.environ["PATH"], "ATELIER_VAR": os.environ["ATELIER_VAR"], **PRODUCTION}
    told = subprocess.run(
        [sys.executable, "-c", READ], cwd=settings.BASE_DIR, env=environment, check=True, capture_output=True
    )
    there, here = json.loads(told.stdout), json.loads(json.dumps(all_of(settings), default=repr))
    return {
        name: value for name, value in there.items() if not name.startswith(OF_THE_ROOM) and value != here.get(name)
    }


def all_of(source: object) -> dict:
    return {name: getattr(source, name) for name in dir(source) if name.isupper()}
