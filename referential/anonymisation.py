"""Answers are personal: a year after a season they leave; what was shown of each category stays, without anybody."""

from django.db import transaction

from atelier.seasons.models import Season
from referential import assessment_rounds, overview, perspectives
from referential.models import Figure, Moment, Position


def rounds_with_answers(season: Season) -> list[Moment]:
    """The moments of a season whose answers are still there."""
    held = set(Position.objects.filter(sheet__moment__season=season).order_by().values_list("sheet__moment", flat=True))
    return [moment for moment in assessment_rounds.rounds_of_season(season) if moment.pk in held]


@transaction.atomic
def anonymise_round(moment: Moment) -> int:
    """Keep the figures that the team was shown, then delete every answer and note. Returns how many.

    Who answered, and when, stays with the sheets.
    """
    shown = [
        Figure(
            moment=moment,
            triptych=view.triptych,
            category=regard.category,
            dimension=line.dimension,
            value=regard.value,
        )
        for view in perspectives.territory_perspectives(moment, overview.triptychs_of(moment.season)).values()
        for line in view.lines
        for regard in line.regards
        if regard.value is not None
    ]
    Figure.objects.bulk_create(shown)
    return Position.objects.filter(sheet__moment=moment).delete()[0]
