"""`make gates`: take away each permission check in turn, and see which test turns red; say those that no test misses.

Works on two copies of the tree. A check is: a call of `has_perm`, or of a function that raises PermissionDenied, an
`if` that raises PermissionDenied or Http404, the permissions of an action, a `has_…_permission` of the administration,
the door of the administration around a page, and in each `access.py` whatever narrows the rows that somebody reaches.
`python -m tools.gates access.py admin/days.py:38` tries those alone.
"""

import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

from coverage import CoverageData

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ["atelier", "territories", "sessions", "referential", "contributions"]
RAISED = {"PermissionDenied", "Http404"}
NARROWING = {"filter", "exclude", "visible", "admitted", "of_user", "readable_by", "standing"}
WALKS = ["tests/test_access.py", "tests/test_rights.py", "tests/test_methods.py"]
EVERYTHING = ["tests", "-m", "not browser", "-n", "2"]
COVERAGE = "[run]\nsource = {sources}\ndynamic_context = test_function\nparallel = True\npatch = subprocess\n"
ENVIRONMENT = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
NAMING = {"pk", "number", "token", "version", "slug", "code"}  # which row, not whose


@dataclass(frozen=True)
class Gate:
    """One check: the file in the tree, the node in the file, and what stands there once the check is taken away."""

    place: Path
    whole: bytes
    node: ast.AST
    instead: str

    @property
    def name(self) -> str:
        """File and line, as the report says them."""
        return f"{self.place}:{self.node.lineno}"

    @property
    def runs_once(self) -> bool:
        """When the addresses or the class are made, in whichever test comes first."""
        return called(self.node) == "admin_view" or self.instead == "None"

    @property
    def source(self) -> str:
        return " ".join(ast.get_source_segment(self.whole.decode(), self.node).split())

    def without(self) -> bytes:
        """The text of the file with the check gone."""
        lines = self.whole.splitlines(keepends=True)
        starts = [sum(map(len, lines[:number])) for number in range(len(lines) + 1)]
        first = starts[self.node.lineno - 1] + self.node.col_offset
        last = starts[self.node.end_lineno - 1] + self.node.end_col_offset
        return self.whole[:first] + self.instead.encode() + self.whole[last:]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        trees = [copied(Path(folder, name)) for name in ("left", "right")]
        gates = [gate for place in sources(trees[0]) for gate in gates_of(trees[0], place)]
        gates = [gate for gate in gates if len(sys.argv) == 1 or any(word in gate.name for word in sys.argv[1:])]
        print(f"{len(gates)} checks; first, which tests pass by each", flush=True)
        passing = who_passes_by(trees[0])
        free = Queue()
        for tree in trees:
            free.put(tree)
        with ThreadPoolExecutor(len(trees)) as pool:
            told = list(pool.map(lambda gate: is_told(free, gate, tests_passing(gate, trees[0], passing)), gates))
    print(f"{sum(told)} of {len(gates)} checks turn a test red when they are gone")
    return 0 if all(told) else 1


def copied(tree: Path) -> Path:
    shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(".venv", ".git", "var", "__pycache__", ".*_cache"))
    return tree


def is_told(free: Queue, gate: Gate, tests: list[str]) -> bool:
    """Take it away in a tree that nobody uses, run the tests, put it back: did one turn red?"""
    tree = free.get()
    (tree / gate.place).write_bytes(gate.without())
    try:
        red = turns_red(tree, *tests)
    finally:
        (tree / gate.place).write_bytes(gate.whole)
        free.put(tree)
    print(f"  {gate.name:50} {red or 'NO TEST TURNS RED: ' + gate.source[:100]}", flush=True)
    return red is not None


def tests_passing(gate: Gate, tree: Path, passing: CoverageData) -> list[str]:
    """The tests that run these lines: no other can turn red. Lines that run once, at the start: every test around."""
    contexts = passing.contexts_by_lineno(str(tree / gate.place))
    lines = range(gate.node.lineno, gate.node.end_lineno + 1)
    tests = sorted({test_of(name) for line in lines for name in contexts.get(line, ()) if name.startswith("tests.")})
    if tests and not gate.runs_once:
        return tests
    around = [f"tests/{part}" for part in gate.place.parts[:2] if (tree / "tests" / part).is_dir()]
    return [*WALKS, *around]


def test_of(context: str) -> str:
    """`tests.sessions.test_days.test_x` as pytest names it."""
    *module, function = context.split(".")
    return f"{'/'.join(module)}.py::{function}"


def who_passes_by(tree: Path) -> CoverageData:
    """For each line, the tests that run it."""
    (tree / ".coveragerc").write_text(COVERAGE.format(sources=",".join(PACKAGES)))
    command = [sys.executable, "-m", "coverage", "run", "-m", "pytest", "-q", *EVERYTHING]
    done = subprocess.run(command, cwd=tree, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"red before anything is taken away:\n{done.stdout[-3000:]}"
    subprocess.run([sys.executable, "-m", "coverage", "combine", "-q"], cwd=tree, check=True)
    found = CoverageData(str(tree / ".coverage"))
    found.read()
    return found


def sources(tree: Path) -> list[Path]:
    found = (path.relative_to(tree) for package in PACKAGES for path in (tree / package).rglob("*.py"))
    return sorted(place for place in found if not {"migrations", "demo"} & set(place.parts))


def turns_red(folder: Path, *chosen: str) -> str | None:
    """The first test that fails; None when all are green."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-rfE", *chosen]
    done = subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return None
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED tests", "ERROR tests"))]
    assert failed, f"the tests did not start:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
    return failed[0].split(" - ")[0]


def gates_of(folder: Path, place: Path) -> list[Gate]:
    """The checks of a file; of two that say the same on one line, the first."""
    whole = (folder / place).read_bytes()
    tree = ast.parse(whole)
    refusing = refusing_functions(tree) | {"allow"}
    found, lines = [], set()
    for node in ast.walk(tree):
        for gate in (
            Gate(place, whole, *one) for one in checks_in(node, refusing, is_access=place.name == "access.py")
        ):
            if gate.instead in {"True", "False", "return True"} and gate.node.lineno in lines:
                continue
            lines.add(gate.node.lineno)
            found.append(gate)
    return found


def refusing_functions(tree: ast.Module) -> set[str]:
    """The functions whose whole body is a refusal."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return {one.name for one in functions if [raises(line) for line in body(one)] == [True]}


def body(function: ast.FunctionDef) -> list[ast.stmt]:
    return function.body[1:] if ast.get_docstring(function) else function.body


def raises(node: ast.AST) -> bool:
    if not (isinstance(node, ast.If) and isinstance(node.body[0], ast.Raise)):
        return False
    raised = node.body[0].exc
    return getattr(getattr(raised, "func", raised), "id", "") in RAISED


def called(node: ast.AST) -> str:
    """The last name of what is called: `has_perm` of `request.user.has_perm(…)`."""
    function = getattr(node, "func", None)
    return getattr(function, "attr", getattr(function, "id", ""))


def checks_in(node: ast.AST, refusing: set[str], *, is_access: bool) -> Iterator[tuple[ast.AST, str]]:
    """Each check that this node is, and what stands in its place without it."""
    if raises(node):
        yield node.test, "False"
    if isinstance(node, ast.Expr) and called(node.value) in refusing:
        yield node, "pass"
    if isinstance(node, ast.FunctionDef) and node.name.startswith("has_") and node.name.endswith("_permission"):
        yield body(node)[-1], "return True"
    if isinstance(node, ast.Call):
        yield from calls_in(node)
        yield from narrowings_in(node) if is_access else ()


def calls_in(node: ast.Call) -> Iterator[tuple[ast.AST, str]]:
    if called(node) in {"has_perm", "has_perms"}:
        yield node, "True"
    if called(node) == "admin_view":
        yield node, ast.unparse(node.args[0])
    if called(node) == "action":
        yield from ((word.value, "None") for word in node.keywords if word.arg == "permissions")


def narrowings_in(node: ast.Call) -> Iterator[tuple[ast.AST, str]]:
    """A filter, unless it waits for a file to be drawn; a word of `get_object_or_404` that says whose the row is."""
    if called(node) in NARROWING and "sha256" not in ast.dump(node):
        yield node, widened(node)
    if called(node) == "get_object_or_404":
        for word in node.keywords:
            if word.arg not in NAMING:
                others = [one for one in node.keywords if one is not word]
                yield node, ast.unparse(ast.Call(node.func, node.args, others))


def widened(node: ast.Call) -> str:
    receiver = ast.unparse(node.func.value)
    return f"{receiver}.all()" if receiver.endswith(".objects") else receiver


if __name__ == "__main__":
    sys.exit(main())
