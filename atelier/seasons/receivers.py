"""A new season has categories; the role that a place in a team gives ends with it, and with its season."""

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_save

from atelier.accounts.models import User
from atelier.seasons import opening, team
from atelier.seasons.models import Season, TeamMember
from atelier.seasons.signals import season_created


def _close(instance: TeamMember, **_signal: Any) -> None:
    if instance.joined_at and instance.user_id:
        team.end_role(User.objects.get(pk=instance.user_id))


def _read_status(instance: Season, raw: bool, **_signal: Any) -> None:
    """A file of rows (`raw`) holds the roles too."""
    rows = Season.objects.filter(pk=instance.pk).values_list("status", flat=True)
    instance.former_status = None if raw else rows.first()


def _follow(instance: Season, **_signal: Any) -> None:
    if instance.former_status:
        team.follow_status(instance, former=instance.former_status)


def _give_categories(season: Season, **_signal: Any) -> None:
    opening.give_usual_categories(season)


season_created.connect(_give_categories)
post_delete.connect(_close, sender=TeamMember)
pre_save.connect(_read_status, sender=Season)
post_save.connect(_follow, sender=Season)
