"""What was found for each check, a line a trial, so that a run goes on where another stopped."""

import json
from pathlib import Path
from threading import Lock

from tools.gates.checks import Gate


class Results:
    """The trials of `path`; `product` is the state of the code that is tried now."""

    def __init__(self, path: Path, product: str):
        self.path, self.product, self.lock = path, product, Lock()
        lines = path.read_text().splitlines() if path.exists() else []
        self.trials = [json.loads(line) for line in lines]

    def of(self, gate: Gate) -> list[dict]:
        """The trials of this check in this very code."""
        same = (self.product, gate.name, gate.instead)
        return [trial for trial in self.trials if (trial["product"], trial["name"], trial["instead"]) == same]

    def is_missed(self, gate: Gate) -> bool:
        """A test turned red without it, and that test is still there."""
        return any(exists(trial["red"]) for trial in self.of(gate))

    def was_green(self, gate: Gate) -> bool:
        return any(trial["red"] is None for trial in self.of(gate))

    def likely(self, gate: Gate) -> str | None:
        """The test that turned red the last time that this check was gone from this file, whatever the code was."""
        same = (str(gate.place), gate.source)
        red = [trial["red"] for trial in reversed(self.trials) if (trial["place"], trial["source"]) == same]
        return next((test.partition("[")[0] for test in red if exists(test)), None)

    def note(self, gate: Gate, red: str | None) -> None:
        trial = {
            "product": self.product,
            "name": gate.name,
            "place": str(gate.place),
            "source": gate.source,
            "instead": gate.instead,
            "red": red,
        }
        with self.lock, self.path.open("a") as file:
            file.write(json.dumps(trial, ensure_ascii=False) + "\n")


def exists(test: str | None) -> bool:
    path, _, function = (test or "").partition("::")
    name = function.partition("[")[0]
    return bool(name) and Path(path).is_file() and f"def {name}(" in Path(path).read_text()
