"""What agendas show of days is compared whenever a row of which they show something is written."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model, Q
from django.db.models.signals import post_delete, post_save

from atelier.seasons.models import Season, Venue, Workshop
from sessions.programme import revisions
from sessions.programme.models import Day, HalfDay

DAYS: dict[type[Model], Callable[[Any], Q]] = {
    Day: lambda day: Q(pk=day.pk),
    HalfDay: lambda half_day: Q(pk=half_day.day_id),
    Venue: lambda venue: Q(venue=venue) | Q(season__venue=venue),
    Season: lambda season: Q(season=season),
    Workshop: lambda _: ~Q(season__status=Season.Status.ARCHIVED),
}


def _revise(sender: type[Model], instance: Model, raw: bool = False, **_signal: Any) -> None:
    if not raw:
        revisions.revise(DAYS[sender](instance))
    if sender is Day and not instance._state.adding:
        instance.refresh_from_db(fields=Day.REVISION)


for model in DAYS:
    post_save.connect(_revise, sender=model)
post_delete.connect(_revise, sender=HalfDay)
