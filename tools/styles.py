"""`make styles`: the one style sheet of public pages, from Bootstrap and from ours, in `static/built/public.css`.

Of Bootstrap, rules of elements stay, and those whose classes are written somewhere in the product; of its variables,
those that a rule reads. Ours stay whole. The result is committed: whoever installs builds nothing.
"""

import re
from collections.abc import Iterator
from functools import partial
from itertools import chain
from pathlib import Path

import tinycss2
from tinycss2.ast import AtRule, Node, QualifiedRule

ROOT = Path(__file__).resolve().parent.parent
BUILT = ROOT / "static/built/public.css"
BOOTSTRAP = ROOT / "static/vendor/bootstrap.min.css"
OURS = [ROOT / "static/css" / name for name in ("tokens.css", "components.css", "site.css")]
# Where a class or an element may be written; crispy's and Django's own templates of forms among them.
FOLDERS = ("atelier", "contributions", "referential", "sessions", "static/js", "templates", "territories")
LIBRARIES = ("crispy_forms", "crispy_bootstrap5", "django/forms/templates")
WORD = re.compile(r"[A-Za-z][\w-]*")
KINDS = {
    ".html": re.compile(r"<[^>]*>|\{%.*?%\}", re.DOTALL),
    ".js": re.compile(r".+"),
    ".py": re.compile(r".*(?:class\b|class_|classes|attrs).*"),
}
VARIABLE, WRITTEN = re.compile(r"(--bs-[\w-]+):[^;{}]*;?"), re.compile(r"(--bs-[\w-]+):")
READ = re.compile(r"var\(\s*(--[\w-]+)")
NESTED = {"media", "supports", "layer"}


def main() -> None:
    BUILT.parent.mkdir(exist_ok=True)
    BUILT.write_text(build())
    print(f"{BUILT.relative_to(ROOT)}: {BUILT.stat().st_size // 1024} kB")


def build() -> str:
    words = known_words()
    rules = tinycss2.parse_stylesheet(BOOTSTRAP.read_text(), skip_comments=True, skip_whitespace=True)
    kept = "\n".join(_kept_rules(rules, words))
    ours = "\n".join(_without_comments(path.read_text()) for path in OURS)
    licence = BOOTSTRAP.read_text().partition("*/")[0] + "*/"
    return f"{licence}\n{_with_read_variables(kept, ours)}\n{ours}"


def known_words() -> set[str]:
    """What may be a class or an attribute: the words of tags, of scripts, of the lines of Python that name a class."""
    packages = next(ROOT.glob(".venv/lib/python3*/site-packages"))
    folders = [*(ROOT / name for name in FOLDERS), *(packages / name for name in LIBRARIES)]
    files = chain.from_iterable(folder.rglob("*") for folder in folders)
    return {
        word
        for path in files
        if path.suffix in KINDS
        for text in KINDS[path.suffix].findall(path.read_text(errors="replace"))
        for word in WORD.findall(text)
    }


def _kept_rules(rules: list[Node], words: set[str]) -> Iterator[str]:
    for rule in rules:
        if isinstance(rule, QualifiedRule):
            selectors = [one for one in _selectors(rule.prelude) if _is_used(one, words)]
            if selectors:
                yield f"{','.join(map(tinycss2.serialize, selectors))}{{{tinycss2.serialize(rule.content)}}}"
        elif isinstance(rule, AtRule) and rule.lower_at_keyword in NESTED:
            inner = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
            if kept := "".join(_kept_rules(inner, words)):
                yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{kept}}}"
        elif isinstance(rule, AtRule) and tinycss2.serialize(rule.prelude).strip() in words:
            yield rule.serialize()  # keyframes


def _selectors(prelude: list[Node]) -> Iterator[list[Node]]:
    selector: list[Node] = []
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            yield selector
            selector = []
        else:
            selector.append(token)
    yield selector


def _is_used(selector: list[Node], words: set[str]) -> bool:
    """Whether all its classes and attributes are written somewhere; what is inside `:not()` may be missing."""
    before = ""
    for token in selector:
        if token.type == "ident" and before == "." and token.value not in words:
            return False
        if token.type == "[] block" and WORD.findall(tinycss2.serialize(token.content))[0] not in words:
            return False
        before = token.value if token.type == "literal" else ""
    return True


def _with_read_variables(rules: str, others: str) -> str:
    """These rules, without the variables that neither they nor the others read."""
    while unread := set(WRITTEN.findall(rules)) - set(READ.findall(rules + others)):
        rules = VARIABLE.sub(partial(_unless_in, unread), rules)
    return rules


def _unless_in(names: set[str], found: re.Match[str]) -> str:
    return "" if found[1] in names else found[0]


def _without_comments(sheet: str) -> str:
    return re.sub(r"/\*.*?\*/\s*", "", sheet, flags=re.DOTALL)


if __name__ == "__main__":
    main()
