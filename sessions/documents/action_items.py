"""People to be told that a day changed, for the organisers' first page."""

from collections.abc import Iterator

from atelier.core.action_items import admin_url
from atelier.core.declarations import ActionItem, SeasonFacts
from sessions.documents import notices

PERMISSION = "atelier_sessions.add_convocation"


def people_to_tell(facts: SeasonFacts) -> Iterator[ActionItem]:
    """For all running seasons, whichever is being worked on: whom somebody must write to, and who waits for a mail."""
    standing = notices.standing()
    to_send = {one.person.pk for one in standing if one.is_to_send}
    on_the_way = {one.person.pk for one in standing} - to_send
    where = admin_url("people_to_tell")
    if to_send:
        what = "ce qui leur a été dit d’une journée n’est plus exact, ou leur convocation manque"
        yield ActionItem(f"{_people(to_send)} à prévenir", what, where, PERMISSION)
    if on_the_way:
        what = "le courriel qui dit une journée est en préparation ou attend de partir"
        yield ActionItem(f"{_people(on_the_way)} en attente d’un courriel", what, where, PERMISSION)


def _people(found: set[int]) -> str:
    return f"{len(found)} personne{'s' if len(found) > 1 else ''}"
