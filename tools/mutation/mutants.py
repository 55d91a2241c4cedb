"""Small faults that may be put into the code: which, and where.

Changed are verbs, gates and queries: every module that mypy holds to full types, so neither admin, forms nor views (a
permission check there is of `make gates`), and that does more than declare. A fault is one of:

* a comparison that takes or leaves its bound, or says the contrary; « and » for « or »; a lost « not »; True for False;
* one keyword or condition less in a filter; a call that is not made; an « if » that is always, or never, so;
* a number one more or one less; minus for plus; one element less in a tuple or a set that a module or a class declares.

Decorators and locks stay: what `transaction.atomic` and `select_for_update` are for, two processes show (`make chaos`).
So do calls of a log, default values, and the fields, choices, order and constraints of models: the migrations say them
a second time.
"""

import ast
import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

from tools.gates.checks import called, sources

DECLARING = {"apps", "declarations", "mail_samples", "personal_data", "urls"}
NARROWING = {"filter", "exclude", "get", "get_object_or_404", "Q"}
LOGS = {"log", "logger"}
CONTRARY = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
Edit = tuple[str, ast.AST, str, str]  # the kind of fault, the node, what stands in its place, and in words


@dataclass(frozen=True, eq=False)
class Mutant:
    """One fault: the file, the function that holds it, the node, and what stands there instead."""

    place: Path
    whole: bytes
    function: ast.FunctionDef | None  # the outermost one; None for what a module or a class declares
    qualified_name: str
    statement: ast.stmt
    kind: str
    node: ast.AST
    instead: str
    words: str
    number: int = 1  # of those that read the same in this function

    @property
    def app(self) -> str:
        return self.place.parts[1] if self.place.parts[0] == "atelier" else self.place.parts[0]

    @property
    def name(self) -> str:
        """The same as long as this very fault may be made in this function, wherever its file puts it."""
        number = f" #{self.number}" if self.number > 1 else ""
        return f"{self.place} {self.qualified_name}: {self.words}{number}"

    @property
    def fingerprint(self) -> str:
        """Changes with the function, too."""
        around = ast.dump(self.function or self.statement)
        return hashlib.sha256(f"{self.name}\n{around}".encode()).hexdigest()[:16]

    @property
    def lines(self) -> set[int]:
        return {self.statement.lineno, *range(self.node.lineno, self.node.end_lineno + 1)}

    def mutated(self) -> bytes:
        """The text of the file with the fault in it."""
        first, last = _span(self.whole, self.node)
        return self.whole[:first] + self.instead.encode() + self.whole[last:]


@lru_cache(maxsize=2)
def _starts(whole: bytes) -> list[int]:
    return [0, *accumulate(map(len, whole.splitlines(keepends=True)))]


def _span(whole: bytes, node: ast.AST) -> tuple[int, int]:
    starts = _starts(whole)
    return starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset


def population(root: Path) -> list[Mutant]:
    pages = _pages(root)
    return [mutant for place in sources(root) if _is_changed(place, pages) for mutant in mutants_of(root, place)]


def _pages(root: Path) -> list[str]:
    """The modules whose signatures Django decides, as the configuration of mypy names them."""
    configuration = tomllib.loads((root / "pyproject.toml").read_text())
    overrides = configuration["tool"]["mypy"]["overrides"]
    return next(one["module"] for one in overrides if one.get("disallow_untyped_defs") is False)


def _is_changed(place: Path, pages: list[str]) -> bool:
    parts = place.with_suffix("").parts
    dotted = ".".join(parts)
    if (parts[0] == "atelier" and len(parts) == 2) or DECLARING & set(parts):
        return False
    return not any(fnmatch(dotted, page) for page in pages)


def mutants_of(root: Path, place: Path) -> list[Mutant]:
    whole = (root / place).read_bytes()
    found, seen = [], Counter()
    for function, name, statement, (kind, node, instead, words) in _in_block(ast.parse(whole).body, None, ()):
        first, last = _span(whole, node)
        said = words or f"{' '.join(whole[first:last].decode().split())[:100]} → {instead[:100]}"
        seen[name, said] += 1
        found.append(Mutant(place, whole, function, name, statement, kind, node, instead, said, seen[name, said]))
    return found


def _in_block(
    block: list[ast.stmt], function: ast.FunctionDef | None, path: tuple[str, ...]
) -> Iterator[tuple[ast.FunctionDef | None, str, ast.stmt, Edit]]:
    """Each fault in these statements and in those that they hold, with the outermost function around it."""
    for statement in block:
        if isinstance(statement, ast.ClassDef) and _is_in_migrations(statement):
            continue
        if isinstance(statement, ast.ClassDef):
            yield from _in_block(statement.body, function, (*path, statement.name))
        elif isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            inner = path if function else (*path, statement.name)
            yield from _in_block(statement.body, function or statement, inner)
        else:
            edits = _edits(statement) if function else _edits_of_declared(statement)
            yield from ((function, ".".join(path) or "the module", statement, edit) for edit in edits)
            for inner in ("body", "orelse", "finalbody"):
                yield from _in_block(getattr(statement, inner, []), function, path)
            for handler in getattr(statement, "handlers", []):
                yield from _in_block(handler.body, function, path)
            for case in getattr(statement, "cases", []):
                yield from _in_block(case.body, function, path)


def _is_in_migrations(one: ast.ClassDef) -> bool:
    """Choices, and what a model says of itself: a change of them waits for a migration."""
    return one.name == "Meta" or any(ast.unparse(base).endswith("Choices") for base in one.bases)


def _edits(statement: ast.stmt) -> Iterator[Edit]:
    """The faults of this statement, without those of the statements that it holds."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call) and _is_missed(statement.value):
        yield "call", statement, "pass", ""
    if isinstance(statement, ast.If):
        leaves = isinstance(statement.body[-1], ast.Return | ast.Raise | ast.Continue | ast.Break)
        yield "if", statement.test, "False" if leaves else "True", ""
    for node in _expressions(statement):
        yield from _edits_of_expression(node)


def _is_missed(call: ast.Call) -> bool:
    """Whether one process alone may miss it: it is neither a log nor a lock."""
    receiver = getattr(getattr(call.func, "value", None), "id", "")
    return receiver not in LOGS and "select_for_update" not in ast.dump(call)


def _expressions(statement: ast.stmt) -> Iterator[ast.AST]:
    """The nodes of its expressions, but for annotations and the text of messages."""
    waiting = [
        child for name, child in ast.iter_fields(statement)
        if name not in {"body", "orelse", "finalbody", "handlers", "annotation"}
    ]  # fmt: skip
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, ast.AST) and not isinstance(node, ast.JoinedStr | ast.stmt | ast.match_case):
            yield node
            waiting += list(ast.iter_child_nodes(node))


def _edits_of_expression(node: ast.AST) -> Iterator[Edit]:
    match node:
        case ast.Compare(left=left, ops=ops, comparators=others):
            for at, operator in enumerate(ops):
                changed = [*ops[:at], CONTRARY[type(operator)](), *ops[at + 1 :]]
                yield "comparison", node, f"({ast.unparse(ast.Compare(left, changed, others))})", ""
        case ast.BoolOp(op=operator, values=values):
            other = ast.Or() if isinstance(operator, ast.And) else ast.And()
            yield "and, or", node, f"({ast.unparse(ast.BoolOp(other, values))})", ""
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "not", node, f"({ast.unparse(operand)})", ""
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            yield "minus", node, f"({ast.unparse(ast.BinOp(left, ast.Add(), right))})", ""
        case ast.Constant(value=bool(value)):
            yield "boolean", node, str(not value), ""
        case ast.Constant(value=int(value)):
            yield from (("number", node, str(near), "") for near in (value - 1, value + 1) if near >= 0)
        case ast.Call():
            yield from _narrowed_less(node)
        case ast.comprehension(ifs=conditions):
            yield from (("if", condition, "True", "") for condition in conditions)


def _narrowed_less(node: ast.Call) -> Iterator[Edit]:
    """Without one keyword, or one condition, of what narrows the rows."""
    narrows = called(node) in NARROWING
    for word in node.keywords:
        if word.arg and (narrows or word.arg == "filter"):
            kept = [one for one in node.keywords if one is not word]
            less = ast.unparse(ast.Call(node.func, node.args, kept))
            yield "filter", node, less, f"{called(node)} without {ast.unparse(word)}"
    if narrows and isinstance(node.func, ast.Attribute) and called(node) in {"filter", "exclude"}:
        for argument in node.args:
            kept = [one for one in node.args if one is not argument]
            less = ast.unparse(ast.Call(node.func, kept, node.keywords))
            yield "filter", node, less, f"{called(node)} without {ast.unparse(argument)}"


def _edits_of_declared(statement: ast.stmt) -> Iterator[Edit]:
    """One element less, or a number one off, in what a module or a class gives a name."""
    if not isinstance(statement, ast.Assign | ast.AnnAssign) or not statement.value:
        return
    value = statement.value
    if isinstance(value, ast.Tuple | ast.Set) and len(value.elts) > 1:
        for element in value.elts:
            kept: list = [one for one in value.elts if one is not element]
            yield "element", value, ast.unparse(type(value)(kept)), f"without {ast.unparse(element)[:100]}"
    elif isinstance(value, ast.Constant) and type(value.value) is int:
        yield from _edits_of_expression(value)
