"""What each page made of the throughput of the bare signed-in page, kept from one run to the next.

A page that lost a fifth of its share turns the measure red. `KEEP=1 make bench` keeps the shares of this run, after a
change that is meant; each run writes its table to `var/bench-<database>.md`.
"""

import json
import os
from pathlib import Path

KEPT = Path(__file__).with_name("ratios.json")
TABLES = Path(__file__).resolve().parent.parent.parent / "var"
FALL = 0.8


def fallen(kept: dict[str, float], found: dict[str, float]) -> list[str]:
    """A sentence for each page that makes less than four fifths of the share that is kept, or is measured no more."""
    said = []
    for page, share in kept.items():
        now = found.get(page, 0.0)
        if now < FALL * share:
            said.append(f"{page}: {now:.2f} of the bare signed-in page, {share:.2f} before")
    return said


def check(vendor: str, found: dict[str, float]) -> list[str]:
    """Write the table of this run, compare it with what is kept; the first run on a database keeps its own."""
    TABLES.mkdir(exist_ok=True)
    rows = [f"| {page} | {share:.2f} |" for page, share in found.items()]
    lines = [f"| Page, on {vendor} | Share of the bare signed-in page |", "|---|---|", *rows]
    (TABLES / f"bench-{vendor.lower()}.md").write_text("\n".join(lines) + "\n")
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    if os.environ.get("KEEP") or vendor not in kept:
        kept[vendor] = {page: round(share, 2) for page, share in found.items()}
        KEPT.write_text(json.dumps(kept, ensure_ascii=False, indent=2, sort_keys=True) + "\n")
    return fallen(kept[vendor], found)
