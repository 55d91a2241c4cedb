"""pytest with everything imported and the database made: each fault is put into memory in a child of it.

`python -m tools.mutation.warm ORDERS MEASURED SECONDS` in a copy of the tree, on SQLite: starting pytest takes longer
than the tests that most faults need. ORDERS names the faults, and the likely test of each; the standard error gets a
line a fault: the test that turns red, or why none did.
"""

import gc
import json
import os
import signal
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType, SimpleNamespace
from typing import TextIO

import pytest

from tools.mutation.choice import Choice
from tools.mutation.mutants import Mutant, mutants_of

ROOT = Path(__file__).resolve().parent.parent.parent
HANGS = 180  # seconds for one test: a fault that makes it wait for ever is seen, but where it does without the fault
OPTIONS = [
    "-n",
    "0",
    "-q",
    "-m",
    "not browser",
    "--tb",
    "no",
    "-o",
    "addopts=--import-mode=importlib -p no:cacheprovider",
]


class Warm:
    """A plugin that tries faults in the place where pytest runs its tests."""

    def __init__(self, tests: dict[Mutant, list[str]], seconds: int, say: TextIO):
        self.tests, self.seconds, self.say = tests, seconds, say
        self.red: str | None = None
        self.unreliable: dict[str, bool] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.items = defaultdict(list)
        for item in session.items:
            self.items[item.nodeid.partition("[")[0]].append(item)
        self.nobody = SimpleNamespace(listchain=lambda: [session])  # after it, only what the session shares stays
        first = next(item for item in session.items if "db" in item.fixturenames)
        assert self._run(first), f"{first.nodeid} is red before any fault"  # it makes the database, and reads addresses
        gc.unfreeze()
        self.functions = _functions()
        gc.freeze()  # no child writes on what it does not change
        for mutant, tests in self.tests.items():
            print(json.dumps({"name": mutant.name, **self._try(mutant, tests)}), file=self.say, flush=True)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.red = report.nodeid

    def _run(self, item: pytest.Item, then: pytest.Item | None = None) -> bool:
        self.red = None
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=then or self.nobody)
        return self.red is None

    def _try(self, mutant: Mutant, tests: list[str]) -> dict:
        """The first test that turns red with this fault, and is green without it."""
        code = _mutated_code(mutant)
        functions = self.functions.get(_key(mutant), [])
        if not code or not functions or any(one.__code__.co_freevars != code.co_freevars for one in functions):
            return {"red": None, "why": "only at the start"}
        left = [item for test in tests for item in self.items.get(test, ())]
        count = len(left)
        while left:
            left, said = self._in_child(left, [(one, code) for one in functions])
            if said["red"] is None or not self._is_unreliable(said["red"]):
                return said | {"tests": count}
        return {"red": None, "why": "green", "tests": count}

    def _is_unreliable(self, name: str) -> bool:
        """Red without any fault, or as slow: the clock on the wall goes on while a busy machine does other things."""
        if name not in self.unreliable:
            alone = [item for item in self.items[name.partition("[")[0]] if item.nodeid == name]
            _, said = self._in_child(alone, [])
            self.unreliable[name] = said["red"] is not None
        return self.unreliable[name]

    def _in_child(self, items: list, changes: list[tuple[FunctionType, CodeType]]) -> tuple[list, dict]:
        """What is left to run after a red one, and what was found."""
        with tempfile.NamedTemporaryFile("r+") as told:
            child = os.fork()
            if not child:
                try:
                    for function, code in changes:
                        function.__code__ = code
                    for line in self._until_red(items):
                        told.write(f"{line}\n")
                        told.flush()
                finally:
                    os._exit(0)
            os.waitpid(child, 0)
            told.seek(0)
            number, _, why = told.read().splitlines()[-1].partition(" ")
        if why in {"green", "time"}:
            return [], {"red": None, "why": why}
        return items[int(number) + 1 :], {"red": items[int(number)].nodeid, "why": why}

    def _until_red(self, items: list) -> Iterator[str]:
        """What happens, line by line; after « hangs », nothing: killed by its alarm, or by what the fault did."""
        for number, item in enumerate(items):
            if time.process_time() > self.seconds:
                yield f"{number} time"
                return
            yield f"{number} hangs"
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(HANGS)
            if not self._run(item, items[number + 1] if number + 1 < len(items) else None):
                yield f"{number} red"
                return
        yield f"{len(items)} green"


def _functions() -> dict[tuple, list[FunctionType]]:
    found = defaultdict(list)
    for one in gc.get_objects():
        if type(one) is FunctionType:
            code = one.__code__
            found[code.co_filename, code.co_qualname, code.co_firstlineno].append(one)
    return found


def _key(mutant: Mutant) -> tuple[str, str, int] | None:
    if not mutant.function:
        return None
    first = min(node.lineno for node in [mutant.function, *mutant.function.decorator_list])
    return str(ROOT / mutant.place), mutant.qualified_name, first


def _mutated_code(mutant: Mutant) -> CodeType | None:
    """The code of the function that holds the fault: nothing before it has moved."""
    waiting = [compile(mutant.mutated(), str(ROOT / mutant.place), "exec")]
    while waiting:
        code = waiting.pop()
        if (code.co_filename, code.co_qualname, code.co_firstlineno) == _key(mutant):
            return code
        waiting += [one for one in code.co_consts if isinstance(one, CodeType)]
    return None


def main() -> int:
    orders, measured, seconds = sys.argv[1:]
    say = os.fdopen(os.dup(2), "w")  # pytest keeps what its tests say
    likely = {one["name"]: one["likely"] for one in json.loads(Path(orders).read_text())}
    places = sorted({Path(name.partition(" ")[0]) for name in likely})
    mutants = [mutant for place in places for mutant in mutants_of(ROOT, place) if mutant.name in likely]
    choice = Choice(ROOT, Path(measured))
    tests = {mutant: choice.of(mutant, likely[mutant.name]) for mutant in mutants}
    files = sorted({test.partition("::")[0] for found in tests.values() for test in found})
    return pytest.main([*OPTIONS, *files], [Warm(tests, int(seconds), say)])


if __name__ == "__main__":
    sys.exit(main())
