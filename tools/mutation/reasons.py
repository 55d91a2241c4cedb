"""Faults that change nothing that anybody can see, and why: `reasons.yaml`, by the name of the fault.

A name says the file, the function and the words that change; `tests/test_mutation.py` turns red when no such fault can
be made any more.
"""

from functools import cache
from pathlib import Path

import yaml

from tools.mutation.mutants import Mutant


@cache
def every_one() -> dict[str, str]:
    return yaml.safe_load((Path(__file__).parent / "reasons.yaml").read_text()) or {}


def of(mutant: Mutant) -> str | None:
    return every_one().get(mutant.name)
