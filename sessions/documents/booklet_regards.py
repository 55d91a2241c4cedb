"""The regards of a territory in its booklet: those that each of its readers may see, whoever they are.

A booklet is read by all of the triptych, and may be handed on: a group is shown as it is where each of its people
agreed to that, else as somebody of that group sees it (docs/secrecy.md).
"""

from decimal import Decimal
from types import SimpleNamespace

from referential import assessment_rounds, charts, perspectives
from referential.perspectives import DimensionPerspectives, TerritoryPerspectives
from territories.models import Triptych


def regards_of(triptych: Triptych) -> list[dict]:
    """One entry for each round whose window is over and of which something is shown, as plain data."""
    found = []
    for assessment_round in assessment_rounds.rounds_of_season(triptych.season):
        if assessment_round.is_over():
            view = perspectives.territory_perspectives(assessment_round, [triptych], reader=None)[triptych.pk]
            if any(line.shown for line in view.lines):
                found.append(_said(view))
    return found


def _said(view: TerritoryPerspectives) -> dict:
    means = [view.stakes_of(one) for one in view.perspectives]
    return {
        "round": view.assessment_round.get_kind_display(),
        "groups": [{"label": one.label, "series": one.series, "shape": one.shape} for one in view.perspectives],
        "stakes": [{"name": stake.name, "position": stake.position} for stake, _ in view.by_stake()],
        "means": [[None if value is None else str(value) for value in values] for values in means],
        "apart": [_line(line) for line in view.widest()],
        "lines": [_line(line) for line in view.lines],
    }


def _line(line: DimensionPerspectives) -> dict:
    return {"dimension": line.dimension.name, "regards": [regard.in_words for regard in line.regards]}


def drawn(regards: list[dict]) -> list[dict]:
    """The same with the radar of each round, drawn again from the frozen figures, and its divergences in words."""
    return [
        {
            **one,
            "radar": _radar(one),
            "apart": [{**line, "said": _in_words(one["groups"], line["regards"])} for line in one["apart"]],
        }
        for one in regards
    ]


def _radar(one: dict) -> charts.Radar:
    lines = [
        charts.series(
            group["label"],
            [None if value is None else Decimal(value) for value in values],
            rank=group["series"],
            shape=group["shape"],
        )
        for group, values in zip(one["groups"], one["means"], strict=True)
    ]
    return charts.radar(f"Les regards, {one['round']}", [SimpleNamespace(**stake) for stake in one["stakes"]], lines)


def _in_words(groups: list[dict], regards: list[str]) -> str:
    """« Élus 2, Agents 4,5 »."""
    return ", ".join(f"{group['label']} {said}" for group, said in zip(groups, regards, strict=True))
