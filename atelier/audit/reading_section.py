"""The last changes of a row, on the page where it is read: who and when; what changed is read in the journal."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from atelier.audit.models import Change
from atelier.core import french
from atelier.core.permissions import HoldsPermissions
from atelier.core.reading_pages import Link, ReadingSection, Row, address_of

_SHOWN = 10  # the newest changes


def changes_of(model: type[Model]) -> ReadingSection:
    """The section of `model`, whose changes the journal keeps."""

    def rows(row: Any, user: HoldsPermissions) -> list[Row]:
        table = ContentType.objects.get_for_model(row)
        found = Change.objects.filter(content_type=table, object_pk=str(row.pk)).select_related("actor", "content_type")
        return [
            (Link(french.moment(change.timestamp), address_of(change)), change.get_action_in_words(), change.author)
            for change in found[:_SHOWN]
        ]

    return ReadingSection(
        model, 80, "journal", "Journal", "audit.view_change", ("Le", "Quoi", "Par"), rows,
        "Aucune modification depuis l’ouverture du journal.",
    )  # fmt: skip
