"""What somebody wrote in a reply, apart from what their program repeats below, above or around it."""

import html
import re

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
# A comment, a declaration, a tag. Python's parser of HTML takes minutes for 100 kB of unclosed tags.
_TAG = re.compile(r"<!--.*?(-->|\Z)|<[!?][^<>]*>|<(?P<closes>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)[^<>]*>", re.DOTALL)


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


class _Text:
    """The text of a mail in HTML, what it quotes marked with « > » as in a mail in plain text."""

    BLOCKS = frozenset({"p", "div", "br", "tr", "li", "blockquote", "h1", "h2", "h3", "hr"})
    SILENT = frozenset({"style", "script", "head", "title"})

    def __init__(self) -> None:
        self.lines: list[list[str]] = [[]]
        self.quoted = self.silent = 0

    def take_tag(self, name: str, *, closes: bool) -> None:
        step = -1 if closes else 1
        self.quoted = max(0, self.quoted + step * (name == "blockquote"))
        self.silent = max(0, self.silent + step * (name in self.SILENT))
        if name in self.BLOCKS:
            self.lines.append([])

    def take_words(self, written: str) -> None:
        words = re.sub(r"\s+", " ", html.unescape(written))
        line = self.lines[-1]
        if self.silent or not (line or words.strip()):
            return
        if not line:
            words = ("> " if self.quoted else "") + words.lstrip()
        line.append(words)


def text_of_html(source: str) -> str:
    """The words of a page, one block a line; styles and scripts are left out."""
    page, at = _Text(), 0
    for tag in _TAG.finditer(source):
        page.take_words(source[at : tag.start()])
        at = tag.end()
        if tag["name"]:
            page.take_tag(tag["name"].lower(), closes=bool(tag["closes"]))
    page.take_words(source[at:])
    return re.sub(r"\n{3,}", "\n\n", "\n".join("".join(line).rstrip() for line in page.lines)).strip()
