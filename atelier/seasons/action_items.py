"""What the product does by itself and could not do."""

from collections.abc import Iterator

from atelier.core.declarations import ActionItem, SeasonFacts
from atelier.seasons.models import Failure


def failures(facts: SeasonFacts) -> Iterator[ActionItem]:
    """In whatever season."""
    for failure in Failure.objects.recent():
        yield ActionItem(failure.get_kind_display(), failure.label, failure.address, "seasons.change_season")
