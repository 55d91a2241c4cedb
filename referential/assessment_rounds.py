"""The rounds of a season: when people position their territory, proposed from the days of the season.

The layer above knows the days: it declares a SeasonCalendar.
"""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from atelier.core.declarations import declared
from atelier.core.shared_reading import shared_rows
from atelier.seasons.models import Season
from referential.models import AssessmentRound, Grid


@dataclass(frozen=True)
class SeasonCalendar:
    """`dates` takes a season and returns the dates of its days, in order."""

    dates: Callable[[Season], list[date]]


OPENS_BEFORE, STAYS_OPEN = timedelta(days=30), timedelta(days=21)


@transaction.atomic
def prepare_rounds(season: Season) -> list[AssessmentRound]:
    """The initial and the final round, with the newest grid; those that exist keep their dates. Returns what was made.

    The initial one closes on the eve of the first day, the final one opens on the last day.
    Raises ValidationError when the season has no day yet.
    """
    days = [day for calendar in declared(SeasonCalendar) for day in calendar.dates(season)]
    if not days:
        raise ValidationError("Posez d’abord les journées : les dates des positionnements en découlent.")
    eve = days[0] - timedelta(days=1)
    windows = {
        AssessmentRound.Kind.INITIAL: (eve - OPENS_BEFORE, eve),
        AssessmentRound.Kind.FINAL: (days[-1], days[-1] + STAYS_OPEN),
    }
    made = []
    for kind, (opens_on, closes_on) in windows.items():
        defaults = {"grid": Grid.objects.newest(), "opens_on": opens_on, "closes_on": closes_on}
        assessment_round, created = AssessmentRound.objects.get_or_create(
            season=season,
            kind=kind,
            defaults=defaults,
        )
        made += [assessment_round] * created
    return made


@transaction.atomic
def prepare_follow_ups(season: Season) -> list[AssessmentRound]:
    """The rounds at six, twelve and twenty-four months after the last day, on the grid of the last round of the season.

    Those that exist keep their dates. Returns what was made. Raises ValidationError when the season has no day, or no
    round to be compared with.
    """
    days = [day for calendar in declared(SeasonCalendar) for day in calendar.dates(season)]
    former = [one for one in season.rounds.order_by("opens_on", "pk") if not one.is_follow_up]
    if not days or not former:
        raise ValidationError("Posez d’abord les journées et les moments de la saison : les suivis s’y comparent.")
    made = []
    for kind, months in AssessmentRound.FOLLOW_UPS.items():
        opens_on = _months_after(days[-1], months)
        window = {"grid": former[-1].grid, "opens_on": opens_on, "closes_on": opens_on + STAYS_OPEN}
        assessment_round, created = AssessmentRound.objects.get_or_create(season=season, kind=kind, defaults=window)
        made += [assessment_round] * created
    return made


def may_follow_up(season: Season) -> bool:
    """It has a round to be compared with, and not every follow-up yet."""
    kinds = set(season.rounds.order_by().values_list("kind", flat=True))
    return bool(kinds) and not kinds >= set(AssessmentRound.FOLLOW_UPS)


def _months_after(day: date, months: int) -> date:
    """The same day of a later month, or the last one of it."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def with_answers_read() -> QuerySet[AssessmentRound]:
    """Rounds with all that reading their answers takes: the grid, the categories of the season."""
    rows = AssessmentRound.objects.select_related("season", "grid")
    return rows.prefetch_related("grid__dimensions__stake", "season__categories")


@shared_rows
def rounds_by_opening(*seasons: int) -> list[AssessmentRound]:
    """The rounds of these seasons, the last season first, in the order of their opening."""
    rows = AssessmentRound.objects.filter(season__in=seasons).select_related("season")
    return list(rows.order_by("-season__number", "opens_on", "pk"))


def rounds_of_season(season: Season) -> list[AssessmentRound]:
    """In the order of the season."""
    return list(with_answers_read().filter(season=season))
