"""What a season needs of its days before its call opens."""

from django.urls import reverse

from atelier.seasons.models import Season
from atelier.seasons.opening import OpeningCheck
from sessions.programme.models import AgendaItem, Day


def _has_days(season: Season) -> bool:
    return Day.objects.filter(season=season).exists()


def _has_programme(season: Season) -> bool:
    return AgendaItem.objects.filter(half_day__day__season=season).exists()


def _days(season: Season) -> str:
    return f"{reverse('admin:atelier_sessions_day_changelist')}?saison={season.pk}"


def _new_day(season: Season) -> str:
    return f"{reverse('admin:atelier_sessions_day_add')}?season={season.pk}"


CHECKS = (
    OpeningCheck(
        60,
        "Des journées, avec leurs dates",
        _has_days,
        _new_day,
        "Il n’y a aucune journée\u00a0: personne ne saurait quand venir.",
    ),
    OpeningCheck(65, "Le programme d’une journée au moins", _has_programme, _days),
)
