"""The words of a text as they look, to find a name in it: accents, case, and letters of other alphabets apart."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import combinations

from atelier.core.french import sort_key

# Words of names that any text is full of
PARTICLES = re.compile(
    r"al|an|aux?|d[aeiou]?|de[lnrs]|dell[ae]|das|dos|du|e[lt]?|l[aeo]?|l[ae]s|los|o|of|san|st|une?|v[ao]n|y|zu[mr]?"
)
LEAST = 3  # letters of a word that names somebody without the others of their name
_WORD, _LETTERS = re.compile(r"[^\W_]+"), re.compile(r"[^\W\d_]+")
_LOOK_ALIKES = str.maketrans(
    dict(zip("авгеѕіјкмнорстухһԁԛԝѵӏ", "abresijkmhopctyxhdqwvl", strict=True))  # Cyrillic
    | dict(zip("αβεζηικμνορτυχ", "abezhikmnoptyx", strict=True))  # Greek, by its capitals
    | dict(zip("ðđøłıɑɡɩɪɾʀħŧ", "ddoliagiirrht", strict=True))  # Latin that no accent explains
    | {"æ": "ae", "ß": "ss", "þ": "th"}
)
# « DELC0URT »: a digit within a word, as the letters that it stands for
_DIGITS = tuple(str.maketrans("0134578", letters) for letters in ("oieastb", "oleastb"))
_MIXED = re.compile(r"\b(?=\w*[^\W\d_])(?=\w*\d)\w+\b")


def as_it_looks(text: str) -> str:
    """`sort_key`, with the letters of other alphabets as those of ours that they look like."""
    return sort_key(text).translate(_LOOK_ALIKES)


def spaced_words(text: str) -> str:
    """« Zélie d’Arc » as « ` zelie d arc ` », a space on each side: a word is never found inside another."""
    return f" {' '.join(_WORD.findall(as_it_looks(text)))} "


@dataclass(frozen=True)
class ReadWords:
    """A text in which names are looked for: its words, and its letters without what parts them.

    `begins` says of each place in `letters` where a word begins whether it has a capital.
    """

    spaced: str
    letters: str
    begins: dict[int, bool]

    def at(self, letters: str) -> Iterator[int]:
        """Where whole words spell this, however they are parted: « Del-court », « SabineDelcourt », « La Tour »."""
        start = self.letters.find(letters)
        while start >= 0:
            end = start + len(letters)
            if start in self.begins and (end in self.begins or end == len(self.letters)):
                yield start
            start = self.letters.find(letters, start + 1)

    def names(self, *, first_name: str, last_name: str) -> bool:
        """Whether somebody of this name may be meant: their last name in any writing; a part of it (« Martin » of
        Martin-Roy), or its letters parted otherwise, under a capital or beside their first name.
        """
        whole = spaced_words(last_name)
        if not whole.strip():
            return False
        if whole in self.spaced:
            return True
        first = "".join(spaced_words(first_name).split())
        for part in _telling_parts(whole.split()):
            if any(self.begins[place] for place in self.at(part)):
                return True
            if first and any(True for both in (first + part, part + first) for _ in self.at(both)):
                return True
        return False


def read_words(text: str) -> ReadWords:
    """The words as they are written, then with the letters that digits stand for in them."""
    text = " – ".join(dict.fromkeys([text, *(_MIXED.sub(partial(_in_letters, digits), text) for digits in _DIGITS)]))
    words = [(as_it_looks(word), word[0].isupper()) for word in _LETTERS.findall(text)]
    begins, letters = {}, ""
    for word, is_capital in words:
        begins[len(letters)] = is_capital
        letters += word
    return ReadWords(spaced_words(text), letters, begins)


def _in_letters(digits: dict[int, int], word: re.Match[str]) -> str:
    return word[0].translate(digits)


def _telling_parts(words: list[str]) -> set[str]:
    """The runs of words of a name that are not of particles alone, each in one piece."""
    ends = combinations(range(len(words) + 1), 2)
    runs = (words[start:end] for start, end in ends)
    return {"".join(run) for run in runs if any(len(one) >= LEAST and not PARTICLES.fullmatch(one) for one in run)}
