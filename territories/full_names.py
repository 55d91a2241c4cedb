"""A first and a last name out of one cell, where nobody can read it otherwise."""

import re
from typing import Literal

from atelier.core.french import sort_key

Order = Literal["first last", "last first"]
PARTICLES = {"d", "de", "des", "du", "la", "le", "les", "van", "von", "der", "el", "al", "ben", "di", "da", "dos"}


def split(text: str, order: Order | None) -> tuple[str, str] | None:
    """(first, last): « Vial, Zoé », « Zoé VIAL », or two words in the order that the title of their column says.

    None where it may be read in two ways: « Le Goff Anaïs ».
    """
    if text.count(",") == 1 and all(part.strip() for part in text.split(",")):
        last, first = text.split(",")
        return first.strip(), last.strip()
    words = text.split()
    capitals = [at for at, word in enumerate(words) if word.isupper() and sum(map(str.isalpha, word)) > 1]
    if 0 < len(capitals) < len(words):
        return _around_capitals(words, capitals[0], capitals[-1] + 1)
    if len(words) == 2 and order:
        return (words[0], words[1]) if order == "first last" else (words[1], words[0])
    return None


def _around_capitals(words: list[str], start: int, end: int) -> tuple[str, str] | None:
    """The last name is written in capitals, the particles before it among them."""
    while start and all(part in PARTICLES for part in re.findall(r"\w+", sort_key(words[start - 1]))):
        start -= 1
    if end - start == len(words) or (start and end < len(words)):
        return None
    return " ".join(words[:start] or words[end:]), " ".join(words[start:end])
