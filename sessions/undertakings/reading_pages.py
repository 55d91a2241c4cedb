"""What is read of the undertakings between peers on the page of a territory over its seasons."""

from django.urls import reverse

from atelier.core import french
from atelier.core.permissions import HoldsPermissions
from atelier.core.reading_pages import Link, ReadingSection, Row
from atelier.seasons.models import Season
from sessions.undertakings import undertakings
from territories import lineage
from territories.models import Territory


def _undertakings_over_seasons(territory: Territory, user: HoldsPermissions) -> list[Row]:
    """Those of its people, the last season first; drafts apart, as everywhere that counts them."""
    triptychs = lineage.seasons_of_territory(territory).order_by()
    seasons = Season.objects.filter(pk__in=triptychs.values("season"))
    taken = undertakings.counted(*seasons).filter(owner__triptych__in=triptychs.values("pk")).with_question()
    return [
        (
            str(one.question.day.season),
            Link(one.text, reverse("admin:day_undertakings", args=[one.question.day_id])),
            one.owner.full_name,
            french.long_date(one.due_on),
            one.get_outcome_display() or "pas encore de suite",
        )
        for one in taken.order_by("-question__season__number", "question__day__number", "question", "rank")
    ]


def _is_followed_somewhere(territory: Territory) -> bool:
    """In one of its seasons at least."""
    return lineage.seasons_of_territory(territory).order_by().filter(season__follows_undertakings=True).exists()


PAGES = (
    ReadingSection(
        Territory, 45, "engagements", "Engagements entre pairs", "atelier_sessions.view_undertaking",
        ("Saison", "Engagement", "Qui s’engage", "Pour le", "Suite"), _undertakings_over_seasons,
        "Aucun engagement n’est noté\u00a0: ils se notent en fin de séquence, à la page de la journée.",
        _is_followed_somewhere,
    ),
)  # fmt: skip
