"""A file that somebody gives to be read by others: its size, what it is, its name, what the scanner says of it."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from atelier.core import file_types, uploads, virus_scanner

INFECTED = "L’antivirus a trouvé un logiciel nuisible dans ce fichier\u00a0: il n’est pas gardé."


@dataclass(frozen=True)
class CheckedFile:
    """`name` is what it is called, made safe; `is_scanned` is false while the scanner, where there is one, is away."""

    name: str
    size: int
    is_scanned: bool

    @property
    def content_type(self) -> str:
        return file_types.content_type_of(self.name)


def check(file: UploadedFile) -> CheckedFile:
    """Raises ValidationError, in words, for what is refused; the scanner is asked last."""
    uploads.check_size(file)
    name = file_types.clean_name(file.name or "", file_types.find_extension(file))
    return CheckedFile(name, file.size or 0, _is_scanned(file))


def _is_scanned(file: UploadedFile) -> bool:
    if not virus_scanner.is_used():
        return True
    try:
        if virus_scanner.find_virus(file):
            raise ValidationError(INFECTED)
    except virus_scanner.ScannerAway:
        return False
    return True
