"""`make rehearsal`: whole seasons that chance plays, each from a seed; what must hold is looked at after each step.

SEEDS=100 STEPS=100 SHARD=1/4 SEED=17 (that one alone). What passed is kept in `var/rehearsal`: a run that was stopped
goes on where it was. A failure prints its seed and its step, then the shortest story found that fails the same.
"""

import json
import os
import sys
import time
from pathlib import Path

from tools.rehearsal import database

ROOT = Path(__file__).resolve().parent.parent.parent
KEPT = ROOT / "var" / "rehearsal"


def main() -> int:
    database.prepare()
    from django.db import connection  # noqa: PLC0415 - once the settings are known

    from tools.gates.__main__ import print_of_product  # noqa: PLC0415
    from tools.rehearsal import story  # noqa: PLC0415

    number, count = map(int, os.environ.get("SHARD", "1/1").split("/"))
    length, alone = int(os.environ.get("STEPS", "100")), os.environ.get("SEED")
    seeds = [int(alone)] if alone else list(range(int(os.environ.get("SEEDS", "100"))))[number - 1 :: count]
    KEPT.mkdir(parents=True, exist_ok=True)
    kept = KEPT / f"{connection.vendor}-{length}-{print_of_product(['rehearsal'])}.jsonl"
    passed = {json.loads(line)["seed"] for line in kept.read_text().splitlines()} if kept.exists() else set()
    failed = 0
    for seed in seeds:
        if seed in passed and not alone:
            continue
        began, steps = time.monotonic(), story.draw(seed, length)
        try:
            played = story.play(seed, steps)
        except story.Failure as failure:
            failed += 1
            print(f"seed {seed} FAILS after {time.monotonic() - began:.0f} s: {failure}", flush=True)
            if os.environ.get("SHRINK", "1") == "1":
                show(*story.shrink(seed, steps, failure, pages=0 if failure.step < length else 40))
            continue
        with kept.open("a") as file:
            file.write(json.dumps({"seed": seed}) + "\n")
        done = sum(count for name, count in played.acts.items() if " " not in name)
        print(
            f"seed {seed}: {length} steps, {done} acts, {played.mails} mails, {played.pages} pages, "
            f"{played.checks} checks, {time.monotonic() - began:.0f} s",
            flush=True,
        )
        if os.environ.get("ACTS"):
            print("  ", dict(sorted(played.acts.items())), flush=True)
    print(f"{connection.vendor}: {len(seeds) - failed} of {len(seeds)} seasons end well", flush=True)
    return 1 if failed else 0


def show(steps: list, failure: Exception) -> None:
    print(f"  the shortest story found, of {len(steps)} steps, fails of: {failure}")
    for step in steps:
        print(f"    {step}")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
