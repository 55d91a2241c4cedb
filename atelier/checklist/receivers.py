from django.dispatch import receiver

from atelier.checklist.default_tasks import create_default_tasks
from atelier.seasons.models import Season
from atelier.seasons.signals import season_created


@receiver(season_created)
def give_default_tasks(season: Season, **kwargs: object) -> None:
    create_default_tasks(season)
