"""What leaves by its age while somebody may still want it: an application that nobody submits, an account not used.

Whoever it belongs to is told `NOTICE` before, with a link to keep it; nothing leaves that was not announced so.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import DateTimeField, Max, Model, QuerySet

from atelier.accounts.models import User
from atelier.core.retention_periods import NOTICE, UNSUBMITTED, UNUSED_ACCOUNT
from atelier.outbox.models import Message
from atelier.privacy import emails
from territories.models import Participant, Triptych


def abandoned(now: datetime) -> list[int]:
    """Applications that nobody submitted nor touched for six months, whose call is over, and that were announced."""
    last = _last_changes(now)
    old = [pk for pk, moment in last.items() if moment < now - UNSUBMITTED]
    drafts = Triptych.objects.filter(pk__in=old).prefetch_related("contacts").order_by("pk")
    return [
        one.pk
        for one in drafts
        if all(_was_told(_key(one, last[one.pk], who.user_id), now) for who in one.contacts.all())
    ]


def unused_accounts(now: datetime) -> set[str]:
    """Addresses of accounts that nothing holds nor uses for two years, and that were told."""
    rows = _idle(now - UNUSED_ACCOUNT)
    return {one.email for one in rows if _was_told(_key(one, one.last_login or one.date_joined, one.pk), now)}


def announce(now: datetime) -> int:
    """Tell what leaves in `NOTICE`, once for each last change; how many mails."""
    last, told = _last_changes(now), 0
    soon = [pk for pk, moment in last.items() if moment < now - UNSUBMITTED + NOTICE]
    drafts = Triptych.objects.filter(pk__in=soon).select_related("territory", "season")
    for draft in drafts.prefetch_related("contacts__user").order_by("pk"):
        moment = max(last[draft.pk] + UNSUBMITTED, now + NOTICE)
        for contact in draft.contacts.all():
            told += emails.draft_expires(draft, contact, on=moment, key=_key(draft, last[draft.pk], contact.user_id))
    for user in _idle(now - UNUSED_ACCOUNT + NOTICE):
        used = user.last_login or user.date_joined
        moment = max(used + UNUSED_ACCOUNT, now + NOTICE)
        told += emails.account_expires(user, on=moment, key=_key(user, used, user.pk))
    return told


def _idle(before: datetime) -> list[User]:
    rows = User.objects.without_role().filter(contacts=None, participants=None, is_active=True, date_joined__lt=before)
    return [one for one in rows.order_by("pk") if one.last_login is None or one.last_login < before]


def _last_changes(now: datetime) -> dict[int, datetime]:
    """The last change of each draft whose call is not open: of the application or of any of its rows."""
    drafts = Triptych.objects.filter(status=Triptych.Status.DRAFT).select_related("season").order_by("pk")
    found = {one.pk: one.updated_at for one in drafts if not one.season.call_is_open()}
    for rows, path, column in _moments():
        changed = rows.filter(**{f"{path}__in": found}).order_by().values_list(path).annotate(last=Max(column))
        for pk, last in changed:
            if last and last <= now:
                found[pk] = max(found[pk], last)
    return found


def _moments() -> Iterable[tuple[QuerySet, str, str]]:
    """Every column of a moment in the rows of an application, or of somebody of its triptych."""
    for owner, path in ((Triptych, ""), (Participant, "__triptych")):
        for relation in owner._meta.related_objects:
            model: type[Model] = relation.related_model
            if relation.many_to_many:
                continue
            for field in model._meta.concrete_fields:
                if isinstance(field, DateTimeField):
                    yield model._base_manager.all(), f"{relation.field.name}{path}", field.name


def _key(row: Triptych | User, last: datetime, reader: int) -> str:
    """One announcement for one last change: whoever changes something is told anew, in its time."""
    return f"expiring:{row._meta.model_name}:{row.pk}:{last:%Y%m%d%H%M%S}:{reader}"


def _was_told(key: str, now: datetime) -> bool:
    return Message.objects.filter(key=key, created_at__lte=now - NOTICE).exists()
