"""The documentation: short README, paths and names that exist, links that resolve."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from atelier.core.own_apps import own_models

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
FOLDERS = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")} - {"var"}
SUFFIXES = {".py", ".html", ".txt", ".yaml", ".yml", ".csv", ".css", ".js", ".md", ".toml", ".lock"}
CODE = re.compile(r"```.*?```", re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]*)(?:#([^)]*))?\)")


def name(path):
    return str(path.relative_to(ROOT))


def words_in_backticks(document):
    return re.findall(r"`([^`]+)`", CODE.sub("", document.read_text()))


def file_names():
    """Names of the files of the repository, wherever they stand."""
    return {path.name for folder in FOLDERS for path in (ROOT / folder).rglob("*")} | {
        path.name for path in ROOT.iterdir()
    }


def is_path(word):
    return bool(re.fullmatch(r"[\w.-]+(/[\w.*-]+)*/?", word)) and word.split("/")[0] in FOLDERS and "/" in word


def is_file_name(word):
    return bool(re.fullmatch(r"[\w-]+\.\w+", word)) and Path(word).suffix in SUFFIXES


def is_object(word):
    return bool(re.fullmatch(r"[a-z]\w+(\.\w+)+", word)) and word.split(".")[0] in FOLDERS and not is_file_name(word)


def defines(dotted):
    """Whether `package.module.name` is a package, a module, or a name that its module defines at its top."""
    module, _, attribute = dotted.rpartition(".")
    place, parent = ROOT / dotted.replace(".", "/"), ROOT / f"{module.replace('.', '/')}.py"
    if place.with_name(f"{place.name}.py").exists() or (place / "__init__.py").exists():
        return True
    return parent.exists() and bool(re.search(rf"^((def|class) )?{attribute}\b", parent.read_text(), re.MULTILINE))


def test_the_readme_is_short_and_soon_says_how_to_deploy():
    words = (ROOT / "README.md").read_text().split()

    assert len(words) <= 900
    assert " ".join(words[:250]).count("git clone") == 1


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_path_named_in_the_documentation_exists(document):
    words = words_in_backticks(document)
    missing = [word for word in words if is_path(word) and not list(ROOT.glob(word.rstrip("/")))]
    files = file_names()
    missing += [word for word in words if is_file_name(word) and word not in files]

    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_object_named_in_the_documentation_exists(document):
    missing = [word for word in words_in_backticks(document) if is_object(word) and not defines(word)]

    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_test_named_in_the_documentation_exists(document):
    source = "".join(path.read_text() for path in (ROOT / "tests").rglob("*.py"))
    named = re.findall(r"\btest_\w+(?!\w*\.py)\b(?!\.py)", document.read_text())

    assert [test for test in named if f"def {test}(" not in source] == []


def anchors(document):
    """The anchors that a reader of Markdown makes of the titles."""
    titles = re.findall(r"^#+ (.*)$", CODE.sub("", document.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_link_resolves(document):
    wrong = []
    for target, anchor in LINK.findall(document.read_text()):
        path = document.parent / target if target else document
        if "://" not in target and not (path.exists() and (not anchor or anchor in anchors(path))):
            wrong.append(f"{target}#{anchor}")

    assert wrong == []


def test_every_model_stands_in_the_glossary():
    text = (ROOT / "docs" / "glossary.md").read_text()

    assert [model.__name__ for model in own_models() if f"`{model.__name__}" not in text] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_make_target_named_in_the_documentation_exists(document):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert set(re.findall(r"`make ([a-z]+)", document.read_text())) <= targets
