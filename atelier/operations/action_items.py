"""What is wrong with the machine, for the organisers' first page: they tell whoever keeps it."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse

from atelier.core.declarations import ActionItem, SeasonFacts
from atelier.operations.backup import record


def last_backup(facts: SeasonFacts) -> Iterator[ActionItem]:
    """A demonstration has no backup."""
    _, wrong = record.state()
    if wrong and not settings.DEMO:
        yield ActionItem("Hébergement", f"{wrong[0].upper()}{wrong[1:]}", reverse("ready"), "seasons.change_season")
