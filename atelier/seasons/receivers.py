"""A place in a team and its account move together: the name that public pages show, the role that it gives."""

from typing import Any

from django.db.models.signals import post_delete, post_save

from atelier.accounts.models import User
from atelier.seasons.models import TeamMember
from atelier.seasons.team import end_role

_NAMES = {"first_name", "last_name"}


def _rename(instance: User, created: bool, raw: bool = False, **signal: Any) -> None:
    """The page of a season shows the name of the account: it is drawn anew when that changes."""
    written = signal.get("update_fields")
    if not raw and not created and (written is None or _NAMES & set(written)):
        TeamMember._base_manager.filter(user=instance).update(user=instance)


def _close(instance: TeamMember, **_signal: Any) -> None:
    if instance.joined_at and instance.user_id:
        end_role(User.objects.get(pk=instance.user_id))


post_save.connect(_rename, sender=User)
post_delete.connect(_close, sender=TeamMember)
