"""What the product does by itself and could not do."""

from collections.abc import Iterator

from django.db.models import QuerySet

from atelier.core.action_items import admin_url
from atelier.core.declarations import ActionItem, SeasonFacts
from atelier.seasons.models import Failure


def recent_failures(facts: SeasonFacts) -> QuerySet[Failure]:
    """In whatever season."""
    return Failure.objects.recent()


def failures(facts: SeasonFacts) -> Iterator[ActionItem]:
    for failure in recent_failures(facts):
        what = f"{failure.label}\u00a0: {failure.cause}" if failure.cause else failure.label
        address = admin_url("seasons_failure_changelist") if failure.is_given_up else failure.address
        yield ActionItem(failure.get_kind_display(), what, address, "seasons.change_season")
