"""Publishing, replacing, withdrawing a file or a link; the scanner; what leaves with its season."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from atelier.accounts.models import User
from atelier.core import received_files, uploads, virus_scanner
from atelier.core.background import enqueue_on_commit
from atelier.seasons.models import Season
from referential import publication
from sessions.shared_files.models import FileVersion, SharedFile

log = logging.getLogger(__name__)
FILE_OR_LINK = "Choisissez un fichier, ou donnez un lien."
NOT_BOTH = "Donnez un fichier ou un lien, et un seul des deux."
STILL_STANDING = "Retirez-le d’abord\u00a0: ce qui se lit encore ne s’efface pas."
_Scan = FileVersion.Scan


@dataclass(frozen=True)
class _Content:
    """What a version is made of, checked: the columns of its row, and the bytes to keep where it is no link."""

    values: dict[str, Any]
    file: UploadedFile | None = None


def _checked(file: UploadedFile | None, url: str) -> _Content:
    """Raises ValidationError, beside the field, for what is refused; the scanner is asked last."""
    if file and url:
        raise ValidationError({"url": NOT_BOTH})
    if file is None:
        if not url:
            raise ValidationError({"file": FILE_OR_LINK})
        return _Content({"url": url})
    try:
        checked = received_files.check(file)
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from error
    scan = _Scan.SOUND if checked.is_scanned else _Scan.WAITING
    return _Content({"file_name": checked.name, "size": checked.size, "scan": scan}, file)


def publish(
    *, shared: SharedFile, stakes: Iterable, by: User, file: UploadedFile | None = None, url: str = ""
) -> FileVersion:
    """Share a new file or link. Raises ValidationError, in words, for what is refused; nothing is kept then."""
    content = _checked(file, url)
    shared.author = by
    shared.full_clean()
    with _kept_or_gone() as kept, transaction.atomic():
        shared.save()
        shared.stakes.set(stakes)
        return _add_version(shared, content, by, kept)


def replace(*, shared: SharedFile, by: User, file: UploadedFile | None = None, url: str = "") -> FileVersion:
    """A new version; the former ones stay for the team. Raises ValidationError as `publish`."""
    content = _checked(file, url)
    with _kept_or_gone() as kept, transaction.atomic():
        held = SharedFile.objects.select_for_update(of=["self"]).get(pk=shared.pk)
        return _add_version(held, content, by, kept)


def _add_version(shared: SharedFile, content: _Content, by: User, kept: list[str]) -> FileVersion:
    last = shared.versions.order_by("-number").values_list("number", flat=True).first() or 0
    version = FileVersion(shared=shared, number=last + 1, author=by, **content.values)
    if content.file:
        with uploads.refusal_when_unwritten():
            version.file.save(version.file_name, content.file, save=False)
        kept.append(str(version.file.name))
    version.save()
    if version.scan == _Scan.WAITING:
        enqueue_on_commit("sessions.tasks.scan_file", version.pk)
    return version


@contextmanager
def _kept_or_gone() -> Iterator[list[str]]:
    """The files written in this block, which go if its transaction does not end."""
    kept: list[str] = []
    try:
        yield kept
    except BaseException:
        for path in kept:
            default_storage.delete(path)
        raise


@transaction.atomic
def change(*, shared: SharedFile, stakes: Iterable) -> SharedFile:
    """Its title, its place, its readers; what others did since `shared` was read stays. Raises ValidationError."""
    held = SharedFile.objects.select_for_update(of=["self"]).get(pk=shared.pk)
    shared.withdrawn_at = held.withdrawn_at
    if held.is_public or shared.is_public:  # public is given and taken back by agreements alone
        shared.visibility = held.visibility
    shared.full_clean()
    shared.save()
    shared.stakes.set(stakes)
    return shared


@transaction.atomic
def withdraw(*, shared: SharedFile) -> None:
    """Nobody but the team meets it any more; what was public of it is taken back."""
    for one in publication.under_way(shared):
        publication.withdraw(one)
    _hold(shared, withdrawn_at=timezone.now())


@transaction.atomic
def put_back(*, shared: SharedFile) -> None:
    _hold(shared, withdrawn_at=None)


def _hold(shared: SharedFile, *, withdrawn_at: datetime | None) -> None:
    """The publication that was taken back may have changed the readers: the row is read anew."""
    held = SharedFile.objects.select_for_update(of=["self"]).get(pk=shared.pk)
    if (held.withdrawn_at is None) != (withdrawn_at is None):
        held.withdrawn_at = withdrawn_at
        held.save(update_fields=["withdrawn_at", "changed_at"])


@transaction.atomic
def erase(*, shared: SharedFile) -> None:
    """For good, with every version. Raises ValidationError for what is not withdrawn."""
    held = SharedFile.objects.select_for_update(of=["self"]).get(pk=shared.pk)
    if held.withdrawn_at is None:
        raise ValidationError(STILL_STANDING)
    _drop(held.versions.exclude(file=""))
    publication.delete_source(held)


def scan(pk: int) -> None:
    """Ask the scanner of a version that waits; while it is away, or not used any more, the version goes on waiting."""
    version = FileVersion.objects.waiting().filter(pk=pk).first()
    if version is None or not virus_scanner.is_used():
        return
    try:
        with default_storage.open(str(version.file.name)) as file:
            found = virus_scanner.find_virus(file)
    except (virus_scanner.ScannerAway, FileNotFoundError):
        log.warning("Version %s of a shared file was not scanned: it waits.", pk)
        return
    if FileVersion.objects.waiting().filter(pk=pk).update(scan=_Scan.INFECTED if found else _Scan.SOUND) and found:
        _drop(FileVersion.objects.filter(pk=pk))


def forget_season(season: Season) -> int:
    """What was shared in a season leaves, files and words. Returns how many files and links went."""
    with transaction.atomic():
        rows = SharedFile.objects.filter(season=season)
        _drop(FileVersion.objects.filter(shared__in=rows).exclude(file=""))
        return rows.delete()[1].get("atelier_sessions.SharedFile", 0)


def _drop(versions: QuerySet[FileVersion]) -> None:
    """The bytes go once the rows are gone for good, or say that they hold nothing to read."""
    for path in versions.order_by("pk").values_list("file", flat=True):
        transaction.on_commit(partial(default_storage.delete, path))
