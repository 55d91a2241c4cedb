"""What was found for each fault, a line a trial, so that a run goes on where another stopped."""

import json
from pathlib import Path

from tools.gates.results import exists
from tools.mutation.mutants import Mutant


class Results:
    def __init__(self, path: Path):
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = path.read_text().splitlines() if path.exists() else []
        self.trials = {}
        for trial in map(json.loads, lines):
            self.trials.setdefault(trial["name"], []).append(trial)

    def of(self, mutant: Mutant) -> list[dict]:
        """The trials of this fault in this very function."""
        return [one for one in self.trials.get(mutant.name, ()) if one["fingerprint"] == mutant.fingerprint]

    def red(self, mutant: Mutant) -> str | None:
        """A test that turned red, and that is still there."""
        found = [one["red"] for one in reversed(self.of(mutant)) if one["red"]]
        return next((red for red in found if exists(red) or "::" not in red), None)

    def is_seen(self, mutant: Mutant) -> bool:
        return self.red(mutant) is not None

    def is_settled(self, mutant: Mutant) -> bool:
        """Seen, or tried before all the tests around it and by no test seen, in which case it is tried again."""
        return self.is_seen(mutant) or any(one["how"] == "copy" for one in self.of(mutant))

    def likely(self, mutant: Mutant) -> str | None:
        """The test that saw this fault the last time, whatever the function was."""
        red = [one["red"] for one in reversed(self.trials.get(mutant.name, ()))]
        return next((one for one in red if exists(one)), None)

    def note(self, said: dict, mutants: list[Mutant], how: str) -> None:
        mutant = next(one for one in mutants if one.name == said["name"])
        trial = {**said, "how": how, "fingerprint": mutant.fingerprint}
        self.trials.setdefault(mutant.name, []).append(trial)
        with self.path.open("a") as file:
            file.write(json.dumps(trial, ensure_ascii=False) + "\n")
        why = said["red"] or ("NO TEST SEES IT" if how == "copy" else f"… {said.get('why')}")
        print(f"  {mutant.name[:110]:110} {why}", flush=True)
