"""What an uploaded file is, decided by what it holds; what could act on the machine of a reader is refused.

The first bytes name the family. Office files are zip archives, of which the list of parts and one part are read, never
more than `MAX_PART`. The announced type proves nothing; the extension must be that of what was found.
"""

import re
import zipfile
import zlib
from typing import IO
from xml.etree import ElementTree as ET

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from atelier.core.plain_text import one_line
from atelier.core.uploads import extension_of

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "pptx": f"{_OFFICE}presentationml.presentation",
    "odt": f"{_OPEN}text",
    "ods": f"{_OPEN}spreadsheet",
    "odp": f"{_OPEN}presentation",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "gif": "image/gif",
    "txt": "text/plain",
    "csv": "text/csv",
}
IN_WORDS = (
    "PDF, Word, Excel ou PowerPoint (docx, xlsx, pptx), LibreOffice (odt, ods, odp), image (PNG, JPEG, WebP, GIF), "
    "texte ou csv"
)
UNKNOWN = f"Ce fichier n’est pas d’une nature acceptée\u00a0: {IN_WORDS}."
MACROS = (
    "Ce fichier contient des macros, qui peuvent nuire à qui l’ouvre\u00a0: enregistrez-le sans macros, ou en PDF, "
    "puis choisissez-le à nouveau."
)
OLD_OR_LOCKED = (
    "Les fichiers des anciens Office (doc, xls, ppt) et ceux que protège un mot de passe ne sont pas acceptés\u00a0: "
    "enregistrez celui-ci en docx, xlsx, pptx ou PDF, sans mot de passe."
)

MAX_PART = 1_000_000  # bytes unpacked of one part of an archive
MAX_ENTRIES = 5_000
MAX_STEM = 100  # characters of a name before its extension
_MACRO_FILES = {"docm", "dotm", "xlsm", "xltm", "xlsb", "xlam", "pptm", "potm", "ppsm", "ppam"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BEGINNINGS = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
)
_ACTIVE_PARTS = re.compile(r"(^|/)(vbaproject|vbadata|activex|macrosheets)|^(basic|scripts)/", re.IGNORECASE)
_ACTIVE_TYPES = ("macroenabled", "vbaproject", "activex", "macrosheet")
_ACTS_IN_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_IN_NO_NAME = re.compile(r'[<>:"|?*]')


def find_extension(file: UploadedFile) -> str:
    """The extension of what the file holds, one of `CONTENT_TYPES`. Raises ValidationError, in words."""
    announced = extension_of(file)
    if announced in _MACRO_FILES:
        raise ValidationError(MACROS)
    try:
        found = _found(file, announced)
    finally:
        file.seek(0)
    if not found:
        raise ValidationError(UNKNOWN)
    if announced not in CONTENT_TYPES or CONTENT_TYPES[announced] != CONTENT_TYPES[found]:
        raise ValidationError(
            f"Le nom de ce fichier ne dit pas ce qu’il est\u00a0: il devrait finir par «\u00a0.{found}\u00a0». "
            "Enregistrez-le à nouveau sous ce nom, puis choisissez-le."
        )
    return announced


def clean_name(name: str, extension: str) -> str:
    """A name that says what the sender called it, and nothing to a machine: no path, no sign that turns it around."""
    stem = re.split(r"[/\\]", name)[-1]
    stem = one_line(stem.rpartition(".")[0] if "." in stem else stem)
    stem = _IN_NO_NAME.sub("-", stem).strip(". ")[:MAX_STEM].strip(". ")
    return f"{stem or 'fichier'}.{extension}"


def content_type_of(name: str) -> str:
    """By the extension of a name that was checked."""
    return CONTENT_TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")


def _found(file: IO[bytes], announced: str) -> str:
    """Empty for what is not known."""
    beginning = file.read(16)
    for start, extension in _BEGINNINGS:
        if beginning.startswith(start):
            return extension
    if beginning.startswith(b"RIFF") and beginning[8:12] == b"WEBP":
        return "webp"
    if beginning.startswith(_OLE):
        raise ValidationError(OLD_OR_LOCKED)
    if beginning.startswith(b"PK\x03\x04"):
        return _found_in_archive(file)
    file.seek(0)
    return (announced if announced in {"txt", "csv"} else "txt") if _is_text(file.read()) else ""


def _found_in_archive(file: IO[bytes]) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if len(entries) > MAX_ENTRIES or len(names) < len(entries):
                return ""
            if any(entry.flag_bits & 1 for entry in entries):
                raise ValidationError(OLD_OR_LOCKED)
            if any(_ACTIVE_PARTS.search(name) for name in names):
                raise ValidationError(MACROS)
            if "[Content_Types].xml" in names:
                return _found_office(_part(archive, "[Content_Types].xml"))
            if entries[0].filename == "mimetype":
                return _found_open(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, ET.ParseError, NotImplementedError, ValueError,
            LookupError, OverflowError, EOFError, OSError):  # fmt: skip
        return ""
    return ""


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    """Raises ValueError for one that unpacks to more than is read, or that defines entities."""
    if archive.getinfo(name).compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise ValueError(name)
    with archive.open(name) as part:
        content = part.read(MAX_PART + 1)
    if len(content) > MAX_PART or b"<!" in content.replace(b"\0", b"").replace(b"<!--", b""):
        raise ValueError(name)
    return content


def _found_office(types: bytes) -> str:
    told = [one.get("ContentType", "").lower() for one in ET.fromstring(types)]  # noqa: S314 - it defines no entity
    if any(active in one for one in told for active in _ACTIVE_TYPES):
        raise ValidationError(MACROS)
    found = [name for name in ("docx", "xlsx", "pptx") if f"{CONTENT_TYPES[name]}.main+xml" in told]
    return found[0] if len(found) == 1 else ""


def _found_open(archive: zipfile.ZipFile) -> str:
    told = _part(archive, "mimetype").decode("ascii", "replace").strip()
    if b"encryption-data" in _part(archive, "META-INF/manifest.xml"):
        raise ValidationError(OLD_OR_LOCKED)
    return next((name for name in ("odt", "ods", "odp") if CONTENT_TYPES[name] == told), "")


def _is_text(content: bytes) -> bool:
    """UTF-8, UTF-16 that says so, or what French Windows writes; no control character but tabs and ends of lines."""
    known = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    for encoding in (known, "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not _ACTS_IN_TEXT.search(text)
    return False
