"""Doors that others left open: who is counted as one visitor, forged columns, heavy files, fetches."""

import http.server
import io
import threading
import zipfile
from datetime import timedelta
from smtplib import SMTPServerDisconnected
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django.asserts import assertContains

from atelier import middleware
from atelier.accounts import code_limits
from atelier.accounts.models import User
from atelier.core import pdf, spreadsheets
from atelier.core.limits import Limit
from territories.models import Participant, Triptych
from tests.factories import SeasonFactory, UserFactory
from tests.hostile_files import ods_table

pytestmark = pytest.mark.django_db
LOGIN = {"login": "zoe@example.org"}


def ask(client, email, forwarded):
    headers = {"X-Forwarded-For": forwarded}
    return client.post(reverse("account_login"), {"login": email}, headers=headers).status_code


@pytest.fixture
def small_room(monkeypatch):
    """A machine asks for 20 codes in ten minutes, in place of a hundred."""
    monkeypatch.setattr(code_limits, "FROM_MACHINE", Limit("codes from a machine", 20, timedelta(minutes=10)))


@pytest.mark.usefixtures("small_room")
def test_a_visitor_who_invents_addresses_is_still_counted_as_one(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    statuses = [ask(client, f"qui{n}@example.org", f"10.0.0.{n}, 192.0.2.7") for n in range(25)]

    assert 429 in statuses


@pytest.mark.usefixtures("small_room")
def test_visitors_behind_the_same_proxy_are_counted_apart(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    statuses = {ask(client, f"qui{n}@example.org", f"192.0.2.{n}") for n in range(25)}

    assert 429 not in statuses


@pytest.mark.usefixtures("small_room")
def test_without_a_proxy_the_header_is_hearsay(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0

    assert 429 in [ask(client, f"qui{n}@example.org", f"192.0.2.{n}") for n in range(25)]


def test_a_site_that_is_not_ours_is_not_answered(client):
    assert client.get("/", headers={"host": "mechant.example"}).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/.git/config", "/.env", "/static/../.env", "/static/%2e%2e/.env", "/var/atelier.sqlite3", "/manage.py",
        "/static/", "/static/css/", "/media/", "/var/media/", "/backups/",
    ],
)  # fmt: skip
def test_nothing_of_the_machine_is_served(path, client):
    assert client.get(path).status_code == 404


def test_what_is_asked_is_not_told_back(client):
    assert client.trace("/", headers={"X-Secret": "CANARI"}).status_code == 405
    assert b"CANARI" not in client.trace("/espace/", headers={"X-Secret": "CANARI"}).content


def test_tries_without_end_are_told(client, settings, caplog):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0

    while ask(client, "qui@example.org", "10.0.0.1") != 429:
        pass

    assert f"Too Many Requests: {reverse('account_login')}" in caplog.messages


def test_one_address_is_not_written_to_without_end_whoever_asks(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    for number in range(40):
        client.logout()
        ask(client, "zoe@example.org", f"192.0.2.{number}")

    assert len(mail.outbox) == 30
    assertContains(client.post(reverse("account_login"), LOGIN), "aucun autre ne part", status_code=429)


def test_a_closed_account_is_out_at_once(client, contact):
    client.force_login(contact)
    assert client.get("/espace/").status_code == 200

    User.objects.filter(pk=contact.pk).update(is_active=False)

    assert client.get("/espace/").status_code == 302


def columns(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_forged_columns_of_an_application_are_not_written(as_user, draft, contact):
    other = SeasonFactory()
    forged = {
        "status": "admitted",
        "rank": "1",
        "waiting_rank": "1",
        "season": other.pk,
        "summary_sha256": "x",
        "id": 9,
    }
    before = columns(draft)

    as_user(contact).post(f"/candidatures/{draft.pk}/dynamique/", {**forged, "dynamics": "Autrement."})

    after = columns(Triptych.objects.get(pk=draft.pk))
    assert {name for name in after if after[name] != before[name]} <= {"dynamics", "expectations", "updated_at"}
    assert after["dynamics"] == "Autrement."


def test_forged_columns_of_a_person_are_not_written(as_user, draft, contact, stranger):
    person = draft.participants.order_by("pk").first()
    before = columns(person)
    forged = {"state": "confirmed", "user": stranger.pk, "triptych": 999, "category": 999, "seat": 2, "invitation": 9}
    typed = {"first_name": "Léa", "last_name": "Autre", "position": "Maire", "organisation": "Ville"}
    address = f"/candidatures/{draft.pk}/triptyque/{person.category.code}/{person.seat}/"

    as_user(contact).post(address, {**forged, **typed, "email": person.email})

    after = columns(Participant.objects.get(pk=person.pk))
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"first_name", "last_name", "position", "organisation", "sort_name", "updated_at"}
    assert after["last_name"] == "Autre"


def bomb():
    """Forty kilobytes that unpack to forty megabytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 40_000_000)
    return file.getvalue()


TABLES = {"xlsx": spreadsheets.write_xlsx({"A": [["un", "deux"]]}), "ods": ods_table([["un", "deux"]])}


def with_entities(kind):
    """A table that readers open, whose XML names a word that it defines itself: it could grow for ever."""
    whole, file = io.BytesIO(TABLES[kind]), io.BytesIO()
    with zipfile.ZipFile(whole) as before, zipfile.ZipFile(file, "w") as after:
        for name in before.namelist():
            text = before.read(name)
            if name in {"xl/worksheets/sheet1.xml", "content.xml"}:
                start = text.index(b"?>") + 2 if text.startswith(b"<?xml") else 0
                text = text[:start] + b'<!DOCTYPE x [<!ENTITY a "1">]>' + text[start:]
            after.writestr(name, text)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_table_that_defines_entities_is_refused_in_words(kind):
    with pytest.raises(ValidationError, match="fichier"):
        spreadsheets.read_file(f"classeur.{kind}", with_entities(kind), most=60)


@pytest.mark.parametrize("content", [bomb(), b"PK\x03\x04" + bytes(60), b"", b"x" * 1_000_001], ids=len)
def test_a_file_that_is_no_table_is_refused_in_words(content):
    with pytest.raises(ValidationError, match=r"fichier|tableau"):
        spreadsheets.read_file("classeur.xlsx", content, most=60)


class Listener(http.server.BaseHTTPRequestHandler):
    asked = 0

    def do_GET(self):
        Listener.asked += 1
        self.send_error(404)


def test_what_people_typed_makes_no_document_fetch_anything():
    server = http.server.HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    here = f"http://127.0.0.1:{server.server_port}"
    body = (
        f'<img src="{here}/a.png"><link rel="attachment" href="file:///etc/passwd"><style>@import "{here}/b.css";'
        f'p{{background:url({here}/c.png)}}</style><svg><image href="{here}/d.png"/></svg><p>x</p>'
    )

    made = pdf.render_html(f"<html lang=fr><title>T</title>{body}")
    server.shutdown()
    server.server_close()

    assert Listener.asked == 0
    assert b"root:" not in made
    assert b"EmbeddedFile" not in made


def test_a_silent_mail_server_tells_nobody_who_has_an_account(client, monkeypatch):
    UserFactory(email="zoe@example.org")

    def fail(*args, **options):
        raise SMTPServerDisconnected

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", fail)
    answers = []
    for email in (LOGIN["login"], "inconnue@example.org"):
        answer = client.post(reverse("account_login"), {"login": email}, follow=True)
        answers.append((answer.status_code, [str(message) for message in answer.context["messages"]]))
        client.logout()

    assert answers[0] == answers[1]
    assert answers[0][0] == 200
    assert answers[0][1] == ["Notre serveur de courriel ne répond pas. Réessayez dans quelques minutes."]


def test_an_address_with_a_line_in_it_is_refused(as_user, draft, contact):
    person = draft.participants.order_by("pk").first()
    address = f"/candidatures/{draft.pk}/triptyque/{person.category.code}/{person.seat}/"
    typed = {"first_name": "Léa", "last_name": "Autre", "position": "Maire", "organisation": "Ville"}

    answer = as_user(contact).post(address, {**typed, "email": "lea@example.org\r\nBcc: tous@example.org"})

    assertContains(answer, "adresse")
    assert not Participant.objects.filter(email__contains="bcc").exists()


def test_an_answer_takes_a_whole_number_of_steps_whoever_has_an_account(client, settings, monkeypatch):
    """A mail server of 237 ms: the visitor waits 63 more. `make bench` measures the real thing."""
    settings.EVEN_ANSWERS, clock, slept = 0.1, iter([5.0, 5.237]), []
    fake = SimpleNamespace(monotonic=lambda: next(clock), sleep=slept.append)
    monkeypatch.setattr(middleware, "time", fake)

    client.post(reverse("account_login"), {"login": "inconnue@example.org"})

    assert slept == [pytest.approx(0.063)]
