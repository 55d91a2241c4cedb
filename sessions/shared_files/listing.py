"""What each reader meets of shared files, and what the booklet and the library say of them."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from atelier.accounts.models import User
from atelier.core import french
from atelier.core.links import absolute_url
from atelier.seasons.models import Season
from referential import access as shared_access
from referential import publication
from referential.models import Publication, Reader, Visibility
from sessions.programme.models import Day
from sessions.shared_files.models import FileVersion, SharedFile, SharedFileQuerySet
from territories.models import Triptych

NOBODY = Reader(user_pk=0)
_ABOUT = "Pour"  # the section of a publication that says of what a file is


@dataclass(frozen=True)
class OpenFile:
    """A file that somebody may read, in the version that they get; `agreed` for whoever reads it as it is public."""

    shared: SharedFile
    version: FileVersion
    agreed: Publication | None = None

    @property
    def title(self) -> str:
        return self.agreed.title if self.agreed else self.shared.title

    @property
    def about(self) -> str:
        return dict(self.agreed.sections)[_ABOUT] if self.agreed else self.shared.about


def open_files(rows: SharedFileQuerySet, reader: Reader, *, part_is_off: bool = False) -> list[OpenFile]:
    """What this reader meets of these rows, in a constant number of queries; or would, where the season has none.

    Whoever is of the circle gets the last version; of a public file, anybody else gets the one that was agreed on.
    """
    mine = Exists(SharedFile.objects.readable_by(reader).filter(pk=OuterRef("pk")))
    offered = SharedFile.objects.filter(season__uses_shared_files=not part_is_off)
    found = offered.standing().with_versions().filter(pk__in=rows.order_by().values("pk"))
    told = found.annotate(is_mine=mine)  # type: ignore[no-redef]  # the model names the attribute
    shown = list(told.filter(Q(is_mine=True) | Q(visibility=Visibility.PUBLIC)))
    agreed = publication.agreed_on([one for one in shown if not one.is_mine])
    opened = [(one, _version_for(one, agreed.get(one.pk)), agreed.get(one.pk)) for one in shown]
    return [OpenFile(shared, version, told) for shared, version, told in opened if version]


def _version_for(shared: SharedFile, agreed: Publication | None) -> FileVersion | None:
    """The last one for whoever is of the circle; else the one whose address, or whose link, stands in what everybody
    concerned agreed on."""
    if shared.is_mine:
        return shared.current
    told = [text for _, text in agreed.sections] if agreed else []
    return next((one for one in shared.versions.all() if one.is_readable and _is_told(one, told)), None)


def _is_told(version: FileVersion, told: list[str]) -> bool:
    """The host of an address may have changed since."""
    return version.url in told if version.is_link else any(text.endswith(version.get_absolute_url()) for text in told)


def files_of(season: Season, reader: Reader) -> list[OpenFile]:
    return open_files(SharedFile.objects.filter(season=season), reader)


def files_of_day(day: Day, reader: Reader) -> list[OpenFile]:
    return open_files(SharedFile.objects.filter(day=day), reader)


def files_for(user: User) -> list[OpenFile]:
    """Of every season that somebody takes part in, the newest first; the team has pages of its own."""
    reader = shared_access.reader_of(user)
    found = open_files(SharedFile.objects.filter(season__in=reader.seasons), reader) if reader.seasons else []
    return sorted(found, key=lambda one: (one.version.at, one.version.pk), reverse=True)


def for_trajectory(user: User, triptych: Triptych) -> list[OpenFile]:
    """Those of a territory that this user reads, for its page."""
    return open_files(SharedFile.objects.filter(triptych=triptych), shared_access.reader_of(user))


def for_booklet(triptych: Triptych) -> list[dict[str, str]]:
    """Titles and addresses of what the whole territory reads, as the snapshot keeps them."""
    own = Q(triptych=triptych, visibility__gte=Visibility.TERRITORY)
    circle = own | Q(triptych=None, visibility__gte=Visibility.SEASON)
    rows = SharedFile.objects.offered().standing().filter(circle, season=triptych.season_id).with_versions()
    return [{"title": one.title, "about": one.about, "address": absolute_url(one.get_absolute_url())} for one in rows]


def sections_of_file(shared: SharedFile) -> list[tuple[str, str]]:
    """What would be public of a file: this version and no later one. Nothing while its newest may not be read."""
    version = shared.newest
    if version is None or not version.is_readable or shared.withdrawn_at:
        return []
    if version.is_link:
        return [(_ABOUT, shared.about), ("Lien", version.url)]
    what = f"{version.file_name} ({french.file_size(version.size)})"
    address = absolute_url(version.get_absolute_url())
    return [(_ABOUT, shared.about), ("Fichier", what), ("Adresse", address)]
