"""`make gates`: take away each permission check in turn, and see which test turns red; say those that no test misses.

Works on a copy of the tree. A check is: a call of `has_perm`, or of a function that raises PermissionDenied, an `if`
that raises PermissionDenied or Http404, the permissions of an action, a `has_…_permission` of the administration, the
door of the administration around a page, and in each `access.py` whatever narrows the rows that somebody reaches.
"""

import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ["atelier", "territories", "sessions", "referential", "contributions"]
RAISED = {"PermissionDenied", "Http404"}
NARROWING = {"filter", "exclude", "visible", "admitted", "of_user", "readable_by", "standing"}
NAMING = {"pk", "number", "token", "version", "slug", "code"}  # which row, not whose
STAGES = [["tests/test_access.py", "tests/test_methods.py"], ["{app}"], ["tests", "-m", "not browser", "-n", "2"]]


@dataclass(frozen=True)
class Gate:
    """One check: where it stands, and what stands in its place once it is taken away."""

    path: Path
    node: ast.AST
    instead: str

    @property
    def name(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.node.lineno}"

    def source(self) -> str:
        return ast.get_source_segment(self.path.read_text(), self.node)

    def without(self) -> str:
        """The text of the file with the check gone."""
        lines = self.path.read_bytes().splitlines(keepends=True)
        starts = [sum(map(len, lines[:number])) for number in range(len(lines) + 1)]
        first = starts[self.node.lineno - 1] + self.node.col_offset
        last = starts[self.node.end_lineno - 1] + self.node.end_col_offset
        whole = self.path.read_bytes()
        return (whole[:first] + self.instead.encode() + whole[last:]).decode()


def main() -> int:
    gates = [gate for path in sources() for gate in gates_of(path) if all(word in gate.name for word in sys.argv[1:])]
    print(f"{len(gates)} checks to take away, one after the other")
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "tree")
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".venv", ".git", "var", "__pycache__", ".*_cache"))
        assert turns_red(copy, "tests/test_access.py") is None, "the tests are red before anything is taken away"
        for gate in gates:
            target = copy / gate.path.relative_to(ROOT)
            target.write_text(gate.without())
            red = next(filter(None, (turns_red(copy, *chosen(stage, gate)) for stage in STAGES)), None)
            target.write_text(gate.path.read_text())
            missed += [] if red else [gate]
            print(f"  {gate.name:52} {red or 'NO TEST TURNS RED: ' + ' '.join(gate.source().split())[:90]}", flush=True)
    print(f"{len(gates) - len(missed)} of {len(gates)} checks are missed by a test as soon as they are gone")
    return 1 if missed else 0


def sources() -> list[Path]:
    found = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return sorted(path for path in found if not {"migrations", "demo"} & set(path.parts))


def chosen(stage: list[str], gate: Gate) -> list[str]:
    app = gate.path.relative_to(ROOT).parts[0]
    return [word.format(app=f"tests/{app}") for word in stage]


def turns_red(folder: Path, *chosen_tests: str) -> str | None:
    """The first test that fails; None when all are green."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-rfE", "-p", "no:cacheprovider", *chosen_tests]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return None
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return (failed or ["it does not start"])[0].split(" - ")[0]


def gates_of(path: Path) -> list[Gate]:
    """The checks of a file; of two that say the same on one line, the first."""
    tree = ast.parse(path.read_text())
    refusing = refusing_functions(tree) | {"allow"}
    found, lines = [], set()
    for node in ast.walk(tree):
        for gate in (Gate(path, *one) for one in checks_in(node, refusing, is_access=path.name == "access.py")):
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
        yield from ((word.value, "[]") for word in node.keywords if word.arg == "permissions")


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
