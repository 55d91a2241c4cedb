"""Where a permission is checked in the code, and the code without it.

A check is: a call of `has_perm`, or of a function that raises PermissionDenied, an `if` that raises PermissionDenied
or Http404, the permissions of an action, a `has_…_permission` of the administration, the door of the administration
around a page, what closes the roles of a session that passed no second factor, and in each `access.py` whatever
narrows the rows that somebody reaches.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGES = ["atelier", "territories", "sessions", "referential", "contributions"]
RAISED = {"PermissionDenied", "Http404"}
NARROWING = {"filter", "exclude", "visible", "admitted", "of_user", "readable_by", "standing"}
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
        """File and line, as the report says them; the column where a line has several."""
        return f"{self.place}:{self.node.lineno}:{self.node.col_offset}"

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


def all_gates(tree: Path) -> list[Gate]:
    return [gate for place in sources(tree) for gate in gates_of(tree, place)]


def sources(tree: Path) -> list[Path]:
    found = (path.relative_to(tree) for package in PACKAGES for path in (tree / package).rglob("*.py"))
    return sorted(place for place in found if not {"migrations", "demo"} & set(place.parts))


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
    if isinstance(node, ast.Assign) and getattr(node.targets[0], "attr", "") == "roles_are_closed":
        yield node.value, "False"
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
