"""Small faults that people make when they think of a simpler season, each put into the code of a running process."""

import importlib
import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType


@dataclass(frozen=True)
class Fault:
    """In this function, these words stand instead of those: `check` sees it in a world that has this trait."""

    trait: str
    check: str
    place: str
    function: str
    words: str
    instead: str

    def __str__(self) -> str:
        return f"{self.trait}-{self.function}"


FAULTS = [
    # A filter that is true as long as there is one season.
    Fault("two seasons", "convocations", "sessions.attendance.expected", "expected_people",
          ", season=day.season_id)", ")"),
    Fault("two seasons", "budget", "contributions.budget", "budget_rows_of",
          "filter(in_budget, season__in=seasons)", "filter(in_budget)"),
    Fault("two seasons", "group", "territories.directory", "territories_of",
          "admitted().filter(season=season)", "admitted()"),
    # What is grouped or compared by what it is called.
    Fault("one name", "rates", "sessions.attendance.statistics", "by_territory",
          "row.participant.triptych.territory", "str(row.participant.triptych.territory)"),
    Fault("one name", "rates", "sessions.attendance.statistics", "by_person",
          "row.participant)", "row.participant.full_name)"),
    Fault("one name", "meetings", "sessions.groups.composition", "acquaintances",
          "other.triptych_id != person.triptych_id]",
          "str(other.triptych.territory) != str(person.triptych.territory)]"),
    # « Élus, agents, opérateurs ».
    Fault("four categories", "figures", "territories.models.triptych", "Triptych.panels",
          "self.season.categories.all()", "self.season.categories.all()[:3]"),
    Fault("four categories", "public page", "atelier.website.public", "_season_context",
          "list(season.categories.all())", "list(season.categories.all()[:3])"),
    # A name is a word that begins with a capital.
    Fault("particles", "names in one cell", "territories.full_names", "_around_capitals",
          "while start and all(", "while False and all("),
    Fault("particles", "names in a text", "atelier.core.name_words", "_telling_parts",
          " and not PARTICLES.fullmatch(one)", ""),
    # A territory has people: a join that loses those who have none.
    Fault("empty triptych", "figures", "territories.figures", "_seats",
          "filter(season__in=seasons).with_panels()",
          "filter(season__in=seasons, participants__isnull=False).distinct().with_panels()"),
    Fault("empty triptych", "group", "territories.directory", "territories_of", "if kept or not wanted", "if kept"),
    # Whoever is here is whoever was here.
    Fault("erased", "rates", "sessions.attendance.expected", "noted_attendance",
          "participant__season__in=seasons,", "participant__season__in=seasons, participant__state='confirmed',"),
    Fault("erased", "page of a territory", "territories.reading_pages", "_people_over_seasons",
          "Participant.objects.named()", "Participant.objects"),
    # Money is whole euros.
    Fault("cents", "budget", "contributions.budget", "budget_totals",
          "sum((getattr(row, name) for row in rows), ZERO)",
          "Decimal(sum(int(getattr(row, name)) for row in rows))"),
    Fault("cents", "words of the budget", "atelier.core.french", "amount",
          "if exact == exact.to_integral_value() else", "if exact else"),
    # It is nine o’clock everywhere when it is nine o’clock in Paris.
    Fault("overseas", "reminders", "atelier.core.office_hours", "zone_of", "if name else", "if False else"),
    Fault("overseas", "convocations", "sessions.documents.snapshots", "convocation_snapshot",
          "participant.triptych.territory.is_overseas", "False"),
    # Whoever takes part has signed in.
    Fault("no account", "convocations", "sessions.attendance.expected", "convened_people",
          ".confirmed()", ".confirmed().exclude(user=None)"),
]  # fmt: skip


@contextmanager
def planted(fault: Fault) -> Iterator[None]:
    function = _function(fault)
    before = function.__code__
    function.__code__ = _faulty_code(fault, before)
    try:
        yield
    finally:
        function.__code__ = before


def _function(fault: Fault) -> FunctionType:
    found = importlib.import_module(fault.place)
    for name in fault.function.split("."):
        found = getattr(found, name)
    return inspect.unwrap(found)


def _faulty_code(fault: Fault, before: CodeType) -> CodeType:
    """The code of the function from its file, where the words stand once in it."""
    lines, first = inspect.getsourcelines(before)
    whole = Path(before.co_filename).read_text().splitlines(keepends=True)
    text = "".join(lines)
    assert text.count(fault.words) == 1, f"{fault}: {text.count(fault.words)} times"
    whole[first - 1 : first - 1 + len(lines)] = [text.replace(fault.words, fault.instead)]
    waiting = [compile("".join(whole), before.co_filename, "exec")]
    while waiting:
        code = waiting.pop()
        if (code.co_qualname, code.co_firstlineno) == (before.co_qualname, before.co_firstlineno):
            return code
        waiting += [one for one in code.co_consts if isinstance(one, CodeType)]
    raise AssertionError(fault)
