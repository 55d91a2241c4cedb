"""`make bench`: what is fast, beside the plain way of doing it, both measured in the same run.

`python -m tools.bench load writers` measures these alone.
"""

import os
import sys
import tempfile

os.environ["DJANGO_SETTINGS_MODULE"] = "tools.chaos.settings"
os.environ.setdefault("ATELIER_TEST_VAR", tempfile.mkdtemp(prefix="atelier-bench-"))

import django

django.setup()

from django.core.management import call_command

from tools.bench import convocations, doors, load, pages, planning, tables, writers

MEASURES = {
    "tables": tables,
    "convocations": convocations,
    "planning": planning,
    "pages": pages,
    "doors": doors,
    "writers": writers,
    "load": load,
}


def main() -> int:
    call_command("migrate", verbosity=0)
    fallen = [said for name in sys.argv[1:] or MEASURES for said in MEASURES[name].measure() or []]
    for said in fallen:
        print(f"Slower than before, {said}")
    return int(bool(fallen))


if __name__ == "__main__":
    sys.exit(main())
