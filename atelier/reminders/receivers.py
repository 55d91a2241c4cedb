from django.dispatch import receiver

from atelier.reminders.default_rules import create_default_rules
from atelier.seasons.models import Season
from atelier.seasons.signals import season_created


@receiver(season_created)
def give_default_rules(season: Season, **kwargs: object) -> None:
    create_default_rules(season)
