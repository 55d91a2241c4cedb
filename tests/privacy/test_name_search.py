"""Which texts may name somebody who was erased: whole words, no particle alone, no more than somebody can read."""

import pytest
from auditlog.models import LogEntry
from pytest_django.asserts import assertContains

from atelier.privacy import erasure, name_search
from atelier.privacy.models import TextToReview
from tests.factories import EntryFactory, ParticipantFactory
from tests.privacy.canaries import asked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mode")]


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("Merci à ZÉLIE QUERNEC.", "sure"),
        ("Quernec, Zelie", "sure"),
        ("écrire à Zelie@example.org", "sure"),
        ("son 06.39.98.12.34", "sure"),
        ("0033 6 39 98 12 34", "sure"),
        ("Madame Quernec", "likely"),
        ("Madame Qu\u0435rn\u0435c", "likely"),  # two letters are Cyrillic
        ("Zélie", ""),
        ("Quernecquois", ""),
        ("zelie@example.org.invalid", "sure"),  # too much rather than too little
        ("06 39 98 12 35", ""),
    ],
)
def test_whole_words_name_somebody(text, reading):
    names = {"first_name": "Zélie", "last_name": "Quernec", "email": "zelie@example.org", "phone": "+33639981234"}
    assert asked(**names).reading(text) == reading


def test_a_name_of_particles_is_not_looked_for_and_that_is_said(as_user, organiser):
    EntryFactory(text="L’histoire de la commune, racontée e par e")
    EntryFactory(text="Écrire à dela@example.org")
    person = ParticipantFactory(first_name="de", last_name="la", phone="e", email="dela@example.org")

    erasure.erase(email=person.email)

    assert [text.text for text in TextToReview.objects.all()] == ["Écrire à dela@example.org"]
    assertContains(as_user(organiser).get("/admin/privacy/texttoreview/"), "nom trop court ou trop courant")
    assertContains(as_user(organiser).get("/admin/audit/change/"), "nom trop court ou trop courant")


def test_a_name_found_everywhere_lists_no_more_than_somebody_can_read(monkeypatch):
    monkeypatch.setattr(name_search, "MOST", 2)
    for _ in range(3):
        EntryFactory(text="Le village de Commune-Neuve")
    EntryFactory(text="Léa Commune")
    wanted = [asked(first_name=first, last_name="Commune") for first in ("Léa", "de")]
    LogEntry.objects.all().delete()
    sure = name_search.places(wanted[0])
    everywhere = name_search.places(wanted[1])

    assert [len(places) for places, _ in (sure, everywhere)] == [1, 2]
    assert [is_whole for _, is_whole in (sure, everywhere)] == [False, False]


@pytest.mark.parametrize(
    ("first", "last", "is_sought"),
    [
        ("Li", "Wu", True),
        ("Jo", "Le", True),
        ("de", "la", False),
        ("e", "e", False),
        ("Le", "Du", False),
        ("Ô", "Yé", True),
    ],
)
def test_a_name_of_two_letters_is_looked_for_and_one_of_particles_is_not(first, last, is_sought):
    found = asked(first_name=first, last_name=last, email="courte@example.org")

    words = f"Hier, {last.upper()} {first} nous l’a dit."
    assert (found.reading(words), found.is_whole) == (("sure", True) if is_sought else ("", False))
