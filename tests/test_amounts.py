"""What a territory envisages to pay is for its contacts, the treasurer and the organisers; no page tells others."""

import io
import re
from decimal import Decimal
from functools import cache

import pypdf
import pytest
from django.contrib import admin
from django.urls import reverse
from pytest_django.asserts import assertNotContains

from atelier.backoffice.workbook import import_export
from atelier.core.spreadsheets import read_book
from territories import documents
from territories.models import Triptych
from tests.access_matrix import MATRIX, ROLES
from tests.factories import TriptychFactory

pytestmark = pytest.mark.django_db
CANARY, SEEN = Decimal("7654.32"), re.compile(r"7654[.,]32")
LISTED = {"admin:budget", "admin:budget_xlsx", "territories:summary_pdf", "admin:territories_triptych_changelist"}
CONCERNED = {
    "contact": {"territories:application"},
    "lead": {"contributions:contribution"},
    "treasurer": LISTED,
    "organiser": {*LISTED, "admin:board", "workbook_file"},
}


def words_of(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return words_in(content, response.get("Content-Type", ""))


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


@pytest.fixture
def envisaged(world):
    Triptych.objects.update(wished_amount=CANARY)
    for triptych in Triptych.objects.exclude(summary_sha256=""):
        Triptych.objects.filter(pk=triptych.pk).update(summary_sha256="")
        documents.acknowledge(triptych.pk)
    people, arguments = world
    whole = {"sheets": list(import_export.worksheets().values()), "extension": "xlsx"}
    job = import_export.export(
        season=people["participant"].participants.get().season, author=people["organiser"], **whole
    )
    return people, {**arguments, "workbook_file": {"pk": job.pk}}


def told(client, world, role) -> set[str]:
    """The addresses whose answer to this role tells the amount."""
    people, arguments = world
    client.logout()
    if people[role]:
        client.force_login(people[role])
    addresses = {name: reverse(name, kwargs=arguments.get(name)) for name in MATRIX if name != "account_logout"}
    for model in admin.site._registry:
        label = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        addresses |= {f"{label}_{page}": reverse(f"{label}_{page}") for page in ("changelist", "add")}
        for row in model._base_manager.order_by("pk")[:3]:
            addresses |= {
                f"{label} {row.pk} {page}": reverse(f"{label}_{page}", args=[row.pk]) for page in ("change", "history")
            }
    pages = {name: words_of(client.get(address)) for name, address in addresses.items()}
    return {name for name, words in pages.items() if SEEN.search(re.sub(r"[\s\u00a0\u202f]|&nbsp;", "", words))}


def test_no_page_tells_others_what_a_territory_envisages(client, envisaged):
    """The walk sees what there is to see: those whom it concerns are told."""
    found = {role: told(client, envisaged, role) for role in ROLES}

    assert {role: pages for role, pages in found.items() if role not in CONCERNED and pages} == {}
    for role, least in CONCERNED.items():
        assert least <= found[role], role


def test_a_search_by_the_amount_finds_nothing_for_the_team_of_days(as_user, facilitator):
    triptych = TriptychFactory(submitted=True, wished_amount=CANARY)

    assertNotContains(as_user(facilitator).get(reverse("search"), {"q": "7654"}), triptych.territory.name)
