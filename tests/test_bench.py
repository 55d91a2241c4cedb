"""A page that lost a fifth of its share of the bare signed-in page turns the measure red."""

import json

from tools.bench import ratios


def test_a_share_that_falls_by_a_fifth_is_said_and_a_smaller_fall_is_not():
    kept = {"first page": 0.5, "space": 0.5, "gone": 0.1}

    assert ratios.fallen(kept, {"first page": 0.39, "space": 0.41, "new": 0.01}) == [
        "first page: 0.39 of the bare signed-in page, 0.50 before",
        "gone: 0.00 of the bare signed-in page, 0.10 before",
    ]


def test_the_first_run_is_kept_and_the_next_ones_are_held_to_it(tmp_path, monkeypatch):
    monkeypatch.setattr(ratios, "KEPT", tmp_path / "ratios.json")
    monkeypatch.setattr(ratios, "TABLES", tmp_path / "var")
    monkeypatch.delenv("KEEP", raising=False)

    said = [ratios.check("SQLite", {"space": share}) for share in (0.41, 0.2)]
    monkeypatch.setenv("KEEP", "1")
    said.append(ratios.check("SQLite", {"space": 0.2}))

    assert [len(one) for one in said] == [0, 1, 0]
    assert json.loads(ratios.KEPT.read_text()) == {"SQLite": {"space": 0.2}}
    assert "| space | 0.20 |" in (tmp_path / "var/bench-sqlite.md").read_text()
