"""Answers are personal: a year after a season they leave; what was shown of each category stays, without anybody."""

from django.db import transaction

from atelier.seasons.models import Season
from referential import assessment_rounds, overview, perspectives
from referential.models import AssessmentRound, Figure, Position


def rounds_with_answers(season: Season) -> list[AssessmentRound]:
    """The rounds of a season whose answers are still there."""
    answers = Position.objects.filter(sheet__assessment_round__season=season).order_by()
    held = set(answers.values_list("sheet__assessment_round", flat=True))
    return [one for one in assessment_rounds.rounds_of_season(season) if one.pk in held]


@transaction.atomic
def anonymise_round(assessment_round: AssessmentRound) -> int:
    """Keep the figures that the team was shown, then delete every answer and note. Returns how many.

    Who answered, and when, stays with the sheets.
    """
    shown = [
        Figure(
            assessment_round=assessment_round,
            triptych=view.triptych,
            category=regard.category,
            dimension=line.dimension,
            value=regard.value,
        )
        for view in perspectives.territory_perspectives(
            assessment_round, overview.triptychs_of(assessment_round.season)
        ).values()
        for line in view.lines
        for regard in line.regards
        if regard.value is not None
    ]
    Figure.objects.bulk_create(shown)
    return Position.objects.filter(sheet__assessment_round=assessment_round).delete()[0]
