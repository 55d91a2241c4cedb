"""`python -m tools.wording`: what libraries say in French, in the product's voice, in `atelier/locale`.

`wording.yaml` gives sentences of our own; of the others, those that a library writes with a straight apostrophe, or
with another word than ours for a mail, are set right. The catalogues are committed: whoever installs builds nothing.
"""

import gettext
import re
import struct
from importlib import import_module
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "atelier/locale"
CATALOGUES = {
    "django": ["django/conf", "django/contrib/admin", "django/contrib/auth", "allauth"],
    "djangojs": ["django/contrib/admin"],
}
PLURAL = "nplurals=2; plural=n > 1;"
HEADER = f"Language: fr\nContent-Type: text/plain; charset=UTF-8\nPlural-Forms: {PLURAL}\n"
RULES = [
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r"\b([Aa]dresses?) e-mails?\b"), r"\1 de courriel"),
    (re.compile(r"\bl’e-mail\b"), "le courriel"),
    (re.compile(r"\bL’e-mail\b"), "Le courriel"),
    (re.compile(r"\bd’e-mail\b"), "de courriel"),
    (re.compile(r"\b([Cc])et e-mail\b"), r"\1e courriel"),
    (re.compile(r"\be-?mail\b"), "courriel"),
    (re.compile(r"\bE-?mail\b"), "Courriel"),
]


def main() -> None:
    for domain in CATALOGUES:
        path = built(domain)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(binary(sentences(domain)))
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} kB")


def built(domain: str) -> Path:
    return LOCALE / f"fr/LC_MESSAGES/{domain}.mo"


def own(domain: str) -> dict[str, list[str]]:
    """The forms that we wrote, singular first, by what the library says in English."""
    written = yaml.safe_load((LOCALE / "wording.yaml").read_text())[domain]
    return {said: forms if isinstance(forms, list) else [forms] for said, forms in written.items()}


def said_by_libraries(domain: str) -> dict[str, list[str]]:
    """The French forms by what is said in English, as the libraries have them."""
    found: dict[str, list[str]] = {}
    for library in CATALOGUES[domain]:
        package, _, folder = library.partition("/")
        home = Path(str(import_module(package).__file__)).parent
        path = home / folder / f"locale/fr/LC_MESSAGES/{domain}.mo"
        with path.open("rb") as file:
            catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]  # its stubs hide it
        for key, said in catalogue.items():
            if isinstance(key, tuple):
                found.setdefault(key[0], [""] * 2)
                if key[1] < 2:
                    found[key[0]][key[1]] = said
            elif key:
                found[key] = [said]
    return found


def sentences(domain: str) -> dict[str, list[str]]:
    """What we say instead of the libraries, and nothing that is said already."""
    changed = {}
    for said, forms in said_by_libraries(domain).items():
        right = [_set_right(form) for form in forms]
        if right != forms:
            changed[said] = right
    return changed | own(domain)


def _set_right(sentence: str) -> str:
    for rule, better in RULES:
        sentence = rule.sub(better, sentence)
    return sentence


def binary(forms: dict[str, list[str]]) -> bytes:
    """The catalogue in the format of gettext: a table of lengths and places, sorted, then the sentences."""
    pairs = {"": HEADER} | {_key(said, count): "\0".join(count) for said, count in forms.items()}
    said = sorted((key.encode(), value.encode()) for key, value in pairs.items())
    start, tables, texts = 28 + 16 * len(said), [b"", b""], b""
    for side in (0, 1):
        for pair in said:
            tables[side] += struct.pack("<II", len(pair[side]), start + len(texts))
            texts += pair[side] + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(said), 28, 28 + 8 * len(said), 0, 0)
    return head + b"".join(tables) + texts


def _key(said: str, forms: list[str]) -> str:
    return said if len(forms) == 1 else f"{said}\0{said}"


if __name__ == "__main__":
    main()
