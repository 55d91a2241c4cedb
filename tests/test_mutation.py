"""Faults that `make mutation` makes: each is one, is drawn by its seed, and keeps the reason why nothing sees it."""

import ast
import os
import sys
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings

from tools.mutation import draw, mutants, reasons, warm

ROOT = Path(settings.BASE_DIR)
CODE = """
SHOWN = ("a", "b")

@transaction.atomic
def pay(season, rows, limit=3):
    rows = rows.filter(season=season, paid=False)
    log.info("paid")
    Season.objects.select_for_update().get(pk=season.pk)
    if not rows or limit < 3:
        return None
    rows.update(left=limit - 1)
    return [row for row in rows if row.due]
"""


@pytest.fixture
def made(tmp_path):
    (tmp_path / "money.py").write_text(CODE)
    return mutants.mutants_of(tmp_path, Path("money.py"))


def test_each_kind_of_fault_is_made_and_neither_locks_nor_logs_are_taken(made):
    assert [(mutant.kind, mutant.name.partition("money.py ")[2]) for mutant in made] == [
        ("element", "the module: without 'a'"),
        ("element", "the module: without 'b'"),
        ("filter", "pay: filter without season=season"),
        ("filter", "pay: filter without paid=False"),
        ("boolean", "pay: False → True"),
        ("filter", "pay: get without pk=season.pk"),
        ("if", "pay: not rows or limit < 3 → False"),
        ("and, or", "pay: not rows or limit < 3 → (not rows and limit < 3)"),
        ("comparison", "pay: limit < 3 → (limit <= 3)"),
        ("number", "pay: 3 → 2"),
        ("number", "pay: 3 → 4"),
        ("not", "pay: not rows → (rows)"),
        ("call", "pay: rows.update(left=limit - 1) → pass"),
        ("minus", "pay: limit - 1 → (limit + 1)"),
        ("number", "pay: 1 → 0"),
        ("number", "pay: 1 → 2"),
        ("if", "pay: row.due → True"),
    ]


def test_a_fault_changes_one_place_of_the_text(made):
    changed = {mutant.name: mutant.mutated().decode() for mutant in made}

    assert all(ast.dump(ast.parse(text)) != ast.dump(ast.parse(CODE)) for text in changed.values())
    assert changed["money.py pay: filter without season=season"] == CODE.replace("season=season, ", "")


def test_the_same_seed_draws_the_same_and_few_more_draw_few_others():
    places = [path for app in ("referential", "contributions") for path in sorted((ROOT / app).glob("*.py"))]
    everything = [one for path in places for one in mutants.mutants_of(ROOT, path.relative_to(ROOT))]
    drawn = [one.name for one in draw.drawn(everything, "1", 300)]
    apps = Counter(one.app for one in draw.drawn(everything, "1", 300))
    sizes = Counter(one.app for one in everything)

    assert drawn == [one.name for one in draw.drawn(everything, "1", 300)] != draw.drawn(everything, "2", 300)
    assert len({one.name for one in everything}) == len(everything)
    assert all(abs(apps[app] - 300 * size / len(everything)) < 1 for app, size in sizes.items())
    less = [one.name for one in draw.drawn(everything[50:], "1", 300)]
    assert len(set(drawn) - set(less)) < 10


def test_the_interval_is_that_of_wilson():
    assert [round(bound, 4) for bound in draw.interval(270, 300)] == [0.8608, 0.9291]
    assert draw.interval(0, 0) == (0.0, 1.0)


def test_each_reason_is_that_of_a_fault_that_can_still_be_made():
    places = {Path(name.partition(" ")[0]) for name in reasons.every_one()}
    names = {one.name for place in places for one in mutants.mutants_of(ROOT, place)}

    assert reasons.every_one().keys() - names == set()


def test_a_test_that_is_as_slow_without_any_fault_sees_none(monkeypatch):
    """A busy machine may stop it by the clock on the wall: it is named, tried alone, and the others go on."""
    tests = [SimpleNamespace(nodeid=name) for name in ("a", "slow", "b")]
    trial = warm.Warm({}, 60, sys.stderr)
    trial.items = {one.nodeid: [one] for one in tests}
    monkeypatch.setattr(trial, "_run", lambda item, then=None: item.nodeid != "slow" or os._exit(1))

    left, said = trial._in_child(tests, [])

    assert (left, said) == ([tests[2]], {"red": "slow", "why": "hangs"})
    assert trial._is_unreliable("slow")
    assert not trial._is_unreliable("a")
    assert trial._in_child(left, []) == ([], {"red": None, "why": "green"})
