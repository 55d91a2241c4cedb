"""People whose attendance falls under the threshold of the season."""

from collections.abc import Iterator

from atelier.core.action_items import admin_url, names_in_words
from atelier.core.declarations import ActionItem, SeasonFacts
from atelier.core.french import sort_key
from sessions.attendance import statistics


def under_threshold(facts: SeasonFacts) -> Iterator[ActionItem]:
    threshold = facts.season.attendance_threshold
    under = [
        str(person)
        for person, rate in statistics.by_person(facts.get(statistics.closed_attendance)).items()
        if rate.is_under(threshold)
    ]
    if under:
        what = f"sous le seuil d’assiduité de {threshold}\u00a0%"
        who = names_in_words(sorted(under, key=sort_key))
        yield ActionItem(who, what, admin_url("presence"), "atelier_sessions.view_attendance")
