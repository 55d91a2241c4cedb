"""The rounds of positioning that an archived season would leave open."""

from collections.abc import Iterator
from datetime import date

from atelier.core import french
from atelier.seasons.archiving import ArchiveCheck
from atelier.seasons.models import Season


def _open_rounds(season: Season, today: date) -> Iterator[str]:
    for one in season.rounds.filter(closes_on__gte=today).order_by("opens_on", "pk"):
        if one.is_follow_up:
            continue  # it is asked for, and answered, once the season is archived
        yield f"{one.get_kind_display().capitalize()}\u00a0: ouvert jusqu’au {french.long_date(one.closes_on)} inclus."


ARCHIVE_CHECK = ArchiveCheck(_open_rounds)
