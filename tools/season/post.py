"""What left: each mail as it arrived at the server, read at the moment that it leaves."""

import email
import io
import re
from collections import Counter
from dataclasses import dataclass, field
from email import policy
from pathlib import Path

import pypdf


@dataclass(frozen=True)
class Mail:
    """`calendars` are the iCalendar texts, each once; `papers` the PDFs by their name; `raw` is what travelled."""

    to: str
    subject: str
    text: str
    html: str
    headers: dict[str, str]
    calendars: tuple[str, ...]
    papers: dict[str, bytes] = field(hash=False)
    raw: bytes = field(hash=False, repr=False)


def read_mail(raw: bytes, to: str) -> Mail:
    found = email.message_from_bytes(raw, policy=policy.default)
    text, html = (found.get_body((kind,)).get_content().replace("\r\n", "\n") for kind in ("plain", "html"))
    calendars, papers = [], {}
    for part in found.walk():
        if part.get_content_type() == "text/calendar":
            calendars.append(part.get_content().replace("\r\n", "\n").replace("\n", "\r\n"))
        elif part.get_content_type() == "application/pdf":
            papers[part.get_filename()] = part.get_content()
    subject = " ".join(found["Subject"].split())  # a long header is folded
    return Mail(to, subject, text, html, dict(found.items()), tuple(calendars), papers, raw)


def words_of_pdf(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


class Faults(list):
    """Each is said once, as soon as it is found."""

    def append(self, fault: str) -> None:
        if fault not in self:
            super().append(fault)
            print(f"FAULT {fault}", flush=True)


class Post:
    """Reads what the server kept; `reader` is told each mail once, as soon as it is there."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.mails, self.reader, self.seen = folder, [], None, set()
        self.tally: Counter[str] = Counter()  # PDFs, calendars, sentences
        self.faults = Faults()

    def collect(self) -> None:
        for path in sorted(self.folder.glob("*.eml")):
            if path.name not in self.seen:
                self.seen.add(path.name)
                (to,) = path.with_suffix(".to").read_text().split("\n")
                mail = read_mail(path.read_bytes(), to)
                self.mails.append(mail)
                self.tally["PDFs"] += len(mail.papers)
                self.tally["calendars"] += len(mail.calendars)
                if self.reader:
                    self.reader.read(mail)

    def counts(self) -> dict[str, int]:
        return {"mails": len(self.mails), **self.tally, "faults": len(self.faults)}
