"""Hostile words in every text of the database: no page breaks, none is read as markup, a formula or a calendar."""

import io
import re

import openpyxl
import pytest
from django.db import IntegrityError, models, transaction
from django.urls import reverse
from icalendar import Calendar

from atelier.backoffice.workbook import import_export
from atelier.core.own_apps import own_models
from atelier.core.spreadsheets import write_csv, write_xlsx
from atelier.seasons.models import Season
from sessions.programme import feeds
from tests.access_matrix import MATRIX
from tests.test_admin_lists import LISTS

pytestmark = pytest.mark.django_db
MARKUP = "</script><img src=x onerror=alert(1)>\"'{{7*7}}{% load x %}"
FORMULA = '=HYPERLINK("http://evil")'
LINES = "X\r\nATTENDEE:mailto:evil@example.org"
# Read by machines, or compared: a hostile value there is no text that somebody typed.
CODES = {
    "password", "key", "ref", "trigger", "milestone", "completion_check", "code", "department", "siren", "siret",
    "sha256", "number", "path", "source", "token", "kind", "source_key", "slug", "sort_name", "summary_sha256",
    "postcode", "name", "content_type", "fingerprint", "prefix", "template", "words", "level_names",
}  # fmt: skip
NAMED = {
    "territories.Territory",
    "territories.Organisation",
    "seasons.Venue",
    "seasons.TeamMember",
    "contributions.Issuer",
}


def texts_of(model):
    for field in model._meta.concrete_fields:
        plain = field.deconstruct()[1] in {"django.db.models.CharField", "django.db.models.TextField"}
        if (
            plain
            and not field.choices
            and not field.unique
            and field.formfield().__class__.__name__ != "EmailField"
            and (field.name not in CODES or (field.name == "name" and model._meta.label in NAMED))
        ):
            yield field


def poison(words):
    """Put the words in every text that somebody may type, as much of them as the column holds."""
    touched = 0
    for model in own_models():
        if model._meta.label in {"contributions.Invoice", "contributions.CreditNote"}:
            continue
        for field in texts_of(model):
            try:
                with transaction.atomic():
                    touched += models.QuerySet(model).update(**{field.name: words[: field.max_length or None]})
            except IntegrityError:
                continue  # a column that two rows may not share
    return touched


def test_no_page_breaks_and_no_word_becomes_markup(client, world, settings):
    settings.DEMO_MAILBOX = settings.MEDIA_ROOT / "mail"
    people, arguments = world
    assert poison(MARKUP) > 100
    client.raise_request_exception = False
    wrong, seen = [], 0
    lists = [reverse(f"admin:{table}_changelist") + "?saison=toutes" for table in LISTS]
    for role in ("nobody", "participant", "lead", "treasurer", "organiser"):
        addresses = [reverse(name, kwargs=arguments.get(name)) for name in MATRIX if name != "account_logout"]
        if people[role]:
            client.force_login(people[role])
        for address in addresses + lists * (role == "organiser"):
            response = client.get(address)
            is_page = response.get("Content-Type", "").startswith("text/html")
            html = response.content.decode() if is_page and not response.streaming else ""
            seen += "onerror=alert(1)" in html
            if response.status_code >= 500 or re.search(r"<img[^>]*onerror", html) or "'49{%" in html:
                wrong.append((role, address, response.status_code))

    assert wrong == []
    assert seen > 60  # the words were there, as words


def test_no_cell_becomes_a_formula(world):
    poison(FORMULA)
    season = Season.objects.order_by("pk").first()
    found = 0
    for sheet in import_export.worksheets().values():
        for row in sheet.table(season):
            found += sum(isinstance(cell, str) and cell.startswith("=") for cell in row)
    assert found > 3

    tables = {sheet.title: sheet.table(season) for sheet in import_export.worksheets().values()}
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(tables)))
    assert [cell.value for sheet in book for row in sheet for cell in row if cell.data_type == "f"] == []
    for table in tables.values():
        assert not re.search(r"(^|;)=", write_csv(table).decode("utf-8-sig"), re.MULTILINE)


def test_no_word_adds_a_line_to_a_calendar(client, world, participant):
    poison(LINES)
    feed = client.get(reverse("sessions:feed", kwargs={"token": feeds.feed_for(user=participant.user).token}))

    events = Calendar.from_ical(feed.content).walk("VEVENT")
    assert events
    assert [event for event in events if "ATTENDEE" in event] == []
    assert max(len(line) for line in feed.content.split(b"\r\n")) <= 75
