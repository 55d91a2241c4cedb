"""What a mail shows in HTML, read from its text: one source for both, edited by organisers as plain text.

Blocks are parted by an empty line. A block is, by what it holds:
- « Répondre : » above an address of this site, or before it on its line: a button, then links;
- lines « Date : … » and nothing else: facts, in two columns;
- lines « - Journée 1 : mardi 2 mars 2027 (à venir) »: the path of the season; other lines « - … »: a list;
- a code of eight letters and digits: written large.
An address of another site stays written out, so that nobody's words hide where they lead.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from atelier.core.links import absolute_url

LABEL_LENGTH = 60
OTHER_LABEL = "Ouvrir la page"
SIGNATURE = "L’équipe d’organisation"
RULE = "– – –"  # between two messages that leave as one
STATES = {"passée": "done", "prochaine": "next", "à venir": "later", "annulée": "cancelled"}

_ITEM = "- "
_CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")
_FACT = re.compile(r"([A-ZÀÂÉÈÊÎÔ][^:\n]{1,30}?)[ \u00a0\u202f]: (.+)")
_DAY = re.compile(r"- Journée (\d+)[ \u00a0\u202f]: (.+) \((passée|prochaine|à venir|annulée)\)")


@dataclass(frozen=True)
class Fact:
    name: str
    value: str


@dataclass(frozen=True)
class Day:
    """One station of the path: `state` is done, next, later or cancelled."""

    number: str
    date: str
    state: str
    state_in_words: str


@dataclass(frozen=True)
class Block:
    """`kind` is text, list, facts, path, code, rule, or button, second (an outlined button), link."""

    kind: str
    lines: tuple[str, ...] = ()
    label: str = ""
    url: str = ""
    facts: tuple[Fact, ...] = ()
    days: tuple[Day, ...] = ()


def blocks_of(text: str, signed_by: str = SIGNATURE) -> list[Block]:
    """The text without its signature, which the frame of the mail carries."""
    paragraphs = [part.split("\n") for part in re.split(r"\n\s*\n", text.strip())]
    found = [block for lines in paragraphs if lines[0] not in {signed_by, SIGNATURE} for block in _blocks_of(lines)]
    return _ranked(found)


def _ranked(blocks: list[Block]) -> list[Block]:
    """The first link of the mail is its button; those right after it are outlined; any other is a line of text."""
    ranked: list[Block] = []
    for block in blocks:
        if block.kind == "link" and not any(one.kind == "button" for one in ranked):
            ranked.append(replace(block, kind="button"))
        elif block.kind == "link" and ranked[-1].kind in {"button", "second"}:
            ranked.append(replace(block, kind="second"))
        else:
            ranked.append(block)
    return ranked


def _blocks_of(lines: list[str]) -> Iterator[Block]:
    lines = [line.strip() for line in lines]
    if lines == [RULE]:
        yield Block("rule")
    elif len(lines) == 1 and _CODE.fullmatch(lines[0]):
        yield Block("code", tuple(lines))
    elif len(lines) > 1 and all(_FACT.fullmatch(line) and not _links_of(line) for line in lines):
        yield Block("facts", facts=tuple(Fact(*_FACT.fullmatch(line).groups()) for line in lines))  # type: ignore[union-attr]
    else:
        yield from _walk(lines)


def _walk(lines: list[str]) -> Iterator[Block]:
    """Lines of text, lists and links, as they follow each other."""
    text: list[str] = []
    items: list[str] = []
    for line in lines:
        if items and not line.startswith(_ITEM):
            yield _list(items)
            items = []
        label, url = _links_of(line) or ("", "")
        if url and not label and text and text[-1].endswith(":"):
            label = text[-1].rstrip(": \u00a0\u202f")
            if len(label) <= LABEL_LENGTH:
                text.pop()
        if (url or line.startswith(_ITEM)) and text:
            yield Block("text", tuple(text))
            text = []
        if url:
            yield Block("link", label=label if 0 < len(label) <= LABEL_LENGTH else OTHER_LABEL, url=url)
        elif line.startswith(_ITEM):
            items.append(line)
        else:
            text.append(line)
    if items:
        yield _list(items)
    if text:
        yield Block("text", tuple(text))


def _list(items: list[str]) -> Block:
    days = [_DAY.fullmatch(item) for item in items]
    if all(days):
        return Block("path", days=tuple(Day(day[1], day[2], STATES[day[3]], day[3]) for day in days if day))
    return Block("list", tuple(item.removeprefix(_ITEM) for item in items))


def _links_of(line: str) -> tuple[str, str] | None:
    """The label, empty for an address alone, and the address of this site that ends a line; None elsewhere."""
    before, _, address = line.rpartition(" ")
    label = before.rstrip(": \u00a0\u202f")
    if not address.startswith(absolute_url("/")):
        return None
    is_label = before.endswith(":") and not set(label) & set(":.") and len(label) <= LABEL_LENGTH
    return (label, address) if is_label or not before else None
