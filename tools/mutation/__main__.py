"""`make mutation`: put small faults into the code, one at a time, and see which test turns red.

The faults are drawn from all that `tools/mutation/mutants.py` can make, as many of each app as its share. Nothing is
written in the working tree: most faults are put into the memory of a process (`tools/mutation/warm.py`); those that act
while modules are imported, and those that no test missed so, into a copy of the tree, before all the tests of the app.
What was found is kept in `var/mutation`: a run that was stopped goes on where it was. Where `make gates` has measured
this very product, tests are chosen by the lines that they run, else by what they import.

MUTANTS=300 SEED=1 SHARD=1/4; `python -m tools.mutation contributions/budget.py` the faults of these words alone.
KEEP=1 keeps in `tools/mutation/seen_by.json` which test sees each fault drawn, for the sample of .ci/run.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tools.gates import candidates
from tools.gates.__main__ import KEPT as MEASURED
from tools.gates.__main__ import copied, print_of_product, turns_red
from tools.mutation import reasons
from tools.mutation.choice import READERS, Choice
from tools.mutation.draw import drawn, interval
from tools.mutation.mutants import Mutant, population
from tools.mutation.results import Results

ROOT = Path(__file__).resolve().parent.parent.parent
SEEN_BY = Path(__file__).parent / "seen_by.json"
KEPT = ROOT / "var" / "mutation"


def main() -> int:
    asked = _arguments()
    everything = population(ROOT)
    if asked.words:
        chosen = [one for one in everything if any(word in one.name for word in asked.words)]
    else:
        chosen = drawn(everything, asked.seed, asked.mutants)
    number, count = map(int, asked.shard.split("/"))
    chosen = chosen[number - 1 :: count]
    results = Results(KEPT / "results.jsonl")
    if not asked.told:
        with tempfile.TemporaryDirectory() as temporary:
            _try(chosen, copied(Path(temporary, "tree")), results, asked.seconds)
    return _tell(chosen, results, len(everything))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("words", nargs="*", help="the faults whose name holds one of these, instead of drawn ones")
    parser.add_argument("--mutants", type=int, default=300)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--shard", default="1/1", help="which part of how many, as 1/4")
    parser.add_argument("--seconds", type=int, default=120, help="of processor, for one fault in memory")
    parser.add_argument("--told", action="store_true", help="say again what was found, and try nothing")
    return parser.parse_args()


def _try(chosen: list[Mutant], tree: Path, results: Results, seconds: int) -> None:
    known = json.loads(SEEN_BY.read_text()) if SEEN_BY.exists() else {}
    measured = MEASURED / print_of_product(["tests"])
    todo = [one for one in chosen if not results.is_settled(one)]
    print(f"{len(chosen)} faults, {len(chosen) - len(todo)} of them known", flush=True)
    orders = [{"name": one.name, "likely": results.likely(one) or known.get(one.name)} for one in todo]
    inside = [one for one, mutant in zip(orders, todo, strict=True) if mutant.function]
    if inside:
        _try_in_memory(inside, tree, measured, seconds, lambda said: results.note(said, todo, "memory"))
    choice = Choice(tree, measured)
    for mutant in todo:
        if not results.is_seen(mutant):
            red = _try_in_copy(mutant, tree, choice, known.get(mutant.name))
            results.note({"name": mutant.name, "red": red}, todo, "copy")


def _try_in_memory(orders: list[dict], tree: Path, measured: Path, seconds: int, note) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder, "orders.json")
        asked.write_text(json.dumps(orders))
        command = [sys.executable, "-m", "tools.mutation.warm", str(asked), str(measured), str(seconds)]
        environment = {**candidates.ENVIRONMENT, "ATELIER_TEST_VAR": str(tree / "var")}
        ends = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
        with subprocess.Popen(command, cwd=tree, env=environment, **ends) as warm:
            for line in warm.stderr:
                if line.startswith('{"name"'):
                    note(json.loads(line))
                else:
                    print(line, end="", flush=True)
        assert warm.returncode == 0, "the tests did not start"


def _try_in_copy(mutant: Mutant, tree: Path, choice: Choice, likely: str | None) -> str | None:
    """The first red test of those that name it, of all the others of the app, and of those that read the code."""
    chosen = [*([likely] if likely else []), *choice.nearest_files(mutant), *READERS]
    (tree / mutant.place).write_bytes(mutant.mutated())
    try:
        return turns_red(tree, "-n", "0", "-m", "not browser", *dict.fromkeys(chosen))
    except AssertionError:  # a name that modules want is gone
        return "the tests do not start"
    finally:
        (tree / mutant.place).write_bytes(mutant.whole)


def _tell(chosen: list[Mutant], results: Results, everything: int) -> int:
    """What was found, by app; 1 where a fault is seen by no test and has no reason."""
    tried = [one for one in chosen if results.is_settled(one)]
    alike = [one for one in tried if not results.is_seen(one) and reasons.of(one)]
    unseen = [one for one in tried if not results.is_seen(one) and not reasons.of(one)]
    apps, missed, same = (Counter(one.app for one in some) for some in (tried, unseen, alike))
    print(f"\n{'app':14} {'tried':>5} {'alike':>5} {'seen':>5}")
    for app in sorted(apps):
        print(f"{app:14} {apps[app]:5} {same[app]:5} {apps[app] - same[app] - missed[app]:5}")
    count = len(tried) - len(alike)
    low, high = interval(count - len(unseen), count)
    print(f"{count - len(unseen)} of {count} are seen: {low:.1%} to {high:.1%} of {everything} (95 %, Wilson)")
    for mutant in unseen:
        print(f"NO TEST SEES {mutant.place}:{mutant.node.lineno} {mutant.name}")
    if len(tried) < len(chosen):
        print(f"{len(chosen) - len(tried)} are not tried yet")
    if os.environ.get("KEEP"):
        kept = {one.name: results.red(one) for one in tried if results.is_seen(one)}
        SEEN_BY.write_text(json.dumps(kept, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
    return 1 if unseen or len(tried) < len(chosen) else 0


if __name__ == "__main__":
    sys.exit(main())
