"""The links and forms of a page, and a form filled in with what nobody expects."""

import random
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

from django.core.files.uploadedfile import SimpleUploadedFile

HOSTILE = [
    "", " ", "\x00", "0", "-1", "99999999999999999999", "1e400", "NaN", "١٢", "2026-02-30", "31/12/9999", "25:61",
    "'", '"; DROP TABLE', "</script><b>", "{{ 7*7 }}", "{x.__class__}", "%s%n", "=1+1", "\r\nBcc: x@example.org",
    "a@b", "très@exämple.org", "é" * 300, "x" * 100_000, "\u202e\ufeff", "😀", "\ud7ff", "None", "null", "true", "[]",
    "../../etc/passwd", "javascript:alert(1)", "//evil.example", "í\xa0\x80",
]  # fmt: skip
ADDED = [
    "is_staff",
    "is_organiser",
    "status",
    "rank",
    "user",
    "pk",
    "id",
    "season",
    "amount",
    "state",
    "_method",
    "next",
]


@dataclass
class Form:
    """A form of a page: where and how it is sent, and the values it came with."""

    action: str
    method: str
    values: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


class Page(HTMLParser):
    """The links and the forms of a page."""

    def __init__(self, address: str, html: str) -> None:
        super().__init__()
        self.address, self.links, self.forms, self.select = address, [], [], ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        said = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in said:
            self.links.append(urldefrag(urljoin(self.address, said["href"]))[0])
        elif tag == "form":
            action = urljoin(self.address, said.get("action") or self.address)
            self.forms.append(Form(action, said.get("method", "get").lower()))
        elif self.forms and tag == "select":
            self.select = said.get("name", "")
        elif self.forms and tag == "option" and self.select:
            self.forms[-1].values.append((self.select, said.get("value", "")))
        elif self.forms and said.get("name") and tag in {"input", "textarea", "button"}:
            if said.get("type") == "file":
                self.forms[-1].files.append(said["name"])
            else:
                self.forms[-1].values.append((said["name"], said.get("value", "")))


def spoiled(form: Form, dice: random.Random) -> dict[str, list]:
    """What the form is sent with: mostly what it holds, some of it wrong."""
    sent: dict[str, list] = {}
    for name, value in form.values:
        if name in sent and dice.random() < 0.7:  # one choice of a list, at random
            if dice.random() < 0.4:
                sent[name] = [value]
            continue
        sent.setdefault(name, []).append(value)
    wrong = dice.choice([0.0, 0.1, 0.3, 0.8])
    for name in list(sent):
        if name == "csrfmiddlewaretoken":
            continue
        if dice.random() < wrong:
            sent[name] = [dice.choice(HOSTILE) for _ in range(dice.choice([1, 1, 1, 2]))]
        elif dice.random() < wrong / 4:
            del sent[name]
    for name in form.files:
        content = dice.choice([b"", b"\x00\xff" * 50, b"PK\x03\x04" + bytes(60), b"a;b\n1;2\n", "é;ü".encode("utf-16")])
        suffix = dice.choice(["xlsx", "ods", "csv", "pdf", "exe", "png", ""])
        sent[name] = [SimpleUploadedFile(f"fichier.{suffix}", content)]
    if dice.random() < 0.2:
        sent[dice.choice(ADDED)] = [dice.choice(["1", "on", *HOSTILE])]
    return sent
