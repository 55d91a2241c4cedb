"""Who writes a mail: the workshop, as the season that the mail is about signs it and wants its answers."""

from collections.abc import Collection

from atelier.core.mail import Letterhead
from atelier.seasons.models import Season, Workshop

PREFIX = "season:"  # of the topic that says which season a message is about


def topic(season_id: int) -> str:
    return f"{PREFIX}{season_id}"


def letterhead_of(season: Season | None, workshop: Workshop | None = None) -> Letterhead:
    """That of a season; of the workshop itself without one. The workshop is read where it is not given."""
    workshop = workshop or Workshop.load()
    own = {"signed_by": season.signed_by} if season and season.signed_by else {}
    return Letterhead(
        name=workshop.name,
        carried_by=workshop.carried_by,
        email=(season.reply_email if season else "") or workshop.email,
        phone=workshop.phone,
        **own,
    )


def load(topics: Collection[str]) -> Letterhead:
    """By the season among these topics; of the current one when there is none, of the workshop when there are two."""
    seasons = {ref.removeprefix(PREFIX) for ref in topics if ref.startswith(PREFIX)}
    if not seasons:
        return letterhead_of(Season.objects.current())
    return letterhead_of(Season.objects.filter(pk__in=seasons).first() if len(seasons) == 1 else None)
