"""The arrangements that people ask for: said by the person alone, forgotten with the trace of who has read them."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from atelier.audit.access_log import delete_access_log
from territories.models import AccessNeed, Participant


@transaction.atomic
def record_need(*, participant: Participant, kinds: Collection[str], text: str, consents: bool) -> AccessNeed | None:
    """Keep what the person asks for in place of what they asked before; None, and nothing kept, when it is nothing.

    `kinds` are some of `AccessNeed.KINDS`. Raises ValidationError without their consent to its being read.
    """
    if not kinds and not text:
        forget_needs(AccessNeed.objects.filter(participant=participant))
        return None
    if not consents:
        raise ValidationError({"need_consent": NEEDS_CONSENT})
    values = {**{kind: kind in kinds for kind in AccessNeed.KINDS}, "text": text}
    return AccessNeed.objects.update_or_create(participant=participant, defaults=values)[0]


NEEDS_CONSENT = "Cochez cette case pour que nous puissions lire votre demande, ou effacez-la."


def forget_needs(needs: QuerySet[AccessNeed]) -> int:
    """With the trace of who has read them: it says that there was one."""
    pks = list(needs.order_by("pk").values_list("pk", flat=True))
    delete_access_log(AccessNeed, pks)
    return AccessNeed.objects.filter(pk__in=pks).delete()[0]
