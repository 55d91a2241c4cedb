"""Reads a YAML file field by field, so that whatever is wrong is said with its line."""

import datetime as dt
from decimal import Decimal, InvalidOperation
from pathlib import Path

import yaml
from django.core.exceptions import ValidationError

from atelier.core.dates import in_years


class FileError(Exception):
    """A wrong file: the line (from 1) and the reason, in French."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"ligne {line} : {reason}")
        self.line, self.reason = line, reason


class Record:
    """One mapping of the file. Every key is read by name; `finish()` refuses the others."""

    def __init__(self, node: yaml.Node, what: str) -> None:
        if not isinstance(node, yaml.MappingNode):
            raise FileError(_line_of(node), f"{what} : des couples « clé: valeur » sont attendus.")
        self.line, self.what = _line_of(node), what
        self.nodes: dict[str, yaml.Node] = {}
        self.read: set[str] = set()
        for key, value in node.value:
            if key.value in self.nodes:
                raise FileError(_line_of(key), f"{what} : la clé « {key.value} » figure deux fois.")
            self.nodes[key.value] = value

    def line_of(self, key: str) -> int:
        return _line_of(self.nodes[key]) if key in self.nodes else self.line

    def error(self, key: str, reason: str) -> FileError:
        return FileError(self.line_of(key), f"{self.what}, « {key} » : {reason}")

    def node(self, key: str, required: bool) -> yaml.Node | None:
        self.read.add(key)
        if key not in self.nodes and required:
            raise FileError(self.line, f"{self.what} : la clé « {key} » manque.")
        return self.nodes.get(key)

    def scalar(self, key: str, required: bool) -> str | None:
        node = self.node(key, required)
        if node is None or (isinstance(node, yaml.ScalarNode) and not node.value and not required):
            return None
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            raise self.error(key, "une valeur simple est attendue.")
        return str(node.value).strip()

    def text(self, key: str, *, required: bool = False, max_length: int | None = None) -> str:
        value = self.scalar(key, required) or ""
        if max_length and len(value) > max_length:
            raise self.error(key, f"{len(value)} signes, {max_length} au plus.")
        return value

    def integer(self, key: str, *, required: bool = False, minimum: int = 0) -> int | None:
        value = self.scalar(key, required)
        if value is None:
            return None
        if not value.isdecimal() or len(value) > 5 or int(value) < minimum or int(value) > 32767:
            raise self.error(key, f"un nombre entier à partir de {minimum} est attendu, pas « {value} ».")
        return int(value)

    def decimal(self, key: str, *, required: bool = False) -> Decimal | None:
        value = self.scalar(key, required)
        try:
            amount = None if value is None else Decimal(value)
        except InvalidOperation:
            amount = Decimal(-1)
        if amount is not None and not 0 <= amount < 10_000_000:
            raise self.error(key, f"un montant positif est attendu, pas « {value} ».")
        return amount

    def date(self, key: str) -> dt.date:
        value = self.scalar(key, required=True)
        try:
            day = dt.date.fromisoformat(value or "")
        except ValueError as error:
            raise self.error(key, f"une date comme 2026-12-03 est attendue, pas « {value} ».") from error
        try:
            in_years(day)
        except ValidationError as error:
            raise self.error(key, str(error.message)) from error
        return day

    def sequence(self, key: str, required: bool = False) -> list[yaml.Node]:
        node = self.node(key, required)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            raise self.error(key, "une liste est attendue.")
        nodes: list[yaml.Node] = node.value
        return nodes

    def texts(self, key: str) -> list[str]:
        nodes = self.sequence(key)
        if not all(isinstance(node, yaml.ScalarNode) and node.value.strip() for node in nodes):
            raise self.error(key, "une liste de textes est attendue.")
        return [node.value.strip() for node in nodes]

    def records(self, key: str, what: str, required: bool = False) -> list["Record"]:
        return [Record(node, f"{what} {rank}") for rank, node in enumerate(self.sequence(key, required), start=1)]

    def record(self, key: str, what: str) -> "Record | None":
        node = self.node(key, required=False)
        return Record(node, what) if node is not None else None

    def finish(self) -> None:
        for key in self.nodes:
            if key not in self.read:
                raise FileError(self.line_of(key), f"{self.what} : la clé « {key} » est inconnue.")


def read_yaml(path: Path) -> Record:
    """The top of a YAML file. Raises FileError when it cannot be read at all."""
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        raise FileError(1, "le fichier n’est pas en UTF-8.") from error
    except OSError as error:
        raise FileError(0, f"le fichier ne s’ouvre pas ({error.strerror}).") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise FileError(mark.line + 1 if mark else 1, "la syntaxe YAML n’est pas lisible à cet endroit.") from error
    except yaml.YAMLError as error:
        raise FileError(1, "la syntaxe YAML n’est pas lisible.") from error
    if node is None:
        raise FileError(1, "le fichier est vide.")
    return Record(node, "fichier")


def _line_of(node: yaml.Node) -> int:
    return node.start_mark.line + 1
