"""What a territory envisages to pay is for its contacts, the treasurer and the organisers; no page tells others."""

import io
import re
from functools import cache

import pypdf
import pytest
from django.urls import reverse
from pytest_django.asserts import assertNotContains

from atelier.core.spreadsheets import read_book
from tests.factories import TriptychFactory
from tests.walk import AMOUNT

pytestmark = pytest.mark.django_db
SEEN = re.compile(r"7654[.,]32")
LISTED = {"admin:budget", "admin:budget_xlsx", "territories:summary_pdf", "admin:territories_triptych_changelist"}
CONCERNED = {
    "contact": {"territories:application"},
    "lead": {"contributions:contribution"},
    "treasurer": LISTED,
    "organiser": {*LISTED, "admin:board", "workbook_file"},
}


@cache
def words_in(content: bytes, kind: str) -> str:
    """A document is given to several roles: it is read once."""
    if "pdf" in kind:
        is_whole = b"%%EOF" in content  # the scans of the world are not
        pages = pypdf.PdfReader(io.BytesIO(content)).pages if is_whole else []
        return "\n".join(page.extract_text() for page in pages)
    if "spreadsheet" in kind:
        return str(read_book("classeur.xlsx", content, most=10_000))
    return content.decode(errors="replace")


def told(answers) -> set[str]:
    """The addresses whose answer tells the amount."""
    pages = {name: words_in(answer.content, answer.type) for name, answer in answers.items()}
    return {name for name, words in pages.items() if SEEN.search(re.sub(r"[\s\u00a0\u202f]|&nbsp;", "", words))}


def test_no_page_tells_others_what_a_territory_envisages(answers):
    """The walk sees what there is to see: those whom it concerns are told."""
    found = {role: told(given) for role, given in answers.items()}

    assert {role: pages for role, pages in found.items() if role not in CONCERNED and pages} == {}
    for role, least in CONCERNED.items():
        assert least <= found[role], role


def test_a_search_by_the_amount_finds_nothing_for_the_team_of_days(as_user, facilitator):
    triptych = TriptychFactory(submitted=True, wished_amount=AMOUNT)

    assertNotContains(as_user(facilitator).get(reverse("search"), {"q": "7654"}), triptych.territory.name)
