"""What is known of people's presence."""

from sessions.models import Attendance
from territories.models import Participant


def of(participant: Participant) -> dict[int, Attendance]:
    """The participant's attendance by half-day key; a half-day without a row is « attendu »."""
    return {row.half_day_id: row for row in participant.attendances.all()}
