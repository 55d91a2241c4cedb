"""The season after: what one season hands to the next, with its dates moved, and nothing about the people.

Kept: places and money range, texts of the public page, categories, resources, criteria, rules (switched off), tasks
(confided to nobody), days with their programme, rounds with their grid.
Left: territories, participants, answers, amounts, documents.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from atelier.core.dates import YEARS
from atelier.seasons.models import Season
from referential.models import AssessmentRound
from sessions.programme import calendar, programme_copies
from sessions.programme.models import AgendaItem, Day

DECIDED = {"number", "label", "theme", "status", "call_opens_on", "call_closes_on"}


@dataclass(frozen=True)
class SeasonDate:
    """A date of the season that is handed on; None when the former season never fixed it."""

    name: str
    label: str
    former: date | None
    is_day: bool = False


def _days_of(season: Season) -> list[Day]:
    """The days that the next season takes up, numbered anew: a cancelled one is not."""
    return list(
        Day.objects.filter(season=season, status=Day.Status.PLANNED).with_full_programme().order_by("date", "number")
    )


def season_dates(season: Season) -> list[SeasonDate]:
    """Every date that moves, in the order in which a season meets them."""
    call = [
        SeasonDate("call_opens_on", "Ouverture de l’appel", season.call_opens_on),
        SeasonDate("call_closes_on", "Clôture de l’appel", season.call_closes_on),
    ]
    dates = calendar.dates_of(season)
    days = [
        SeasonDate(f"day_{number}", f"Journée {number}", when, is_day=True)
        for number, when in enumerate(dates, start=1)
    ]
    windows = []
    for one in _rounds_of(season):
        name = one.get_kind_display().capitalize()
        windows.append(SeasonDate(f"{one.kind}_opens_on", f"{name} : ouverture", one.opens_on))
        windows.append(SeasonDate(f"{one.kind}_closes_on", f"{name} : clôture", one.closes_on))
    return [*call, *days, *windows]


def _rounds_of(season: Season) -> list[AssessmentRound]:
    """Those of the season itself: follow-ups are counted from the last day of the new one, when they are wanted."""
    return [one for one in season.rounds.all() if not one.is_follow_up]


def default_shift(season: Season, today: date | None = None) -> timedelta:
    """Whole weeks, so that weekdays stay: the fewest years after which no date of the season is past."""
    today = today or timezone.localdate()
    dates = [one.former for one in season_dates(season) if one.former and moves(one)]
    if not dates:
        return timedelta(0)
    weeks, years = 0, 0
    while weeks == 0 or min(dates) + timedelta(weeks=weeks) <= today:
        years += 1
        weeks = round(years * 365.2425 / 7)
    return timedelta(weeks=weeks)


def shifted_dates(season: Season, shift: timedelta) -> dict[str, date]:
    """Each fixed date of the season, moved, by the name of its milestone."""
    return {one.name: one.former + shift for one in season_dates(season) if one.former and moves(one)}


def moves(milestone: SeasonDate) -> bool:
    """It has a date, in a year that calendars know: another one is typed anew."""
    return milestone.former is not None and milestone.former.year in YEARS


def counts_of_copies(season: Season) -> dict[str, int]:
    """How much of each kind is taken up, by its French name in the plural."""
    return {
        "catégories": season.categories.count(),
        "critères de lecture": season.criteria.count(),
        "règles de relance, à relire et à activer": season.rules.count(),
        "ressources": season.resources.count(),
        "tâches du rétroplanning, à confier": season.tasks.count(),
        "séquences de programme": AgendaItem.objects.filter(
            half_day__day__season=season, half_day__day__status=Day.Status.PLANNED
        ).count(),
    }


@transaction.atomic
def create_following(
    season: Season, *, number: int, theme: str, label: str, dates: dict[str, Any], with_team: bool
) -> Season:
    """The next season, in preparation. `dates` by the name of each milestone, None for one that is not decided.

    Rules arrive switched off. Raises ValidationError when what was decided contradicts itself, or when the number is
    taken.
    """
    kept = {
        field.attname: getattr(season, field.attname)
        for field in Season._meta.concrete_fields
        if not field.primary_key and field.name not in DECIDED
    }
    call = {name: dates.get(name) for name in ("call_opens_on", "call_closes_on")}
    following = Season(number=number, theme=theme, label=label, **call, **kept)
    following.full_clean()
    following.save()
    _copy_rows(season.resources.all(), following)
    _copy_rows(season.criteria.all(), following)
    _copy_rows(season.categories.all(), following)
    if with_team:
        _copy_team(season, following)
    _copy_rules(season, following)
    _copy_rows(season.tasks.all(), following)
    following.tasks.update(owner=None)
    for rank, day in enumerate(_days_of(season), start=1):
        _copy_day(day, following, rank, dates[f"day_{rank}"])
    for one in _rounds_of(season):
        window = {name: dates[f"{one.kind}_{name}"] for name in ("opens_on", "closes_on")}
        AssessmentRound.objects.create(season=following, kind=one.kind, grid_id=one.grid_id, **window)
    return following


def _copy_rows(rows: models.QuerySet, following: Season) -> None:
    for row in rows:
        row.pk, row.season, row._state.adding = None, following, True
        row.save()


def _copy_team(season: Season, following: Season) -> None:
    """The same people and accounts; each is asked anew."""
    _copy_rows(season.team.standing(), following)
    following.team.update(invited_at=None, joined_at=None)


def _copy_rules(season: Season, following: Season) -> None:
    categories = {one.code: one for one in following.categories.all()}
    for rule in season.rules.prefetch_related("categories"):
        codes = [one.code for one in rule.categories.all()]
        rule.pk, rule.season, rule.is_active, rule._state.adding = None, following, False, True
        rule.save()
        rule.categories.set([categories[code] for code in codes])


def _copy_day(day: Day, following: Season, number: int, when: date) -> None:
    """Its place and programme; who facilitates each item is chosen anew."""
    copied = calendar.add_day(season=following, number=number, date=when)
    copied.half_days.exclude(period__in=[part.period for part in day.half_days.all()]).delete()
    copied.venue, copied.mode, copied.lunch = day.venue, day.mode, day.lunch
    copied.save(update_fields=["venue", "mode", "lunch"])
    programme_copies.copy_day(source=day, to=copied)
