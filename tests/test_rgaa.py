"""What every page keeps to, for the tests of the RGAA that a machine can decide (`tools/rgaa.py`)."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from lxml import html

from tools import rgaa

TESTS = Path(__file__).parent
SCRIPTS = Path(settings.BASE_DIR, "static/js")
MAIL = {"mail_sample"}  # a mail as its reader gets it, not a page
ROLES = ["nobody", "lead", "organiser"]  # who gets the furthest in each part of the site
PRESSED = "//*[(@onclick or @role='button' or @role='link') and not(self::a or self::button or self::summary)]"
LABELLED = "//label[@for and not(@for = //*/@id)]/@for"
HEADERS = "//th[not(@scope) and not(@role)]"
GROUPS = "//fieldset[not(legend or @aria-label or @aria-labelledby or @role='presentation')]"
CHOICES = "//optgroup[not(@label) or @label='']"
LANDMARKS = ["header", "nav", "main", "footer"]


def wrong_in(text):
    """What stands on a page against the sheet."""
    page = html.fromstring(text)
    found = [f"holds {path[:40]}" for path in rgaa.ABSENT if page.xpath(path)]
    for path in (PRESSED, LABELLED, HEADERS, GROUPS, CHOICES):
        found += [
            f"{path[:40]}: {one if isinstance(one, str) else html.tostring(one)[:80]}" for one in page.xpath(path)
        ]
    found += [f"no {name}" for name in LANDMARKS if not page.xpath(f"//{name}")]
    return found if text.startswith("<!DOCTYPE html>") else [*found, "no document type"]


def test_every_page_is_built_as_the_sheet_says(answers):
    wrong, seen = {}, 0
    for role in ROLES:
        for name, answer in answers[role].items():
            seen += answer.is_page
            if answer.is_page and name not in MAIL and (found := wrong_in(answer.content.decode())):
                wrong[name, role] = found

    assert wrong == {}
    assert seen > 250


def test_the_menu_keeps_its_place_and_its_order(answers):
    menus = {}
    for name, answer in answers["lead"].items():
        if answer.is_page:
            menu = html.fromstring(answer.content).xpath("//nav[@aria-label='Navigation principale']")
            menus.setdefault(tuple(menu[0].xpath(".//a/@href")) if menu else (), []).append(name)

    assert [len(links) > 3 for links in menus] == [True], menus


@pytest.mark.parametrize("words", rgaa.UNSCRIPTED)
def test_no_script_does_what_the_sheet_says_none_does(words):
    assert [path.name for path in SCRIPTS.iterdir() if re.search(words, path.read_text())] == []


@pytest.mark.parametrize("name", sorted({name for _, name in rgaa.HELD.values()}))
def test_each_test_that_the_sheet_names_exists(name):
    file, function = name.split("::")

    assert f"\ndef {function}(" in (TESTS / file).read_text()


def test_the_sheet_names_each_number_once_and_the_documentation_counts_them():
    listed = [number for numbers in [*rgaa.ABSENT.values(), *rgaa.UNSCRIPTED.values()] for number in numbers]
    listed += [*rgaa.BY_AXE, *rgaa.HELD]

    assert sorted(listed) == sorted(set(listed))
    text = " ".join(Path(settings.BASE_DIR, "docs/accessibility.md").read_text().split())
    assert f"{len(listed)} of the {rgaa.TESTS_OF_RGAA} tests of the RGAA" in text
    assert f"| a rule of axe | {len(rgaa.BY_AXE)} |" in text
    assert f"| a test of this repository | {len(rgaa.HELD)} |" in text
