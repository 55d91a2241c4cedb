"""People to be told that a day changed, for the organisers' first page."""

from collections.abc import Iterator

from atelier.core.action_items import admin_url
from atelier.core.declarations import ActionItem, SeasonFacts
from sessions.documents import notices

PERMISSION = "atelier_sessions.add_convocation"


def people_to_tell(facts: SeasonFacts) -> Iterator[ActionItem]:
    """One line for all running seasons: what was said is followed whichever season is being worked on."""
    count = len({one.person.pk for one in notices.standing()})
    if count:
        who = f"{count} personne{'s' if count > 1 else ''} à prévenir"
        what = "ce qui leur a été dit d’une journée n’est plus exact, ou leur convocation manque"
        yield ActionItem(who, what, admin_url("people_to_tell"), PERMISSION)
