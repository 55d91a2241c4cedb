"""Uploaded files: type decided by content, size bounded; written whole, and swept when no row names them."""

import logging
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import FileField, Model
from django.utils.deconstruct import deconstructible

from atelier.config import MAX_UPLOAD_BYTES

log = logging.getLogger(__name__)
TOO_HEAVY = f"Ce fichier est trop lourd\u00a0: {MAX_UPLOAD_BYTES // 1_000_000}\u00a0Mo au plus."
UNWRITTEN = (
    "Ce fichier n’a pas pu être écrit, sans doute faute de place sur le serveur. Rien n’est enregistré\u00a0: prévenez "
    "qui tient le site, puis choisissez-le à nouveau."
)
ORPHAN_AGE = 24 * 3600  # seconds: what is younger may be of a transaction under way


# How the files that we keep begin; the name and the announced type of an upload prove nothing.
SIGNATURES = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff"}


@deconstructible
class StoredName:
    """`upload_to` of a private file: a name of our own in this folder; nothing of the sender's is kept but its type."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def __call__(self, row: Model, name: str) -> str:
        return f"{self.folder}/{uuid.uuid4().hex}.{name.rpartition('.')[2].lower()}"


def extension_of(file: UploadedFile) -> str:
    """« pdf », in small letters; empty without a dot."""
    return (file.name or "").rpartition(".")[2].lower() if "." in (file.name or "") else ""


def check_size(file: UploadedFile) -> None:
    """Raises ValidationError, in words, for what is too heavy."""
    if (file.size or 0) > MAX_UPLOAD_BYTES:
        raise ValidationError(TOO_HEAVY)


def check_upload(file: UploadedFile) -> None:
    """Raises ValidationError, in words, for what is no PDF, PNG or JPEG, or too heavy."""
    extension = extension_of(file)
    beginning = file.read(8)
    file.seek(0)
    if extension not in SIGNATURES or not beginning.startswith(SIGNATURES[extension]):
        raise ValidationError("Choisissez un fichier PDF, PNG ou JPEG.")
    check_size(file)


@contextmanager
def refusal_when_unwritten() -> Iterator[None]:
    """A disk that takes no more is said in words, as a ValidationError; the storage left no half file."""
    try:
        yield
    except OSError as error:
        log.exception("An uploaded file was not written.")
        raise ValidationError(UNWRITTEN) from error


def delete_orphans() -> int:
    """Take away what no row names any more of the folders of uploads: returns how many files went.

    A process that was killed between the file and its row, or before its name was changed, leaves one.
    """
    gone, before = 0, time.time() - ORPHAN_AGE
    for folder, named in _folders().items():
        root = Path(settings.MEDIA_ROOT, folder)
        for path in sorted(root.iterdir()) if root.is_dir() else []:
            if f"{folder}/{path.name}" not in named and path.is_file() and path.stat().st_mtime < before:
                path.unlink(missing_ok=True)
                gone += 1
    return gone


def _folders() -> dict[str, set[str]]:
    """Each folder of uploads, and the files that rows name in it."""
    found: dict[str, set[str]] = {}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, FileField) and isinstance(field.upload_to, StoredName):
                names = model._base_manager.order_by().values_list(field.name, flat=True)
                found.setdefault(field.upload_to.folder, set()).update(names)
    return found
