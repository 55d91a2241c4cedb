"""Answers are personal: a year after a season, or a follow-up, they leave; what was shown of a category stays."""

from django.db import transaction

from atelier.seasons.models import Season
from referential import assessment_rounds, opening, overview
from referential.models import AssessmentRound, Position


def rounds_with_answers(season: Season) -> list[AssessmentRound]:
    """The rounds of a season whose answers are still there."""
    answers = Position.objects.filter(sheet__assessment_round__season=season).order_by()
    held = set(answers.values_list("sheet__assessment_round", flat=True))
    return [one for one in assessment_rounds.rounds_of_season(season) if one.pk in held]


@transaction.atomic
def anonymise_round(assessment_round: AssessmentRound) -> int:
    """Delete every answer and note; the figures were kept when the perspectives opened. Returns how many.

    Who answered, and when, stays with the sheets.
    """
    for triptych in overview.triptychs_of(assessment_round.season):
        opening.open_if_due(assessment_round, triptych)
    return Position.objects.filter(sheet__assessment_round=assessment_round).delete()[0]
