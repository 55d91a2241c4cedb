"""A lost second factor: another organiser takes it away, and its holder is told."""

from allauth.account.adapter import get_adapter
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from atelier.accounts.models import User
from atelier.accounts.session_revocation import revoke_all


def reset(request: HttpRequest, user: User) -> None:
    """Take every second factor of this account away and end its sessions; it signs in with a code, then sets another.

    Raises ValidationError for one's own account, or where there is none to take.
    """
    if user == request.user:
        raise ValidationError(
            f"{user} : votre propre second facteur se change dans « Second facteur », en bas du site."
        )
    with transaction.atomic():
        taken, _ = user.authenticator_set.all().delete()
        if not taken:
            raise ValidationError(f"{user} n’a pas de second facteur.")
        revoke_all(user)
        changes = {"second facteur": ["posé", "retiré"]}
        LogEntry.objects.log_create(user, force_log=True, action=LogEntry.Action.UPDATE, changes=changes)
    get_adapter(request).send_notification_mail("account/email/second_factor_taken_away", user)
