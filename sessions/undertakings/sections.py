"""What the page of a trajectory and the booklet say of undertakings."""

from atelier.accounts.models import User
from referential import access as shared
from sessions.undertakings import undertakings
from sessions.undertakings.models import Undertaking
from territories.models import Triptych


def for_trajectory(user: User, triptych: Triptych) -> list[Undertaking]:
    """What this user reads of the questions of a territory, and of what its people undertook."""
    rows = undertakings.undertakings_of(triptych.season, shared.reader_of(user))
    return [one for one in rows if triptych.pk in (one.question.triptych_id, one.owner.triptych_id)]


def for_booklet(triptych: Triptych) -> list[dict]:
    """The same of what the whole territory reads, as the snapshot keeps it; `owner_pk` finds whom to blank."""
    return [
        {
            "day": one.question.day.number,
            "question": one.question.text,
            "owner_pk": one.owner_id,
            "owner": one.owner.full_name,
            "text": one.text,
            "due_on": one.due_on.isoformat(),
            "outcome": one.get_outcome_display(),
            "line": one.outcome_line,
        }
        for one in undertakings.shared_with_territory(triptych)
    ]
