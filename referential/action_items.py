"""Texts that everybody concerned agreed to make public, and that an organiser has not read yet."""

from collections.abc import Iterator

from django.db.models import QuerySet

from atelier.core.action_items import admin_url
from atelier.core.declarations import ActionItem, SeasonFacts
from referential.models import Publication


def agreed_publications(facts: SeasonFacts) -> QuerySet[Publication]:
    return Publication.objects.filter(season=facts.season, state=Publication.State.AGREED)


def publications_to_read(facts: SeasonFacts) -> Iterator[ActionItem]:
    rows = agreed_publications(facts)
    for row in rows.select_related("triptych__territory").order_by("asked_at", "pk"):
        who = str(row.triptych.territory) if row.triptych else row.title
        where = admin_url("read_publication", row.pk)
        yield ActionItem(
            who, f"texte à relire avant publication\u00a0: {row.title}", where, "referential.change_publication"
        )
