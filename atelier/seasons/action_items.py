"""What the product does by itself and could not do."""

from collections.abc import Iterator

from atelier.core.action_items import admin_url
from atelier.core.declarations import ActionItem, SeasonFacts
from atelier.seasons.models import Failure


def failures(facts: SeasonFacts) -> Iterator[ActionItem]:
    """In whatever season."""
    for failure in Failure.objects.recent():
        what = f"{failure.label}\u00a0: {failure.cause}" if failure.cause else failure.label
        address = admin_url("seasons_failure_changelist") if failure.is_given_up else failure.address
        yield ActionItem(failure.get_kind_display(), what, address, "seasons.change_season")
