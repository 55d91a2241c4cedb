"""What was tried of one kind, what held, and what did not."""

import os
from dataclasses import dataclass, field


@dataclass
class Tally:
    tried: int = 0
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def check(self, held: object, otherwise: str) -> None:
        """One try: it held, or what happened instead."""
        self.tried += 1
        if not held:
            self.faults.append(otherwise)

    def note(self, words: str) -> None:
        """A figure that the line of the kind ends with."""
        self.notes.append(words)

    def line(self, number: int, title: str, seconds: float) -> str:
        held = self.tried - len(self.faults)
        said = f"kind {number:2}  {title}: {self.tried} tried, {held} held, {len(self.faults)} did not"
        load = f"{seconds:.0f} s, load {os.getloadavg()[0]:.1f}"
        faults = (f"         FAULT {one}" for one in self.faults)
        return "\n".join([f"{said} ({'; '.join([*self.notes, load])})", *faults])
