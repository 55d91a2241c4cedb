"""Texts that an organiser is asked to read after an erasure."""

from collections.abc import Iterator

from django.db.models import QuerySet

from atelier.core.action_items import admin_url
from atelier.core.declarations import ActionItem, SeasonFacts
from atelier.privacy.models import TextToReview


def waiting_texts(facts: SeasonFacts) -> QuerySet[TextToReview]:
    """Of any season: what may still name somebody who asked to be erased does not wait for the next one."""
    return TextToReview.objects.waiting()


def texts_to_review(facts: SeasonFacts) -> Iterator[ActionItem]:
    count = waiting_texts(facts).count()
    if count:
        what = f"{count} textes à relire" if count > 1 else "1 texte à relire"
        where = admin_url("privacy_texttoreview_changelist")
        yield ActionItem("Après un effacement", what, where, "privacy.change_texttoreview")
