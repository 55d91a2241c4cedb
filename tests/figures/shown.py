"""What pages and files show, as a reader has it: the cells of tables, the words of a PDF, amounts as numbers."""

import html
import html.parser
import io
import re
from decimal import Decimal

import pypdf

SPACES = re.compile(r"[\s\u00a0\u202f]+")


class _Tables(html.parser.HTMLParser):
    """Each table by its name (caption, else the label of its region, else the heading above), as rows of cells."""

    def __init__(self):
        super().__init__()
        self.found, self.label, self.heading = {}, "", ""
        self.rows = self.cell = self.caption = self.title = None
        self.skipped = 0

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if given.get("role") == "region":
            self.label = given.get("aria-label") or ""
        if tag in {"svg", "select"} or tag == "details":
            self.skipped += 1
        if tag == "table":
            self.rows = []
        elif tag == "tr" and self.rows is not None:
            self.rows.append([])
        elif tag in {"td", "th"} and self.rows:
            self.cell = ""
        elif tag == "caption":
            self.caption = ""
        elif tag in {"h2", "h3"}:
            self.title = ""

    def handle_data(self, data):
        if self.skipped:
            return
        if self.cell is not None:
            self.cell += data
        elif self.caption is not None:
            self.caption += data
        elif self.title is not None:
            self.title += data

    def handle_endtag(self, tag):
        if tag in {"svg", "select", "details"}:
            self.skipped -= 1
        if tag in {"td", "th"} and self.cell is not None:
            self.rows[-1].append(tidy(self.cell))
            self.cell = None
        elif tag == "caption":
            self.label, self.caption = tidy(self.caption), None
        elif tag in {"h2", "h3"}:
            self.heading, self.title = tidy(self.title), None
        elif tag == "table":
            self.found[self.label or self.heading] = self.rows
            self.rows, self.label = None, ""


def tidy(text):
    return SPACES.sub(" ", text).strip()


def tables(page):
    reader = _Tables()
    reader.feed(page)
    return reader.found


def words(page):
    """The page as text, without its tags."""
    return tidy(html.unescape(re.sub(r"<[^>]*>", " ", page)))


def pdf(content):
    return tidy(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages))


def number(text):
    """« 1 234,56 € », « 12 % », « 3,4 sur 5 » as a number; None for a dash."""
    bare = re.sub(r"\s|[%€]|sur5", "", text.replace("\u00a0", " ").replace("\u202f", " ").replace(" ", ""))
    assert re.fullmatch(r"–|-?[\d,]+", bare), text
    return None if bare == "–" else Decimal(bare.replace(",", "."))


def pair(text):
    """« 3 sur 8 »."""
    return [int(one) for one in text.split(" sur ")]


def euros(cents):
    """As money is written, from whole cents; with one kind of space."""
    whole, rest = divmod(abs(cents), 100)
    grouped = f"{whole:,}".replace(",", " ")
    return f"{'-' if cents < 0 else ''}{grouped}{f',{rest:02d}' if rest else ''} €"
