"""People whose attendance falls under the threshold of the season."""

from collections.abc import Iterator

from atelier.core.action_items import admin_url, names_in_words
from atelier.core.declarations import ActionItem, SeasonFacts
from atelier.core.french import sort_key
from sessions.attendance import statistics


def under_threshold(facts: SeasonFacts) -> Iterator[ActionItem]:
    rows = statistics.closed_attendance(facts.season)
    under = [str(person) for person in statistics.under_threshold(rows, facts.season)]
    if under:
        what = f"sous le seuil d’assiduité de {facts.season.attendance_threshold}\u00a0%"
        who = names_in_words(sorted(under, key=sort_key))
        yield ActionItem(who, what, admin_url("presence"), "atelier_sessions.view_attendance")
