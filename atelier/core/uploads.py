"""Uploaded files: type checked by signature, size bounded."""

import uuid

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.utils.deconstruct import deconstructible

MAX_UPLOAD_BYTES = 15_000_000  # bytes


# How the files that we keep begin; the name and the announced type of an upload prove nothing.
SIGNATURES = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff"}


@deconstructible
class StoredName:
    """`upload_to` of a private file: a name of our own in this folder; nothing of the sender's is kept but its type."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def __call__(self, row: Model, name: str) -> str:
        return f"{self.folder}/{uuid.uuid4().hex}.{name.rpartition('.')[2].lower()}"


def check_upload(file: UploadedFile) -> None:
    """Raises ValidationError, in words, for what is no PDF, PNG or JPEG, or too heavy."""
    extension = (file.name or "").rpartition(".")[2].lower()
    beginning = file.read(8)
    file.seek(0)
    if extension not in SIGNATURES or not beginning.startswith(SIGNATURES[extension]):
        raise ValidationError("Choisissez un fichier PDF, PNG ou JPEG.")
    if (file.size or 0) > MAX_UPLOAD_BYTES:
        raise ValidationError(f"Ce fichier est trop lourd : {MAX_UPLOAD_BYTES // 1_000_000} Mo au plus.")
