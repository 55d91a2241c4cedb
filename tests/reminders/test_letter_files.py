"""A letter with files: kept once they are chosen, shown, carried by each message, gone with the last."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from atelier.core import virus_scanner
from atelier.outbox.models import Attachment, Message
from atelier.privacy import erasure, retention
from atelier.reminders import letter_files
from atelier.reminders.models import LetterFile
from tests.admin_actions import shown_by
from tests.factories import UserFactory
from tests.reminders.conftest import leave
from tests.shared_files import PDF, a_pdf, office

pytestmark = pytest.mark.django_db
LETTER = {"audience": "participants", "subject": "Des nouvelles", "text": "Bonjour {prenom}.", "token": "abc"}
ADDRESS = "admin:letter"


def written(desk, *files, **values):
    """One file a time, as a browser sends them."""
    for file in files or [""]:
        page = desk.post(reverse(ADDRESS), {**LETTER, **values, "file": file})
    return page


def send(desk, page, **values):
    return desk.post(reverse(ADDRESS), {**LETTER, **values, **shown_by(page), "send": "1"})


@pytest.mark.usefixtures("mode")
def test_what_was_joined_and_shown_leaves_with_each_message(desk, coming_season):
    page = written(desk, a_pdf("Dossier \u202etéléchargé.pdf"), SimpleUploadedFile("liste.xlsx", office("xlsx")))
    assertContains(page, "Avec Dossier téléchargé.pdf, liste.xlsx.")
    assertContains(page, "Envoyer à 2 destinataires")
    assert Message.objects.count() == 0

    send(desk, page)

    sent = leave()
    assert len(sent) == 2
    for one in sent:
        assert [(name, kind) for name, _, kind in one.attachments] == [
            ("Dossier téléchargé.pdf", "application/pdf"),
            ("liste.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ]
        assert one.attachments[0][1] == PDF


def test_a_wrong_text_loses_no_file_and_a_file_chosen_twice_is_one(desk, coming_season):
    page = written(desk, a_pdf(), text="{lien}")
    assertContains(page, "n’existe pas ici")
    assertContains(page, "support.pdf</a>")

    page = written(desk, a_pdf(), a_pdf("autre.pdf"))

    assert list(LetterFile.objects.values_list("name", flat=True)) == ["support.pdf", "autre.pdf"]
    assertContains(page, "Avec support.pdf, autre.pdf.")


def test_one_that_is_taken_off_does_not_leave(desk, coming_season):
    page = written(desk, a_pdf(), a_pdf("autre.pdf"))
    off = LetterFile.objects.get(name="support.pdf")

    again = send(desk, page, off=off.pk)
    assertContains(again, "a changé depuis")
    assertNotContains(again, "support.pdf")
    send(desk, again)

    assert {one.name for one in Attachment.objects.all()} == {"autre.pdf"}


REFUSED = {
    "program": (a_pdf("lettre.exe", b"MZ\x90\x00\x03"), "n’est pas d’une nature acceptée"),
    "disguised": (a_pdf("lettre.png"), "devrait finir par"),
    "macros": (a_pdf("lettre.docm"), "contient des macros"),
    "empty": (a_pdf(content=b""), "Ce fichier est vide"),
}


@pytest.mark.parametrize(("file", "sentence"), REFUSED.values(), ids=REFUSED)
def test_a_file_of_another_kind_is_refused_in_words_and_the_text_stays(file, sentence, desk, coming_season):
    file.seek(0)
    page = written(desk, file)

    assertContains(page, sentence)
    assertContains(page, "Bonjour {prenom}.")
    assertNotContains(page, "Envoyer à")
    assert not LetterFile.objects.exists()


def test_the_weight_of_all_is_bounded(monkeypatch, desk, coming_season):
    monkeypatch.setattr(letter_files, "MAX_BYTES", 2 * len(PDF))

    page = written(desk, a_pdf(), a_pdf("b.pdf"), a_pdf("c.pdf"))

    assertContains(page, "Avec «\u00a0c.pdf\u00a0», les fichiers de cette lettre pèseraient")
    assert list(LetterFile.objects.values_list("name", flat=True)) == ["support.pdf", "b.pdf"]


def test_the_scanner_refuses_or_is_waited_for(monkeypatch, settings, organiser):
    settings.CLAMD_SOCKET = "/run/clamd"
    monkeypatch.setattr(virus_scanner, "find_virus", lambda file: "Eicar")
    with pytest.raises(ValidationError, match="logiciel nuisible"):
        letter_files.keep(token="abc", author=organiser, file=a_pdf())

    def away(file):
        raise virus_scanner.ScannerAway

    monkeypatch.setattr(virus_scanner, "find_virus", away)
    with pytest.raises(ValidationError, match="L’antivirus ne répond pas"):
        letter_files.keep(token="abc", author=organiser, file=a_pdf())
    assert not LetterFile.objects.exists()


def test_nobody_else_joins_their_files_by_the_number_of_a_letter(desk, coming_season):
    letter_files.keep(token="abc", author=UserFactory(is_organiser=True), file=a_pdf("secret.pdf"))

    assertNotContains(written(desk), "secret.pdf")


def stored():
    return default_storage.listdir("lettres")[1] if default_storage.exists("lettres") else []


@pytest.fixture
def sent(desk, coming_season, django_capture_on_commit_callbacks):
    send(desk, written(desk, a_pdf()))
    leave()
    return django_capture_on_commit_callbacks


def test_a_file_goes_with_the_last_message_that_carries_it(sent):
    (name,) = stored()
    first, second = Message.objects.order_by("pk")
    with sent(execute=True):
        erasure.erase(email=first.to_email)
        retention.apply(timezone.now() + timedelta(days=2))
    assert stored() == [name]

    with sent(execute=True):
        retention.apply(second.sent_at + timedelta(days=91))

    assert (stored(), LetterFile.objects.count(), Attachment.objects.count()) == ([], 0, 0)


def test_what_never_left_goes_after_a_day(desk, coming_season, django_capture_on_commit_callbacks):
    written(desk, a_pdf())
    with django_capture_on_commit_callbacks(execute=True):
        retention.apply(timezone.now() + timedelta(hours=20))
        assert LetterFile.objects.count() == 1
        retention.apply(timezone.now() + timedelta(hours=30))

    assert (stored(), LetterFile.objects.count()) == ([], 0)


def test_whoever_writes_letters_reads_what_was_joined(desk, as_user, facilitator, sent):
    address = reverse("admin:letter_file", args=[LetterFile.objects.get().pk])

    answer = desk.get(address)
    assert (answer.content, answer["Content-Type"]) == (PDF, "application/pdf")
    assert answer["Content-Disposition"].startswith("attachment")
    assert as_user(facilitator).get(address).status_code == 403
