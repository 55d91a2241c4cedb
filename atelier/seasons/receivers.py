"""The role that a place in a team gives ends with it."""

from typing import Any

from django.db.models.signals import post_delete

from atelier.accounts.models import User
from atelier.seasons.models import TeamMember
from atelier.seasons.team import end_role


def _close(instance: TeamMember, **_signal: Any) -> None:
    if instance.joined_at and instance.user_id:
        end_role(User.objects.get(pk=instance.user_id))


post_delete.connect(_close, sender=TeamMember)
