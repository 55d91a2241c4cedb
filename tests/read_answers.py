"""What somebody reads of an answer, whatever its kind: a page, a PDF, a workbook, a calendar, a table."""

import html
import io
import re
import zipfile

import pypdf

_UNSEEN = re.compile(r"<(script|style)\b.*?</\1>|<[^>]+>", re.DOTALL)
_SAID = re.compile(r'\b(?:alt|title|aria-label|placeholder)="([^"]*)"')


def text_of(content: bytes, kind: str) -> str:
    """Its words in one line; `kind` is its content type."""
    if kind.startswith("application/pdf"):
        if b"startxref" not in content:  # what tests brought as a PDF
            return ""
        words = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    elif zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [archive.read(name) for name in archive.namelist() if name.endswith((".xml", ".csv", ".json"))]
        words = html.unescape(_UNSEEN.sub(" ", b" ".join(parts).decode(errors="replace")))
    elif kind.startswith("text/html"):
        page = content.decode()
        words = html.unescape(" ".join([_UNSEEN.sub(" ", page), *_SAID.findall(page)]))
    else:
        words = content.decode(errors="ignore")
    return " ".join(words.split())
