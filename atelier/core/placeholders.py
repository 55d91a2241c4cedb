"""Texts that organisers edit: fixed names in braces, replaced in one pass; what a value holds is never read again."""

import re

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
SPACED = re.compile(r"( ?)\{([^{}]*)\}(?=(,?))")


def _placeholders_in(text: str) -> set[str]:
    """Everything written in braces, known or not."""
    return set(PLACEHOLDER.findall(text))


def fill_placeholders(text: str, values: dict[str, str]) -> str:
    """Each known name by its value; an unknown one stays as it is, and was refused when the text was saved.

    No space stays before a comma where nothing is known: « Bonjour {prenom}, » is « Bonjour, » to whoever has no name.
    """

    def written(match: re.Match) -> str:
        value = values.get(match[2], match[0].strip())
        return match[1] + value if value or not match[3] else ""

    return SPACED.sub(written, text)


def placeholder_errors(text: str, *, allowed: set[str], required: set[str]) -> list[str]:
    """What prevents a text from being saved, in words."""
    found = _placeholders_in(text)
    wrong = [f"« {{{name}}} » n’existe pas ici : voyez la liste des mots entre accolades." for name in found - allowed]
    return sorted(wrong) + sorted(f"Il manque « {{{name}}} »." for name in required - found)
