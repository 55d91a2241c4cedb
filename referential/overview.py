"""The season as the team sees it: who answered, what each territory agreed on, what diverges. No total, no rank."""

from dataclasses import dataclass

from atelier.seasons.models import Season
from atelier.typography import sort_key
from referential import moments, regards
from referential.models import AnswerSheet, CommonSheet, Dimension, Moment
from referential.regards import View
from territories.models import Participant, Triptych


@dataclass(frozen=True)
class Progress:
    """Of one triptych at one moment: how many sent their answers, of how many; whether the regards are open."""

    triptych: Triptych
    expected: int
    sent: int
    is_shared: bool
    has_common: bool


@dataclass(frozen=True)
class Row:
    """One dimension across the season: the level that each territory agreed on, in the order of the territories."""

    dimension: Dimension
    levels: list[str]


def triptychs_of(season: Season) -> list[Triptych]:
    """By name: an order that says nothing of anybody."""
    rows = Triptych.objects.admitted().filter(season=season).select_related("territory", "season").order_by("pk")
    return sorted(rows, key=lambda triptych: sort_key(str(triptych.territory)))


def progress(moment: Moment, triptychs: list[Triptych]) -> list[Progress]:
    """In a constant number of queries."""
    people = Participant.objects.admitted().confirmed().filter(triptych__in=triptychs).order_by("pk")
    expected: dict[int, set[int]] = {triptych.pk: set() for triptych in triptychs}
    for pk, triptych in people.values_list("pk", "triptych"):
        expected[triptych].add(pk)
    sent = set(AnswerSheet.objects.submitted().filter(moment=moment).order_by().values_list("participant", flat=True))
    begun = dict(CommonSheet.objects.filter(moment=moment).order_by("version").values_list("triptych", "submitted_at"))
    settled = set(CommonSheet.objects.submitted().filter(moment=moment).order_by().values_list("triptych", flat=True))
    return [
        Progress(
            triptych=triptych,
            expected=len(expected[triptych.pk]),
            sent=len(expected[triptych.pk] & sent),
            is_shared=moment.is_over()
            or triptych.pk in begun
            or (bool(expected[triptych.pk]) and expected[triptych.pk] <= sent),
            has_common=triptych.pk in settled,
        )
        for triptych in triptychs
    ]


def shared_views(moment: Moment) -> list[View]:
    """What the team sees of each triptych whose regards are open, by name."""
    rows = progress(moment, triptychs_of(moment.season))
    triptychs = [row.triptych for row in rows if row.is_shared]
    views = regards.views(moment, triptychs)
    return [views[triptych.pk] for triptych in triptychs]


def agreed(moment: Moment, views: list[View]) -> list[Row]:
    """Each dimension of the grid with what each territory agreed on."""
    return [
        Row(
            dimension,
            [next(answer_of(line) for line in view.lines if line.dimension == dimension) for view in views],
        )
        for _, dimensions in moment.grid.by_stake()
        for dimension in dimensions
    ]


def answer_of(line: regards.Line) -> str:
    return line.common.get_answer_display() if line.common else "–"


def summary(season: Season) -> list[tuple[Moment, int, int, int, int]]:
    """(moment, sent, expected, common positions, territories) of the moments that have begun, for the first page."""
    triptychs = triptychs_of(season)
    found = []
    for moment in moments.of_season(season):
        if moment.has_begun():
            rows = progress(moment, triptychs)
            sums = sum(row.sent for row in rows), sum(row.expected for row in rows), sum(row.has_common for row in rows)
            found.append((moment, *sums, len(rows)))
    return found
