"""An undertaking taken at a table, as the page of the table writes it."""

from datetime import timedelta

from atelier.accounts.models import User
from referential.models import Visibility
from sessions.programme.models import AgendaItem
from sessions.undertakings import undertakings
from sessions.undertakings.models import Undertaking
from territories.models import Participant


def undertaken(
    *, item: AgendaItem, by: User, owner: Participant | None = None, table: int = 1, **fields
) -> Undertaking:
    """What `owner`, else the first person of the season, undertook at a table, where they brought the question."""
    season = item.half_day.day.season_id
    owner = owner or Participant.objects.admitted().confirmed().filter(season=season).order_by("pk")[0]
    asked = {"text": "Comment tenir ?", "visibility": Visibility.TERRITORY, **fields}
    line = undertakings.Taken(1, "Appeler le maire.", owner, item.half_day.day.date + timedelta(days=14))
    question = undertakings.record_table(
        item=item, table=table, by=by, bringer=owner, taken=[line], seen=undertakings.fingerprint(None), **asked
    )
    return question.undertakings.get()
