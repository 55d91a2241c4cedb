"""What the mail about a day says of its lunch, and where to say what one eats; never what somebody answered."""

from collections.abc import Callable

from django.urls import reverse

from atelier.core.links import absolute_url
from atelier.core.read_once import read_once
from atelier.seasons.models import Season
from sessions.day_lists import meals
from sessions.programme.models import Day
from territories.models import Participant

LUNCH = {"repas": "ce qui est prévu au déjeuner ; s’il y a un traiteur, où dire ce que l’on mange"}


@read_once
def lunch_sayer(seasons: list[Season]) -> Callable[[Participant, Day], str]:
    """The sentence for each person and day, empty where there is nothing to say of a lunch."""
    answered = meals.answered_pairs(seasons)

    def say(person: Participant, day: Day) -> str:
        if day.is_online or not day.season.uses_day_lists:
            return ""
        words = f"Déjeuner\u00a0: {meals.lunch_in_words(day)}."
        if not meals.is_asked(day):
            return words
        has_answered = (day.pk, person.pk) in answered
        asks = "Votre réponse est notée. Pour la changer" if has_answered else "Dites en une minute ce que vous mangez"
        return f"{words} {asks}\u00a0:\n{absolute_url(reverse('sessions:coming', args=[person.pk, day.pk]))}"

    return say
