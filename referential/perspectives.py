"""Three regards: where each category of a triptych sees its territory, and where they diverge.

A category of the triptych has two people, so figures are protected. A figure is shown when two people at least gave
a level; it is a mean rounded to the half and kept between 1,5 and 4,5, since a mean of 1 or of 5 would tell both
answers. Whoever answered in a category is not shown its figure unless two others did too: they would read the other
person's answer by subtraction. Means by stake are made from shown figures only, and there is no mean of everybody.

A year after a season the answers are deleted (`anonymisation`); the figures that had been shown stay.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from atelier.core.french import decimal
from atelier.seasons.models import Category
from referential.models import (
    AnswerSheet,
    AssessmentRound,
    CommonPosition,
    CommonSheet,
    Dimension,
    Figure,
    Position,
    Stake,
)
from territories.models import Participant, Triptych

ENOUGH = 2
LOWEST, HIGHEST = Decimal("1.5"), Decimal("4.5")
HALF, TENTH = Decimal(2), Decimal("0.1")


@dataclass(frozen=True)
class CategoryPerspective:
    """One category on one dimension or stake; `value` is None when there is too little to show."""

    category: Category
    value: Decimal | None
    is_own: bool = False

    @property
    def in_words(self) -> str:
        """« 2,5 », « 1,5 ou moins », « 4,5 ou plus », « trop peu de réponses »."""
        if self.value is None:
            return "non montré" if self.is_own else "trop peu de réponses"
        if self.value in (LOWEST, HIGHEST):
            return f"{decimal(self.value)} {'ou moins' if self.value == LOWEST else 'ou plus'}"
        return decimal(self.value)


@dataclass(frozen=True)
class DimensionPerspectives:
    """One dimension of one triptych at one round. `gap` is between the furthest two of the shown regards."""

    dimension: Dimension
    regards: list[CategoryPerspective]
    own: Position | None
    common: CommonPosition | None

    @property
    def shown(self) -> list[CategoryPerspective]:
        return [regard for regard in self.regards if regard.value is not None]

    @property
    def gap(self) -> Decimal | None:
        values = [regard.value for regard in self.shown]
        return max(values) - min(values) if len(values) > 1 else None


@dataclass(frozen=True)
class TerritoryPerspectives:
    """What one reader sees of one triptych at one round."""

    assessment_round: AssessmentRound
    triptych: Triptych
    categories: list[Category]
    lines: list[DimensionPerspectives]
    common: CommonSheet | None

    def by_stake(self) -> list[tuple[Stake, list[DimensionPerspectives]]]:
        found: dict[Stake, list[DimensionPerspectives]] = defaultdict(list)
        for line in self.lines:
            found[line.dimension.stake].append(line)
        return list(found.items())

    def widest(self, most: int = 4) -> list[DimensionPerspectives]:
        """Where they diverge most, the matter of the discussion; a level apart at least."""
        apart = [line for line in self.lines if line.gap is not None and line.gap >= 1]
        return sorted(apart, key=lambda line: -line.gap)[:most]

    def stakes_of(self, category: Category) -> list[Decimal | None]:
        """The category's mean by stake, from the figures shown."""
        at = self.categories.index(category)
        return [_mean(line.regards[at].value for line in lines) for _, lines in self.by_stake()]

    def common_stakes(self) -> list[Decimal | None]:
        """The mean by stake of the levels that the triptych agreed on."""
        return [_mean(line.common.level for line in lines if line.common) for _, lines in self.by_stake()]


def _mean(values: Iterable[Decimal | None]) -> Decimal | None:
    """To the tenth, half up; None of nothing."""
    kept = [value for value in values if value is not None]
    return (sum(kept) / len(kept)).quantize(TENTH, ROUND_HALF_UP) if kept else None


def protected_mean(levels: list[Decimal]) -> Decimal | None:
    """The mean rounded to the half and kept away from the ends; None under two answers."""
    if len(levels) < ENOUGH:
        return None
    rounded = (sum(levels) / len(levels) * HALF).quantize(Decimal(1), ROUND_HALF_UP) / HALF
    return min(max(rounded, LOWEST), HIGHEST)


def territory_perspectives(
    assessment_round: AssessmentRound, triptychs: list[Triptych], *, viewer: Participant | None = None
) -> dict[int, TerritoryPerspectives]:
    """By triptych, what `viewer` sees, one of the six, or the team when None; a constant number of queries."""
    answers, own = _answers_of(assessment_round, triptychs, viewer)
    kept = {} if answers else _figures_of(assessment_round, triptychs)
    sheets = _commons_of(assessment_round, triptychs)
    categories = list(assessment_round.season.categories.all())
    dimensions = [dimension for _, rows in assessment_round.grid.by_stake() for dimension in rows]

    def regard_of(category: Category, triptych: Triptych, dimension: Dimension) -> CategoryPerspective:
        place = (triptych.pk, dimension.pk, category.pk)
        return (
            _category_perspective(category, answers[place], viewer)
            if answers
            else _anonymised_figures(category, kept.get(place), viewer)
        )

    return {
        triptych.pk: TerritoryPerspectives(
            assessment_round=assessment_round,
            triptych=triptych,
            categories=categories,
            common=sheets.get(triptych.pk),
            lines=[
                DimensionPerspectives(
                    dimension=dimension,
                    regards=[regard_of(category, triptych, dimension) for category in categories],
                    own=own.get(dimension.pk),
                    common=_agreed_share(sheets.get(triptych.pk), dimension),
                )
                for dimension in dimensions
            ],
        )
        for triptych in triptychs
    }


def _category_perspective(
    category: Category, answers: list[Position], viewer: Participant | None
) -> CategoryPerspective:
    """What may be shown of a category: never to one of its own, unless two others answered."""
    is_own = viewer is not None and viewer.category_id == category.pk
    others = [row.level for row in answers if not (viewer and row.sheet.participant_id == viewer.pk)]
    if is_own and len(others) < ENOUGH:
        return CategoryPerspective(category, None, is_own=True)
    return CategoryPerspective(category, protected_mean([row.level for row in answers]), is_own=is_own)


def _answers_of(
    assessment_round: AssessmentRound, triptychs: list[Triptych], viewer: Participant | None
) -> tuple[dict, dict]:
    """Levels by (triptych, dimension, category), from the last sheet each person sent; and the viewer's own answers."""
    sent = AnswerSheet.objects.submitted().filter(
        assessment_round=assessment_round, participant__triptych__in=triptychs
    )
    last: dict[int, AnswerSheet] = {}
    for sheet in sent.select_related("participant").order_by("version"):
        last[sheet.participant_id] = sheet
    rows = Position.objects.filter(sheet__in=[sheet.pk for sheet in last.values()]).order_by("pk")
    found: dict[tuple[int, int, int], list[Position]] = defaultdict(list)
    own = {}
    for row in rows.select_related("sheet__participant"):
        person = row.sheet.participant
        if viewer and person.pk == viewer.pk:
            own[row.dimension_id] = row
        if row.level is not None:
            found[person.triptych_id, row.dimension_id, person.category_id].append(row)
    return found, own


def _anonymised_figures(
    category: Category,
    value: Decimal | None,
    viewer: Participant | None,
) -> CategoryPerspective:
    """What stays of a category; nothing of one's own, since how many had answered is forgotten too."""
    is_own = viewer is not None and viewer.category_id == category.pk
    return CategoryPerspective(category, None if is_own else value, is_own=is_own)


def _figures_of(assessment_round: AssessmentRound, triptychs: list[Triptych]) -> dict[tuple[int, int, int], Decimal]:
    """By (triptych, dimension, category), what is kept of answers that are forgotten."""
    rows = Figure.objects.filter(assessment_round=assessment_round, triptych__in=triptychs).order_by("pk")
    return {(row.triptych_id, row.dimension_id, row.category_id): row.value for row in rows}


def _commons_of(assessment_round: AssessmentRound, triptychs: list[Triptych]) -> dict[int, CommonSheet]:
    """By triptych, the last common sheet that was agreed on."""
    sent = CommonSheet.objects.submitted().filter(assessment_round=assessment_round, triptych__in=triptychs)
    rows = sent.select_related("submitted_by").prefetch_related("positions__dimension").order_by("version")
    return {sheet.triptych_id: sheet for sheet in rows}


def _agreed_share(sheet: CommonSheet | None, dimension: Dimension) -> CommonPosition | None:
    rows = sheet.positions.all() if sheet else ()
    return next((row for row in rows if row.dimension_id == dimension.pk), None)


def path(views: Iterable[TerritoryPerspectives]) -> list[tuple[Dimension, list[str]]]:
    """Each dimension with what was agreed at each round; versions of the grid are compared by their codes."""
    agreed_views = [view for view in views if view.common]
    if not agreed_views:
        return []
    by_code = [{line.dimension.code: line.common for line in view.lines} for view in agreed_views]
    return [
        (
            line.dimension,
            [row.get_answer_display() if (row := said.get(line.dimension.code)) else "–" for said in by_code],
        )
        for line in agreed_views[-1].lines
    ]
