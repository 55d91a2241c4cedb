"""Template and context in, PDF bytes out: one place, closed to the world.

The fetcher serves files of `static/` and `data:` addresses; network, local files and redirects are refused.
"""

import atexit
from collections.abc import Iterable
from functools import cache
from mimetypes import guess_type
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header

if TYPE_CHECKING:
    from weasyprint.document import Document

STATIC_SCHEME = "static:"
VARIANT, ARCHIVE = "pdf/ua-1", "pdf/a-3b"


def render_pdf(template: str, context: dict, *, variant: str = VARIANT) -> bytes:
    """A tagged PDF/UA-1 document in A4 from an HTML template; its style sheet is `css/document.css`.

    As an `ARCHIVE` it may carry a file, and is not tagged: the two variants exclude each other.
    """
    return render_html(render_to_string(template, context), variant=variant)


def render_html(html: str, *, variant: str = VARIANT) -> bytes:
    """The same, of HTML that is rendered already."""
    file: bytes = _layout(html, variant=variant).write_pdf(pdf_variant=variant)
    return file


def render_many(template: str, contexts: Iterable[dict]) -> bytes:
    """The same, several documents one after another in one file; its title is the first one's."""
    documents = [_layout(render_to_string(template, context)) for context in contexts]
    pages = [page for document in documents for page in document.pages]
    file: bytes = documents[0].copy(pages).write_pdf(pdf_variant=VARIANT)
    return file


def _layout(html: str, *, variant: str = VARIANT) -> "Document":
    """Pages, before they are written."""
    fetcher, fonts, styles = shared_resources()
    from weasyprint import HTML  # noqa: PLC0415 - slow import, paid by the first document only

    page = HTML(string=html, url_fetcher=fetcher, base_url=STATIC_SCHEME)
    return page.render(stylesheets=[styles], font_config=fonts, pdf_variant=variant)


@cache
def shared_resources() -> tuple:
    """Fetcher, font configuration and parsed style sheet: made once a process, used by every document."""
    from weasyprint import CSS  # noqa: PLC0415 - slow import
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - slow import
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 - slow import

    class ClosedFetcher(URLFetcher):
        def fetch(self, url: str, headers: dict | None = None) -> URLFetcherResponse:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            if not url.startswith(STATIC_SCHEME):
                raise ValueError(f"Refused address in a document: {url[:80]}")
            path = _static_file(unquote(url.removeprefix(STATIC_SCHEME)))
            return URLFetcherResponse(url, body=path.read_bytes())

    atexit.register(shared_resources.cache_clear)  # fonts are freed while the interpreter still can
    fetcher, fonts = ClosedFetcher(allowed_protocols=["data", "static"]), FontConfiguration()
    styles = CSS(
        string=_static_file("css/document.css").read_text(),
        url_fetcher=fetcher,
        font_config=fonts,
        base_url=STATIC_SCHEME,
    )
    return fetcher, fonts, styles


def _static_file(name: str) -> Path:
    """A file below `static/`; ValueError for anything that leaves it."""
    root = Path(settings.BASE_DIR, "static").resolve()
    path = (root / name.lstrip("/")).resolve()
    if not path.is_relative_to(root) or not path.is_file():
        raise ValueError(f"No such static file: {name[:80]}")
    return path


def store_file(path: str, content: bytes) -> None:
    """Write a private file under exactly this name; the same name again is the same file again."""
    default_storage.delete(path)
    default_storage.save(path, ContentFile(content))


def file_response(path: str, *, name: str) -> HttpResponse:
    """A private file for the reader whom a gate let through."""
    with default_storage.open(path) as file:
        return content_response(file.read(), name=name)


def content_response(content: bytes, *, name: str) -> HttpResponse:
    """A document for one reader: shown under this name, kept by no cache, able to run nothing."""
    kind = guess_type(name)[0] or "application/octet-stream"
    return _closed_response(content, name, f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)


def download_response(path: str, *, name: str, content_type: str) -> HttpResponse:
    """A file that somebody else made, for the reader whom a gate let through: to be kept, never shown in the page."""
    with default_storage.open(path) as file:
        return _closed_response(file.read(), name, content_type, as_attachment=True)


def _closed_response(content: bytes, name: str, content_type: str, *, as_attachment: bool = False) -> HttpResponse:
    result = HttpResponse(content, content_type=content_type)
    disposition = content_disposition_header(as_attachment=as_attachment, filename=name)
    result["Content-Disposition"] = disposition or "inline"
    result["Cache-Control"] = "private, no-store"
    result["Content-Security-Policy"] = "sandbox; default-src 'none'"
    result["X-Content-Type-Options"] = "nosniff"
    return result
