"""`make year`: the nights of a year and more. Nothing is forgotten, nothing leaves twice, what passes stays bounded.

NIGHTS=400 SEED=1 ZONE=Indian/Reunion; the database is that of DATABASE_URL, else SQLite.
"""

import os
import sys
import time
from pathlib import Path

from tools.rehearsal import database


def main() -> int:
    database.prepare()
    from django.db import connection  # noqa: PLC0415 - once the settings are known

    from tools.rehearsal import nights  # noqa: PLC0415

    began, count = time.monotonic(), int(os.environ.get("NIGHTS", "400"))
    faults = nights.live(count, int(os.environ.get("SEED", "1")), Path(os.environ["ATELIER_TEST_VAR"], "archives"))
    for fault in faults:
        print(fault)
    zone = os.environ.get("ZONE", "Europe/Paris")
    print(f"{connection.vendor}, {zone}: {count} nights, {len(faults)} faults, {time.monotonic() - began:.0f} s")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
