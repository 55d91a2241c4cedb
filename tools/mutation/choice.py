"""Which tests are run for a fault, the nearest first."""

import re
from functools import cache
from pathlib import Path

from tools.gates.candidates import Candidates
from tools.gates.results import exists
from tools.mutation.mutants import Mutant

READERS = ["tests/test_architecture.py", "tests/test_units.py", "tests/test_written_once.py"]  # of the source

NEAR = 12  # files of tests where one that was never measured may be about a fault


class Choice:
    """By the lines that each test runs, where `measured` holds them; else by what each file of tests imports."""

    def __init__(self, root: Path, measured: Path):
        self.root = root
        self.candidates = Candidates(measured) if (measured / "lines.coverage").exists() else None
        found = (path.relative_to(root) for path in sorted((root / "tests").rglob("test_*.py")))
        self.texts = {str(path): (root / path).read_text() for path in found if "browser" not in path.parts}

    def of(self, mutant: Mutant, likely: str | None = None) -> list[str]:
        """The one that saw it before; else new ones nearby, then those that run these lines, the shortest first."""
        if likely and exists(likely):
            return [likely.partition("[")[0]]
        first: list[str] = []
        near = self.nearest_files(mutant)
        running = self.candidates.running(mutant.place, mutant.lines) if self.candidates else set()
        found = [test for test in running if self._file(test) in self.texts]
        if found:
            seconds = self.candidates.seconds
            found.sort(key=lambda test: (self._file(test) not in near, seconds[test]))
            first += [test for path in near[:NEAR] for test in self._tests_in(path) if test not in seconds]
        else:
            found = [test for path in near for test in self._tests_in(path)]
        return [*first, *(test for test in found if test not in first)]

    @staticmethod
    def _file(test: str) -> str:
        return test.partition("::")[0]

    def nearest_files(self, mutant: Mutant) -> list[str]:
        """Those that name the function of this module, then the module, then the others of the app."""
        *folder, module = mutant.place.with_suffix("").parts
        package = ".".join(folder)
        imports = re.compile(
            rf"from {re.escape(package)}(\.{module} import|\.models import| import [^\n]*\b{module}\b)"
            rf"|from {re.escape(package)} import \([^)]*\b{module}\b"
        )
        function = mutant.qualified_name.rpartition(".")[2]
        ranks = {}
        for path, text in self.texts.items():
            imported, same = bool(imports.search(text)), path.startswith(f"tests/{mutant.app}/")
            if imported or same:
                named = bool(re.search(rf"\b{re.escape(function)}\b", text))
                alike = module.rstrip("s") in path
                ranks[path] = (not (imported and named), not (imported and alike), not imported, not alike, len(text))
        return sorted(ranks, key=ranks.__getitem__)

    @cache  # noqa: B019 - there is one choice a process
    def _tests_in(self, path: str) -> list[str]:
        return [f"{path}::{name}" for name in re.findall(r"^def (test_\w+)", self.texts[path], re.MULTILINE)]
