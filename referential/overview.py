"""The season as the team sees it: who answered, what each territory agreed on, what diverges. No total, no rank."""

from dataclasses import dataclass

from atelier.accounts.models import User
from atelier.core.french import sort_key
from atelier.core.read_once import read_once
from atelier.seasons.models import Season
from referential import assessment_rounds, perspectives
from referential.models import AnswerSheet, AssessmentRound, CommonSheet, Dimension, Perspective
from referential.perspectives import TerritoryPerspectives
from territories.models import Participant, Triptych


@dataclass(frozen=True)
class Progress:
    """Of one triptych at one round: how many sent their answers, of how many; whether the regards are open."""

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


def season_rounds(*seasons: Season) -> list[AssessmentRound]:
    """The last season first, in the order of their opening."""
    return assessment_rounds.rounds_by_opening(*(season.pk for season in seasons))


@read_once
def triptychs_of(*seasons: Season) -> list[Triptych]:
    """By name: an order that says nothing of anybody."""
    rows = Triptych.objects.admitted().filter(season__in=seasons).select_related("territory", "season").order_by("pk")
    return sorted(rows, key=lambda triptych: sort_key(str(triptych.territory)))


def round_progress(rows: list[AssessmentRound], triptychs: list[Triptych]) -> dict[int, list[Progress]]:
    """By round, where each triptych stands; in a constant number of queries."""
    people = Participant.objects.counted().filter(triptych__in=triptychs).order_by("pk")
    expected: dict[int, set[int]] = {triptych.pk: set() for triptych in triptychs}
    for pk, owner in people.values_list("pk", "triptych"):
        expected[owner].add(pk)
    sheets = AnswerSheet.objects.submitted().filter(assessment_round__in=rows)
    sent = set(sheets.order_by().values_list("assessment_round", "participant"))
    opened = Perspective.objects.filter(assessment_round__in=rows).order_by()
    shared = set(opened.values_list("assessment_round", "triptych"))
    commons = CommonSheet.objects.filter(assessment_round__in=rows)
    settled = set(commons.submitted().order_by().values_list("assessment_round", "triptych"))
    found: dict[int, list[Progress]] = {}
    for assessment_round in rows:
        found[assessment_round.pk] = []
        for triptych in (one for one in triptychs if one.season_id == assessment_round.season_id):
            six, key = expected[triptych.pk], (assessment_round.pk, triptych.pk)
            answered = sum((assessment_round.pk, person) in sent for person in six)
            found[assessment_round.pk].append(Progress(triptych, len(six), answered, key in shared, key in settled))
    return found


def shared_views(assessment_round: AssessmentRound, reader: User) -> list[TerritoryPerspectives]:
    """What somebody of the team sees of each triptych whose regards are open, by name."""
    rows = round_progress([assessment_round], triptychs_of(assessment_round.season))[assessment_round.pk]
    triptychs = [row.triptych for row in rows if row.is_shared]
    views = perspectives.territory_perspectives(assessment_round, triptychs, reader=reader)
    return [views[triptych.pk] for triptych in triptychs]


def is_agreed(assessment_round: AssessmentRound, views: list[TerritoryPerspectives]) -> list[Row]:
    """Each dimension of the grid with what each territory agreed on."""
    return [
        Row(
            dimension,
            [next(_answer_of(line) for line in view.lines if line.dimension == dimension) for view in views],
        )
        for _, dimensions in assessment_round.grid.by_stake()
        for dimension in dimensions
    ]


def _answer_of(line: perspectives.DimensionPerspectives) -> str:
    return line.common.get_answer_display() if line.common else "–"


@dataclass(frozen=True)
class RoundSummary:
    """A round in figures: answers sent of those expected, territories with a common position of all."""

    assessment_round: AssessmentRound
    sent: int
    expected: int
    settled: int
    territories: int


def overview_summary(*seasons: Season) -> list[RoundSummary]:
    """The rounds that have begun, for the first page and for the figures."""
    return [
        RoundSummary(
            assessment_round,
            sum(row.sent for row in rows),
            sum(row.expected for row in rows),
            sum(row.has_common for row in rows),
            len(rows),
        )
        for assessment_round, rows in progress_by_round(*seasons)
    ]


@read_once
def progress_by_round(*seasons: Season) -> list[tuple[AssessmentRound, list[Progress]]]:
    """Each round that has begun, with where each of its territories stands."""
    begun = [one for one in season_rounds(*seasons) if one.has_begun()]
    found = round_progress(begun, triptychs_of(*seasons)) if begun else {}
    return [(assessment_round, found[assessment_round.pk]) for assessment_round in begun]
