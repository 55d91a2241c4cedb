"""Texts that may name somebody who was erased: found, listed, corrected by an organiser where they stand, settled."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from auditlog.context import disable_auditlog
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from atelier.accounts.models import User
from atelier.privacy import name_search, redrawing
from atelier.privacy.models import TextToReview
from sessions.documents.models import Booklet
from sessions.shared_files.models import FileVersion
from territories.models import Triptych

CHANGED = "Ce texte a changé depuis que vous l’avez ouvert\u00a0: relisez-le."


def files_about(*, user: User | None, triptychs: Iterable[int]) -> list[name_search.Place]:
    """The shared files that the person published or that are of their territory: nobody searches what they hold."""
    theirs = Q(shared__triptych__in=triptychs) | (Q(author=user) if user else Q(pk__in=[]))
    found = FileVersion.objects.filter(theirs).exclude(file="").order_by("pk")
    return [name_search.Place(FileVersion, pk, "file", ()) for pk in found.values_list("pk", flat=True)]


def find(asked: name_search.Sought, files: Sequence[name_search.Place] = ()) -> tuple[int, bool]:
    """List every text that names the person, once their own rows are blank: how many, and whether that is all.

    `files` are listed too. A text that waits to be read is listed once, whoever it names.
    """
    places, is_whole = name_search.places(asked)
    places = [*places, *files]
    now = timezone.now()
    rows = [
        TextToReview(
            found_at=now,
            is_partial=not is_whole,
            content_type=ContentType.objects.get_for_model(place.model),
            object_pk=str(place.pk),
            column=place.column,
            json_keys=list(place.path),
        )
        for place in places
    ]
    TextToReview.objects.bulk_create(rows, ignore_conflicts=True)
    return len(places), is_whole


@transaction.atomic
def settle(*, review: TextToReview, by: User, seen: str, text: str) -> None:
    """Somebody has read the text, and leaves it as it is or corrects it; `seen` is what they were shown.

    Raises ValidationError when the text changed meanwhile, or when its column refuses the correction.
    """
    if text != seen:
        model: Any = review.content_type.model_class()
        row = model._base_manager.select_for_update(of=["self"]).get(pk=review.object_pk)
        review.row = row
        if review.is_closed or review.text != seen:
            raise ValidationError(CHANGED)
        _replace_text(row, review, text)
    mark([review], by=by)


def _replace_text(row: Any, review: TextToReview, text: str) -> None:
    """Written in its column alone: a closed sheet refuses to be saved, and the journal would keep the former text."""
    if review.json_keys:
        *branches, leaf = review.json_keys
        value = holder = getattr(row, review.column)
        for key in branches:
            holder = holder[key]
        holder[leaf] = text
    else:
        value = review.field.clean(text, row)
    with disable_auditlog():
        type(row)._base_manager.filter(pk=row.pk).update(**{review.column: value})
    if isinstance(row, Booklet):
        redrawing.booklet(row)
    if isinstance(row, Triptych):
        redrawing.summaries_of([row.pk])


def mark(reviews: Iterable[TextToReview], *, by: User) -> int:
    pks = [review.pk for review in reviews]
    return TextToReview.objects.waiting().filter(pk__in=pks).update(settled_at=timezone.now(), settled_by=by)


def forget(before: datetime) -> int:
    """Those that were read before, and those whose text is gone: nothing is left to read. Returns how many went."""
    readable = TextToReview.objects.readable()
    waiting = readable.waiting().select_related("content_type").prefetch_related("row")
    empty = [one.pk for one in waiting if not one.text]
    gone = TextToReview.objects.exclude(pk__in=readable)
    return TextToReview.objects.filter(Q(settled_at__lt=before) | Q(pk__in=empty) | Q(pk__in=gone)).delete()[0]
