"""What somebody wrote in a reply, apart from what their program repeats below, above or around it."""

import re
from html.parser import HTMLParser

# « Le 28/11/2026 à 09:12, Atelier <…> a écrit : », on one to three lines; the words of most programs in French.
_ATTRIBUTION = re.compile(r"^(Le|On)\b.{4,300}\b(a écrit|wrote)\s*:$", re.IGNORECASE)
_SEPARATOR = re.compile(
    r"^([-_*]{2,} *(message|forwarded|original|courriel|e-mail).*|_{20,}"
    r"|début du message (transféré|réexpédié)\b.*|begin forwarded message\b.*)$",
    re.IGNORECASE,
)
_FROM = re.compile(r"^\**(De|From|Expéditeur)\s*:\**\s*\S", re.IGNORECASE)
_HEADERS = re.compile(r"^\**(Envoyé|Date|Sent|À|A|To|Objet|Subject|Cc|Pour)[^:]{0,12}:\**(\s|$)", re.IGNORECASE)
_FOOTER = re.compile(
    r"^(envoyé (de|depuis|à partir de)\b.{2,60}|obtenez outlook pour\b.*|télécharger outlook pour\b.*"
    r"|sent from\b.{2,60}|get outlook for\b.*)$",
    re.IGNORECASE,
)
_ABSENT = re.compile(
    r"\b(serai[st]?|suis|sera)\b[^.!?\n]{0,40}\b(absente?s?|empêchée?s?|indisponibles?)\b"
    r"|\bne (pourrai|pourrais|peux|pourra|serai|viendrai|participerai)s?\b[^.!?\n]{0,40}\bpas\b"
    r"|\b(dans l[’']impossibilité|regret de ne pas|contrainte? d[’']annuler)\b",
    re.IGNORECASE,
)


def new_words(text: str) -> str:
    """The words that are new, above or below what is quoted; the whole text when there are no others."""
    lines = [line.strip() for line in text.splitlines()]
    kept: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if _SEPARATOR.match(line) or line == "--" or _is_header_block(lines, at):
            break
        if length := _attribution(lines, at):
            at += length
            if not _quotes_next(lines, at):
                break
        elif line.startswith(">") or _FOOTER.match(line):
            at += 1
        else:
            kept.append(line)
            at += 1
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip() or text.strip()


def _is_header_block(lines: list[str], at: int) -> bool:
    """« De : », then two other headers of the message repeated below, as Outlook writes it."""
    following = [line for line in lines[at + 1 : at + 8] if line]
    return bool(_FROM.match(lines[at])) and sum(bool(_HEADERS.match(line)) for line in following[:4]) >= 2


def _attribution(lines: list[str], at: int) -> int:
    """How many lines the words that introduce a quotation take; 0 when they do not begin here."""
    for length in (1, 2, 3):
        if _ATTRIBUTION.match(" ".join(lines[at : at + length])):
            return length
    return 0


def _quotes_next(lines: list[str], at: int) -> bool:
    return next((line.startswith(">") for line in lines[at:] if line), False)


def says_absent(words: str) -> bool:
    """The words may say that somebody will not come: enough to offer it, not to note it."""
    return bool(_ABSENT.search(words))


class _Text(HTMLParser):
    """The text of a mail in HTML, what it quotes marked with « > » as in a mail in plain text."""

    BLOCKS = frozenset({"p", "div", "br", "tr", "li", "blockquote", "h1", "h2", "h3", "hr"})
    SILENT = frozenset({"style", "script", "head", "title"})

    def __init__(self) -> None:
        super().__init__()
        self.lines, self.quoted, self.silent = [""], 0, 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.quoted += tag == "blockquote"
        self.silent += tag in self.SILENT
        self._end_line(tag)

    def handle_endtag(self, tag: str) -> None:
        self._end_line(tag)
        self.quoted = max(0, self.quoted - (tag == "blockquote"))
        self.silent = max(0, self.silent - (tag in self.SILENT))

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        words = re.sub(r"\s+", " ", data)
        if words.strip() and not self.lines[-1] and self.quoted:
            self.lines[-1] = "> "
        self.lines[-1] += words if self.lines[-1].strip() else words.lstrip()

    def _end_line(self, tag: str) -> None:
        if tag in self.BLOCKS:
            self.lines.append("")


def text_of_html(source: str) -> str:
    """The words of a page, one block a line; styles and scripts are left out."""
    parser = _Text()
    parser.feed(source)
    parser.close()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in parser.lines)).strip()
