"""Three regards: where each category of a triptych sees its territory, and where they diverge.

`territory_perspectives` is the one function that every page, document and export asks; what it may show to whom is
the rule of `secrecy`. Figures are read as they were kept when the perspectives opened (`opening`): no page computes
one. Means by stake are made from shown figures only, and there is no mean of everybody.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from atelier.accounts.models import User
from atelier.core import rounding
from referential import access, secrecy
from referential.models import (
    AnswerSheet,
    AssessmentRound,
    CommonPosition,
    CommonSheet,
    Dimension,
    Figure,
    Perspective,
    Position,
    Stake,
)
from territories.models import Triptych


@dataclass(frozen=True)
class Regard:
    """One perspective on one dimension, as one reader sees it; `shown` is None when it may not be."""

    perspective: Perspective
    shown: secrecy.Shown | None
    is_inside: bool = False

    @property
    def value(self) -> Decimal | None:
        return self.shown.value if self.shown else None

    @property
    def in_words(self) -> str:
        """« 2,5 », « 1,5 ou moins », « non montré », « trop peu de réponses »."""
        if self.shown:
            return self.shown.in_words
        return "non montré" if self.is_inside else "trop peu de réponses"


@dataclass(frozen=True)
class DimensionPerspectives:
    """One dimension of one triptych at one round. `gap` is between the furthest two of the shown regards."""

    dimension: Dimension
    regards: list[Regard]
    own: Position | None
    common: CommonPosition | None

    @property
    def shown(self) -> list[Regard]:
        return [regard for regard in self.regards if regard.value is not None]

    @property
    def gap(self) -> Decimal | None:
        values = [regard.value for regard in self.regards if regard.value is not None]
        return max(values) - min(values) if len(values) > 1 else None


@dataclass(frozen=True)
class TerritoryPerspectives:
    """What one reader sees of one triptych at one round; no perspective before they are open."""

    assessment_round: AssessmentRound
    triptych: Triptych
    perspectives: list[Perspective]
    lines: list[DimensionPerspectives]
    common: CommonSheet | None

    @property
    def answers(self) -> int:
        """How many answers made the figures, those of people who left since included."""
        return sum(perspective.answers for perspective in self.perspectives)

    def by_stake(self) -> list[tuple[Stake, list[DimensionPerspectives]]]:
        found: dict[Stake, list[DimensionPerspectives]] = defaultdict(list)
        for line in self.lines:
            found[line.dimension.stake].append(line)
        return list(found.items())

    def widest(self, most: int = 4) -> list[DimensionPerspectives]:
        """Where they diverge most, the matter of the discussion; a level apart at least."""
        apart = [(line.gap, line) for line in self.lines if line.gap is not None and line.gap >= 1]
        return [line for _, line in sorted(apart, key=lambda pair: -pair[0])][:most]

    def stakes_of(self, perspective: Perspective) -> list[Decimal | None]:
        """The perspective's mean by stake, from the figures shown."""
        at = self.perspectives.index(perspective)
        return [_mean(line.regards[at].value for line in lines) for _, lines in self.by_stake()]

    def common_stakes(self) -> list[Decimal | None]:
        """The mean by stake of the levels that the triptych agreed on."""
        return [_mean(line.common.level for line in lines if line.common) for _, lines in self.by_stake()]


def _mean(values: Iterable[Decimal | None]) -> Decimal | None:
    return rounding.mean([value for value in values if value is not None], rounding.TENTH)


@dataclass(frozen=True)
class _Reader:
    """Who reads, and what they know: themselves, and the sheets of their own seats. Nobody in particular is None."""

    user: User | None
    sheets: list[AnswerSheet]

    def sight_of(self, perspective: Perspective) -> secrecy.Sight:
        """From outside for the team and for who answered elsewhere in this triptych, when nothing tells them from
        the people of this perspective; from inside for everybody else, who may be one of them."""
        if perspective.is_agreed:
            return secrecy.AGREED
        here = [sheet for sheet in self.sheets if sheet.participant.triptych_id == perspective.triptych_id]
        own = [sheet for sheet in here if self.user and sheet.participant.user_id == self.user.pk]
        if not self.user or not (own or self.user.has_perm(access.TEAM)):
            return secrecy.INSIDE
        known = secrecy.identity_of_account(self.user).union(
            *(secrecy.identity_of_seat(sheet.participant) for sheet in own)
        )
        within = [sheet for sheet in here if sheet.perspective_id == perspective.pk]
        linked = any(secrecy.identity_of_seat(sheet.participant) & known for sheet in within)
        return secrecy.INSIDE if linked else secrecy.OUTSIDE


def territory_perspectives(
    assessment_round: AssessmentRound, triptychs: list[Triptych], *, reader: User | None
) -> dict[int, TerritoryPerspectives]:
    """By triptych, what this account sees, or what everybody may when None; a constant number of queries."""
    known = _Reader(reader, _sheets_of(assessment_round, triptychs))
    own = _own_positions(known)
    figures, perspectives = _figures_of(assessment_round, triptychs)
    sheets = _commons_of(assessment_round, triptychs)
    dimensions = [dimension for _, rows in assessment_round.grid.by_stake() for dimension in rows]
    sights = {one.pk: known.sight_of(one) for rows in perspectives.values() for one in rows}
    return {
        triptych.pk: TerritoryPerspectives(
            assessment_round=assessment_round,
            triptych=triptych,
            perspectives=perspectives[triptych.pk],
            common=sheets.get(triptych.pk),
            lines=[
                DimensionPerspectives(
                    dimension=dimension,
                    regards=[
                        _regard(one, figures.get((one.pk, dimension.pk)), sights[one.pk])
                        for one in perspectives[triptych.pk]
                    ],
                    own=own.get((triptych.pk, dimension.pk)),
                    common=_agreed_share(sheets.get(triptych.pk), dimension),
                )
                for dimension in dimensions
            ],
        )
        for triptych in triptychs
    }


def _regard(perspective: Perspective, figure: Figure | None, sight: secrecy.Sight) -> Regard:
    shown = secrecy.show(figure.value, figure.people, sight) if figure else None
    return Regard(perspective, shown, is_inside=sight is secrecy.INSIDE)


def _sheets_of(assessment_round: AssessmentRound, triptychs: list[Triptych]) -> list[AnswerSheet]:
    """Every sheet that was sent, in the order of versions."""
    sent = AnswerSheet.objects.submitted().filter(
        assessment_round=assessment_round, participant__triptych__in=triptychs
    )
    return list(sent.select_related("participant__user").order_by("version"))


def _own_positions(known: _Reader) -> dict[tuple[int, int], Position]:
    """By (triptych, dimension), what the reader answered last; of no other person."""
    if not known.user:
        return {}
    own = {sheet.participant_id: sheet.pk for sheet in known.sheets if sheet.participant.user_id == known.user.pk}
    rows = Position.objects.filter(sheet__in=own.values()).select_related("sheet__participant").order_by("pk")
    return {(row.sheet.participant.triptych_id, row.dimension_id): row for row in rows}


def _figures_of(
    assessment_round: AssessmentRound, triptychs: list[Triptych]
) -> tuple[dict[tuple[int, int], Figure], dict[int, list[Perspective]]]:
    """Figures by (perspective, dimension), and perspectives by triptych."""
    opened: dict[int, list[Perspective]] = {triptych.pk: [] for triptych in triptychs}
    rows = Perspective.objects.filter(assessment_round=assessment_round, triptych__in=triptychs)
    for one in rows.prefetch_related("categories").order_by("position"):
        opened[one.triptych_id].append(one)
    figures = Figure.objects.filter(perspective__in=[one.pk for found in opened.values() for one in found])
    return {(row.perspective_id, row.dimension_id): row for row in figures}, opened


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
