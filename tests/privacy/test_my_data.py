"""What one takes away, and how one has oneself erased."""

import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from atelier.accounts.models import User
from atelier.audit.models import Change
from atelier.privacy import erasure
from territories.models import AccessNeed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mode")]


def test_one_takes_away_all_that_is_theirs_and_nothing_of_anybody_else(just_signed_in, known):
    client = just_signed_in(known.user)
    assertContains(client.get("/compte/mes-donnees/"), "accueillir")

    response = client.post("/compte/mes-donnees/zip/")

    archive = zipfile.ZipFile(io.BytesIO(response.content))
    names = archive.namelist()
    plain = json.loads(archive.read("mes-donnees.json"))
    page = archive.read("mes-donnees.html").decode()
    assert not re.search(r"True|False|None|\d{4}-\d\d-\d\d \d\d:", page)
    assert "<dd>oui</dd>" in page
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", plain["Comptes"]["lignes"][0]["créé le"])
    text = archive.read("mes-donnees.json").decode() + archive.read("mes-donnees.html").decode()
    assert {"mes-donnees.html", "mes-donnees.json"} < set(names)
    assert sum(name.startswith("documents/") for name in names) == 2  # a convocation, an attestation
    for mine in (
        "Quernec",
        "zelie@example.org",
        "39981234",
        "Une rampe",
        "Moi, Zélie",
        "tout commence",
        "était au train",
    ):
        assert mine in text
    for theirs in ("pair@example.org", "Pair", "referente@example.org"):
        assert theirs not in text
    assert {"Participants", "Présences", "Journal", "Courriels"} <= set(plain)


def test_one_erases_oneself_by_typing_the_word(just_signed_in, known):
    client = just_signed_in(known.user)
    assertContains(client.post("/compte/mes-donnees/", {"word": "oui"}), "Tapez EFFACER")
    assert User.objects.filter(email="zelie@example.org").exists()

    response = client.post("/compte/mes-donnees/", {"word": "effacer"}, follow=True)

    assertRedirects(response, "/")
    assertContains(response, "Vos données sont effacées.")
    assert client.get("/espace/").status_code == 302
    assert not User.objects.filter(email="zelie@example.org").exists()


def test_a_lead_is_told_to_hand_over_first(just_signed_in, known):
    lead = User.objects.get(email="referente@example.org")
    response = just_signed_in(lead).post("/compte/mes-donnees/", {"word": "EFFACER"})

    assertContains(response, "confiez d’abord ce rôle")
    assertNotContains(response, "Vos données sont effacées")


def test_a_session_of_yesterday_proves_itself_anew_before_anything_leaves(as_user, known):
    client = as_user(known.user)
    page = client.get("/compte/mes-donnees/")
    assertNotContains(page, "Télécharger mes données")

    for address, typed in (("/compte/mes-donnees/zip/", {}), ("/compte/mes-donnees/", {"word": "EFFACER"})):
        assertContains(client.post(address, typed, follow=True), "Confirmez d’abord que c’est vous")
    assert User.objects.filter(email="zelie@example.org").exists()


def test_one_proves_oneself_by_a_code_and_comes_back(client, known, mailoutbox):
    client.force_login(known.user)
    login = client.post("/compte/mes-donnees/confirmer/", follow=True)
    assertContains(login, "demandez un code à votre adresse, zelie@example.org")
    address = login.redirect_chain[-1][0]

    asked = client.post(address, {"login": "zelie@example.org", "next": "/compte/mes-donnees/"})
    code = re.search(r"^\s*([A-Z0-9-]{6,9})\s*$", mailoutbox[-1].body, re.MULTILINE)[1]
    assertContains(client.get(asked.url), 'name="next" value="/compte/mes-donnees/"')
    back = client.post(asked.url, {"code": code, "next": "/compte/mes-donnees/"}, follow=True)

    assert back.request["PATH_INFO"] == "/compte/mes-donnees/"
    assertContains(back, "Télécharger mes données")


def test_after_ten_minutes_the_proof_is_over(just_signed_in, known):
    client = just_signed_in(known.user)
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        assertNotContains(client.get("/compte/mes-donnees/"), "Télécharger mes données")


def test_whoever_reads_a_need_leaves_a_trace_that_the_person_sees(as_user, just_signed_in, known, organiser):
    client = as_user(organiser)
    need = AccessNeed.objects.get(participant__user=known.user)
    for _ in range(2):  # once a day is enough
        assertContains(client.get("/admin/territories/accessneed/"), "Une rampe")
        assertContains(client.get(f"/admin/territories/accessneed/{need.pk}/change/"), "Une rampe")
    assertContains(client.get("/admin/audit/change/"), "lecture")

    archive = zipfile.ZipFile(io.BytesIO(just_signed_in(known.user).post("/compte/mes-donnees/zip/").content))

    text = archive.read("mes-donnees.html").decode()
    assert text.count("l’équipe a lu votre besoin d’aménagement") == 1
    assert organiser.email not in text


def test_the_trace_of_a_need_leaves_with_it(as_user, known, organiser):
    as_user(organiser).get("/admin/territories/accessneed/")
    assert Change.objects.filter(content_type__model="accessneed").exists()

    erasure.erase(email="zelie@example.org")

    assert not Change.objects.filter(content_type__model="accessneed").exists()
