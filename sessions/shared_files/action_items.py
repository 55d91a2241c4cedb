"""Files that nobody reads because of the scanner, for the first page."""

from collections.abc import Iterator

from django.db.models import QuerySet

from atelier.core.action_items import admin_url
from atelier.core.declarations import ActionItem, SeasonFacts
from referential.models import Visibility
from sessions.shared_files.access import CHANGE
from sessions.shared_files.models import FileVersion, SharedFile

_WHAT = {
    FileVersion.Scan.WAITING: "attend que l’antivirus réponde\u00a0: personne ne le lit encore",
    FileVersion.Scan.INFECTED: "contient un logiciel nuisible\u00a0: il n’est pas gardé, publiez-en une autre version",
}


def held_versions(facts: SeasonFacts) -> QuerySet[FileVersion]:
    """The newest of each file alone: a sound one after it has put things right. A draft is its author's to see to."""
    shared = SharedFile.objects.offered().filter(season=facts.season, withdrawn_at=None)
    shared = shared.exclude(visibility=Visibility.DRAFT)
    rows = FileVersion.objects.held().newest().filter(shared__in=shared)
    return rows.select_related("shared").order_by("at", "pk")


def held_files(facts: SeasonFacts) -> Iterator[ActionItem]:
    for version in held_versions(facts):
        where = admin_url("change_shared_file", version.shared_id)
        yield ActionItem(str(version.shared), _WHAT[FileVersion.Scan(version.scan)], where, CHANGE)
