"""Sign-in sheets, scans, cards, tables: what is printed, what is kept."""

import io
from datetime import time

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django.asserts import assertContains

from atelier.core import uploads
from sessions.attendance import sign_in_sheets
from sessions.attendance.models import SheetScan
from sessions.groups import composition as groups
from sessions.groups import table_sheets
from territories.models import AccessNeed

pytestmark = pytest.mark.django_db


def text_of(content):
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def test_the_sheet_has_a_box_for_each_and_nothing_private(triptych, yesterday):
    AccessNeed.objects.create(participant=triptych.participants.first(), text="CANARI-BESOIN")

    text = text_of(sign_in_sheets.sign_in_sheet(yesterday))

    for person in triptych.participants.all():
        assert person.last_name.upper() in text
        assert person.email not in text
    assert "Toute signature par procuration est sans valeur" in text
    assert "CANARI-BESOIN" not in text
    assert "0639980001" not in "".join(text.split())


def test_sheets_are_tagged_and_in_french(triptych, yesterday, organiser):
    item = yesterday.half_days.first().items.create(starts_at=time(10), format="collective", title="Tables")
    composition = groups.compose_groups(item=item, author=organiser)

    for content in (
        sign_in_sheets.sign_in_sheet(yesterday),
        sign_in_sheets.name_cards(yesterday),
        table_sheets.table_sheets(composition),
    ):
        root = pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]
        assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("fr", True)


def scan(client, day, name, content):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("admin:add_scan", args=[day.pk]), {"file": file}, follow=True)


def test_a_signed_sheet_is_kept_and_read_again(as_user, organiser, yesterday):
    client = as_user(organiser)
    assert sign_in_sheets.days_without_scan(yesterday.season) == [yesterday]

    assertContains(scan(client, yesterday, "Feuille été.PDF", b"%PDF-1.7 x"), "La feuille signée est gardée.")

    assert sign_in_sheets.days_without_scan(yesterday.season) == []
    kept = SheetScan.objects.get()
    assert "été" not in kept.file.name
    assert client.get(reverse("admin:scan", args=[kept.pk])).content == b"%PDF-1.7 x"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.pdf", b"<script>"),
        ("x.svg", b"<svg/>"),
        ("x.html", b"%PDF-"),
        ("x", b"%PDF-"),
        ("x.png", b"\xff\xd8\xff"),
        ("x.pdf", b"%PDF-" + b"0" * uploads.MAX_UPLOAD_BYTES),
    ],
)
def test_what_is_no_scan_is_refused_in_words(name, content, as_user, organiser, yesterday):
    response = scan(as_user(organiser), yesterday, name, content)

    assert any(words in response.content.decode() for words in ("Choisissez un fichier PDF", "trop lourd"))
    assert SheetScan.objects.count() == 0


def test_a_facilitator_reads_scans_and_adds_none(as_user, facilitator, yesterday):
    assert as_user(facilitator).post(reverse("admin:add_scan", args=[yesterday.pk])).status_code == 403
