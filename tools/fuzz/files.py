"""`python -m tools.fuzz.files`: 10 000 files with bytes changed at random, read by the three pages that read files.

MUTATIONS=10000 files, SEED=1, BOOKS=0.5 the share of workbooks, which a process each reads. What is neither read nor
refused in a sentence is printed, and its file kept in var/fuzz/.
"""

import os
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tools.chaos.settings")
django.setup()

from tests.mutations import faults


def main() -> int:
    count, seed = int(os.environ.get("MUTATIONS", "10000")), int(os.environ.get("SEED", "1"))
    books = float(os.environ.get("BOOKS", "0.5"))
    started = time.monotonic()
    found, said = faults(count, seed=seed, books=books, keep=Path("var/fuzz"))
    print(*found, sep="\n")
    print(f"{count} files in {time.monotonic() - started:.0f} s, seed {seed}: {len(found)} faults")
    print(", ".join(f"{page} {what} {times}" for (page, what), times in sorted(said.items())))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
