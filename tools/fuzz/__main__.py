"""`make fuzz`: every form of every page, by each role, filled with whatever nobody expects, for an hour (MINUTES=60).

Pages are reached as people reach them, by links; a form found on the way is sent with some of its fields made wrong,
missing, repeated or added. The product may refuse, and must say why: an answer 500 is a fault, printed with what made
it. SEED=2 walks other ways.
"""

import os
import random
import sys
import tempfile
import time

os.environ["DJANGO_SETTINGS_MODULE"] = "tools.chaos.settings"
os.environ.setdefault("ATELIER_TEST_VAR", tempfile.mkdtemp(prefix="atelier-fuzz-"))

import django

django.setup()

from django.core.management import call_command

from tools.fuzz.wanderer import Wanderer


def main() -> int:
    minutes, seed = float(os.environ.get("MINUTES", "60")), int(os.environ.get("SEED", "1"))
    call_command("migrate", verbosity=0)
    wanderer = Wanderer(random.Random(seed))
    started = time.monotonic()
    wanderer.wander(started + minutes * 60)
    statuses = wanderer.statuses
    sent = sum(count for (method, _), count in statuses.items() if method == "post")
    print(f"{sum(statuses.values())} requests in {(time.monotonic() - started) / 60:.0f} min, seed {seed}")
    print(f"{sent} forms sent to {len(wanderer.pages_sent)} addresses")
    print(", ".join(f"{method} {status}: {count}" for (method, status), count in sorted(statuses.items())))
    print(f"{len(wanderer.faults)} faults")
    return 1 if wanderer.faults else 0


if __name__ == "__main__":
    sys.exit(main())
