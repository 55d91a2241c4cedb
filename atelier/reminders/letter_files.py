"""The files of a letter: kept from the moment that they are chosen, until no message carries them any more."""

import hashlib
from collections.abc import Collection
from datetime import datetime
from functools import partial

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from atelier.accounts.models import User
from atelier.config import MAX_UPLOAD_BYTES
from atelier.core import french, received_files, uploads
from atelier.outbox.models import Attachment
from atelier.reminders.models import LetterFile

MAX_BYTES = MAX_UPLOAD_BYTES  # of all those of a letter
SCANNER_AWAY = (
    "L’antivirus ne répond pas\u00a0: «\u00a0{}\u00a0» n’est pas joint, car il partirait sans avoir été lu. "
    "Réessayez dans un moment."
)


def files_of(token: str, author: User) -> QuerySet[LetterFile]:
    """Those of the letter that this person is writing."""
    return LetterFile.objects.filter(token=token, author=author).order_by("pk")


def keep(*, token: str, author: User, file: UploadedFile) -> LetterFile:
    """Join it to the letter; joined already under this name, it stays one. Raises ValidationError, in words."""
    checked = received_files.check(file)
    if not checked.is_scanned:
        raise ValidationError(SCANNER_AWAY.format(checked.name))
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    kept = list(files_of(token, author))
    for one in kept:
        if (one.name, one.digest) == (checked.name, digest.hexdigest()):
            return one
    total = sum(one.size for one in kept) + checked.size
    if total > MAX_BYTES:
        whole, most = french.file_size(total), french.file_size(MAX_BYTES)
        raise ValidationError(
            f"Avec «\u00a0{checked.name}\u00a0», les fichiers de cette lettre pèseraient {whole}\u00a0: {most} au plus "
            "en tout. Mettez-le plutôt à une adresse, que le texte donne."
        )
    found = LetterFile(
        token=token,
        author=author,
        name=checked.name,
        content_type=checked.content_type,
        size=checked.size,
        digest=digest.hexdigest(),
    )
    with uploads.refusal_when_unwritten():
        found.file.save(checked.name, file, save=False)
    try:
        found.save()
    except BaseException:
        default_storage.delete(str(found.file.name))
        raise
    return found


@transaction.atomic
def drop(files: QuerySet[LetterFile]) -> None:
    """Take these off, unless a message carries them."""
    _delete(files.filter(~_is_carried()))


@transaction.atomic
def forget(before: datetime) -> int:
    """Delete those joined before that no message carries: never sent, or whose messages were emptied. How many."""
    return _delete(LetterFile.objects.filter(~_is_carried(), at__lt=before))


def _is_carried() -> Exists:
    return Exists(Attachment.objects.filter(path=OuterRef("file")))


def _delete(rows: QuerySet[LetterFile]) -> int:
    """The bytes go once the rows are gone for good."""
    found = list(rows.order_by("pk").values_list("pk", "file"))
    for _, path in found:
        transaction.on_commit(partial(default_storage.delete, path))
    LetterFile.objects.filter(pk__in=[pk for pk, _ in found]).delete()
    return len(found)


def as_attachments(files: Collection[LetterFile]) -> list[dict]:
    """As a message carries them."""
    return [{"name": one.name, "content_type": one.content_type, "path": str(one.file.name)} for one in files]
