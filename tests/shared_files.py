"""Files and links as the team shares them, and small files of each kind."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

from atelier.accounts.models import User
from referential.models import Visibility
from sessions.shared_files import sharing
from sessions.shared_files.models import SharedFile

PDF = b"%PDF-1.7 CANARI-OCTETS"
OFFICE = "application/vnd.openxmlformats-officedocument"
MAIN = {
    "docx": f"{OFFICE}.wordprocessingml.document.main+xml",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet.main+xml",
    "pptx": f"{OFFICE}.presentationml.presentation.main+xml",
}
OPEN = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}


def a_pdf(name: str = "support.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def shared_by(by: User, *, season=None, day=None, triptych=None, url: str = "", file=None, **fields) -> SharedFile:
    """Something published by this person of the team: a PDF of the group of the season, unless said otherwise."""
    season = season or (day.season if day else triptych.season)
    fields = {"title": "Le support", "visibility": Visibility.SEASON, **fields}
    shared = SharedFile(season=season, day=day, triptych=triptych, **fields)
    content = {"url": url} if url else {"file": file or a_pdf()}
    return sharing.publish(shared=shared, stakes=[], by=by, **content).shared


def archive(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, content in parts.items():
            whole.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else None)
    return file.getvalue()


def office(kind: str, *, types: str = "", **parts: bytes) -> bytes:
    """A document of Word, Excel or PowerPoint, of which the main part and others say `types`."""
    told = "".join(f'<Override PartName="/{at}" ContentType="{one}"/>' for at, one in enumerate([MAIN[kind], types]))
    xml = f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{told}</Types>'
    return archive({"[Content_Types].xml": xml.encode(), "_rels/.rels": b"<Relationships/>", **parts})


def open_document(kind: str, manifest: bytes = b"<manifest/>", **parts: bytes) -> bytes:
    told = f"application/vnd.oasis.opendocument.{OPEN[kind]}".encode()
    return archive({"mimetype": told, "META-INF/manifest.xml": manifest, "content.xml": b"<a/>", **parts})
