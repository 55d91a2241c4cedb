"""What is wrong with the machine, for the organisers' first page: they tell whoever keeps it."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse

from atelier.core.declarations import ActionItem, SeasonFacts
from atelier.operations import machine


def machine_faults(facts: SeasonFacts) -> Iterator[ActionItem]:
    """Not of a demonstration, which keeps nothing."""
    if settings.DEMO:
        return
    for _, sentence in machine.faults():
        yield ActionItem("Hébergement", sentence, reverse("ready"), "seasons.change_season")
