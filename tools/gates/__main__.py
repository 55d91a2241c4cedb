"""`make gates`: take away each permission check in turn, and see which test turns red; say those that no test misses.

Works on two copies of the tree. What was found is kept in `var/gates`: a run that was stopped goes on where it was, and
after a change of the tests only the checks that no test missed are tried again. `SHARD=1/4` takes one check in four;
`python -m tools.gates access.py admin/days.py:38` those alone.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

from tools.gates import candidates
from tools.gates.candidates import Candidates
from tools.gates.checks import Gate, all_gates, sources
from tools.gates.results import Results

ROOT = Path(__file__).resolve().parent.parent.parent
KEPT = ROOT / "var" / "gates"


def main() -> int:
    asked = arguments()
    number, count = map(int, asked.shard.split("/"))
    gates = all_gates(ROOT)[number - 1 :: count]
    gates = [gate for gate in gates if not asked.words or any(word in gate.name for word in asked.words)][: asked.most]
    folder = KEPT / print_of_product(asked.tests)
    folder.mkdir(parents=True, exist_ok=True)
    results = Results(KEPT / "results.jsonl", folder.name)
    with tempfile.TemporaryDirectory() as temporary:
        trees = [copied(Path(temporary, name)) for name in ("left", "right")]
        if not (folder / "lines.coverage").exists():
            print("first, which tests run which lines", flush=True)
            candidates.measure(trees[0], folder, asked.tests)
        tests, free = Candidates(folder), Queue()
        for tree in trees:
            free.put(tree)
        todo = [gate for gate in gates if not results.is_missed(gate)]
        print(f"{len(gates)} checks, {len(gates) - len(todo)} of them known to be missed", flush=True)
        with ThreadPoolExecutor(len(trees)) as pool:
            missed = list(pool.map(lambda gate: is_missed(free, gate, tests, results), todo))
    print(f"{len(gates) - missed.count(False)} of {len(gates)} checks turn a test red when they are gone")
    return 0 if all(missed) else 1


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("words", nargs="*", help="a part of the name of a check, as its report says it")
    parser.add_argument("--shard", default="1/1", help="which part of how many, as 1/4")
    parser.add_argument("--most", type=int, help="at most so many checks")
    parser.add_argument("--tests", nargs="+", default=["tests"], help="the tests that may turn red, instead of all")
    return parser.parse_args()


def print_of_product(tests: list[str]) -> str:
    """Changes with the code and the templates that are tested, and with the tests that may turn red."""
    whole = hashlib.sha256(" ".join(tests).encode())
    for path in [*(ROOT / place for place in sources(ROOT)), *sorted((ROOT / "templates").rglob("*.*"))]:
        whole.update(path.read_bytes())
    return whole.hexdigest()[:16]


def copied(tree: Path) -> Path:
    shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(".venv", ".git", "var", "__pycache__", ".*_cache"))
    return tree


def is_missed(free: Queue, gate: Gate, tests: Candidates, results: Results) -> bool:
    """Take it away in a tree that nobody uses, run the tests, put it back: did one turn red?"""
    tree = free.get()
    (tree / gate.place).write_bytes(gate.without())
    try:
        chosen = tests.of(gate, likely=results.likely(gate), was_green=results.was_green(gate))
        red = turns_red(tree, *chosen)
    finally:
        (tree / gate.place).write_bytes(gate.whole)
        free.put(tree)
    results.note(gate, red)
    print(f"  {gate.name:50} {red or 'NO TEST TURNS RED: ' + gate.source[:100]}", flush=True)
    return red is not None


def turns_red(tree: Path, *chosen: str) -> str | None:
    """The first test that fails; None when all are green."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-rfE", *chosen]
    environment = {**candidates.ENVIRONMENT, "ATELIER_TEST_VAR": str(tree / "var")}
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return None
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED tests", "ERROR tests"))]
    assert failed, f"the tests did not start:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
    return failed[0].partition(" ")[2].split(" - ")[0]


if __name__ == "__main__":
    sys.exit(main())
