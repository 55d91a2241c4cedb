"""What « Mon espace » says of staying within reach once a season is over, of what it has read already."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from atelier.seasons.models import Season
from atelier.website.own_rows import OwnRows
from territories import alumni
from territories.models import Participant


@dataclass(frozen=True)
class OwnAlumni:
    """The seat where one agrees or takes it back, if one `may_agree`, until when one did, and if alumni are read."""

    seat: Participant | None
    may_agree: bool
    ends_on: date | None
    may_read: bool

    @property
    def is_shown(self) -> bool:
        return bool(self.seat or self.may_read)


def own_alumni(seats: Iterable[tuple[Participant, date | None]], rows: OwnRows) -> OwnAlumni:
    """As `territories.alumni` has it: `seats` are those held, each with the last day of its season, newest first."""
    today = timezone.localdate()
    held = [(seat, last) for seat, last in seats if seat.has_confirmed and seat.season.keeps_alumni]
    agreed = {row.seat: date.fromisoformat(row.word) for row in rows.get("alumni", ())}
    within = [seat for seat, _ in held if seat.pk in agreed and agreed[seat.pk] >= today]
    ends = [agreed[seat.pk] for seat in within]
    asked = [seat for seat, last in held if alumni.may_agree(seat, last, today)]
    is_present = any(seat.season.status == Season.Status.PUBLISHED for seat, _ in held)
    seat = next(iter([*asked, *within]), None)
    return OwnAlumni(seat, bool(asked), max(ends, default=None), is_present or bool(ends))
