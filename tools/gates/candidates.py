"""Which tests may turn red without a check: those that run its lines, the likeliest first."""

import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree as ET

from coverage import CoverageData

from tools.gates.checks import PACKAGES, Gate

COVERAGE = """[run]
data_file = {kept}
source = {sources}
dynamic_context = test_function
parallel = True
patch = subprocess
"""
OPTIONS = ["-q", "-m", "not browser", "-n", "2", "-o", "junit_duration_report=total"]
WALKS = ["tests/test_access.py", "tests/test_rights.py", "tests/test_methods.py"]
REFUSAL = re.compile("not|no_|never|nobody|only|may|refus|stranger|another|role|right|without|alone|gate|private")
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


class Candidates:
    """The tests by the lines that they run, and how long each takes: measured once for a state of the product."""

    def __init__(self, folder: Path):
        self.coverage = CoverageData(str(folder / "lines.coverage"))
        self.coverage.read()
        self.measured = (folder / "lines.coverage").stat().st_mtime
        self.seconds = {}
        for case in ET.parse(folder / "seconds.xml").iter("testcase"):
            name = test_of(f"{case.get('classname')}.{case.get('name').partition('[')[0]}")
            self.seconds[name] = self.seconds.get(name, 0) + float(case.get("time"))

    def of(self, gate: Gate, *, likely: str | None, was_green: bool) -> list[str]:
        """Those that run these lines: no other can turn red. For lines that run once, at the start: every test around.

        First `likely`, the one that turned red some time before; where all were green before, the files that were
        written since; then those whose name speaks of a refusal, the shortest first.
        """
        found = self.running(gate.place, range(gate.node.lineno, gate.node.end_lineno + 1))
        found = sorted(found, key=lambda test: (not REFUSAL.search(test), self.seconds[test]))
        if not found or gate.runs_once:
            found = [*WALKS, *(f"tests/{part}" for part in gate.place.parts[:2] if Path("tests", part).is_dir())]
        first = [*([likely] if likely else []), *(self.written_since() if was_green else [])]
        return [*first, *(test for test in found if test != likely and test.partition("::")[0] not in first)]

    def running(self, place: Path, lines: Iterable[int]) -> set[str]:
        """The tests that run one of these lines of this file."""
        contexts = self.coverage.contexts_by_lineno(f"{self.root_of_measure()}/{place}")
        found = {test_of(name) for line in lines for name in contexts.get(line, ()) if name.startswith("tests.")}
        return found & self.seconds.keys()

    def written_since(self) -> list[str]:
        paths = sorted(Path("tests").rglob("test_*.py"))
        return [str(path) for path in paths if "browser" not in path.parts and path.stat().st_mtime > self.measured]

    def root_of_measure(self) -> str:
        """The folder where the tests were measured: the longest beginning that all the files share."""
        return os.path.commonpath(list(self.coverage.measured_files()))


def test_of(context: str) -> str:
    """`tests.sessions.test_days.test_x` as pytest names it."""
    *module, function = context.split(".")
    return f"{'/'.join(module)}.py::{function}"


def measure(tree: Path, folder: Path, tests: list[str]) -> None:
    """Run these tests in this copy, and keep which test runs which lines, and how long each takes."""
    kept = folder / "lines.coverage"
    (tree / ".coveragerc").write_text(COVERAGE.format(kept=kept, sources=",".join(PACKAGES)))
    command = [sys.executable, "-m", "coverage", "run", "-m", "pytest", *OPTIONS, *tests]
    command.append(f"--junitxml={folder / 'seconds.xml'}")
    done = subprocess.run(command, cwd=tree, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"red before anything is taken away:\n{done.stdout[-3000:]}"
    subprocess.run([sys.executable, "-m", "coverage", "combine", "-q"], cwd=tree, env=ENVIRONMENT, check=True)
