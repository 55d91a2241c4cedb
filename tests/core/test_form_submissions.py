"""A form that is sent twice acts once, and its second send is led where the first one was."""

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import time
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import connection, transaction
from django.urls import get_resolver, reverse
from django.utils import timezone
from django.utils.timezone import localdate
from pytest_django.asserts import assertContains

from atelier.api.interface import interface
from atelier.core import form_submissions
from atelier.core.models import FormSubmission
from atelier.core.own_apps import own_models
from atelier.core.reading_pages import address_of
from atelier.seasons.models import Venue
from contributions import invoicing
from contributions.models import Payment
from territories.models import Triptych
from tests import migrated
from tests.admin_actions import prove, second_factor_of
from tests.core import double_click
from tests.factories import SeasonFactory, VenueFactory, settled
from tools.fuzz.pages import Page

pytestmark = pytest.mark.django_db
NOTED = {"core.FormSubmission", "outbox.Message"}  # a mail that is repeated has its own key
IN_THE_SESSION = ("deconnexion", "logout", "voir-comme")  # what they do is done to the session that sends them

TODAY = "today"
# What an empty field of a page is filled in with, by a part of its name.
TYPED = {
    "email": "nouvelle@example.org",
    "amount": "12,50",
    "number": "87",
    "year": "2026",
    "_on": TODAY,
    "date_0": TODAY,
    "date": TODAY,
    "_0": TODAY,
    "_1": "10:00",
    "_at": "10:00",
    "url": "https://example.org/",
    "siret": "",
    "file": "",
    "seats": "2",
}


@pytest.fixture
def invoice():
    return invoicing.issue_document(instalment=settled().instalments.get(), on=localdate())


def token_of(page) -> str:
    return dict(Page("", page.content.decode()).forms[-1].values)["csrfmiddlewaretoken"]


def rows():
    """How many there are of each model, asked in one statement."""
    models = [model for model in own_models() if model._meta.label not in NOTED]
    counts = ", ".join(f'(SELECT count(*) FROM "{model._meta.db_table}")' for model in models)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}")
        return dict(zip((model._meta.label for model in models), cursor.fetchone(), strict=True))


@pytest.mark.usefixtures("mode")
def test_a_payment_sent_twice_from_one_page_is_one_payment(as_user, treasurer, invoice):
    client, address = as_user(treasurer), reverse("admin:note_invoice", args=[invoice.pk, "versement"])
    typed = {"amount": "4500", "received_on": str(localdate()), "reference": "VIR"}
    typed["csrfmiddlewaretoken"] = token_of(client.get(address))

    first, second = client.post(address, typed), client.post(address, typed)

    assert (first.status_code, first.url) == (second.status_code, second.url) == (302, address_of(invoice))
    assert Payment.objects.count() == 1
    assertContains(client.get(address_of(invoice)), "il n’a pas été enregistré une seconde fois")


def test_two_payments_alike_typed_in_two_pages_are_two(as_user, treasurer, invoice):
    client, address = as_user(treasurer), reverse("admin:note_invoice", args=[invoice.pk, "versement"])
    typed = {"amount": "20", "received_on": str(localdate()), "reference": "VIR"}

    for _ in range(2):
        client.post(address, {**typed, "csrfmiddlewaretoken": token_of(client.get(address))})

    assert Payment.objects.count() == 2


def test_what_was_refused_may_be_sent_again_corrected_or_not(as_user, treasurer, invoice):
    client, address = as_user(treasurer), reverse("admin:note_invoice", args=[invoice.pk, "versement"])
    token = token_of(client.get(address))
    wrong = {"amount": "beaucoup", "received_on": str(localdate()), "csrfmiddlewaretoken": token}

    assert [client.post(address, wrong).status_code for _ in range(2)] == [200, 200]
    assert client.post(address, {**wrong, "amount": "20"}).status_code == 302
    assert Payment.objects.count() == 1


def test_a_send_whose_first_is_not_over_is_told_to_wait_and_writes_nothing(as_user, treasurer, invoice, monkeypatch):
    monkeypatch.setattr(form_submissions, "PATIENCE", 0)
    client, address = as_user(treasurer), reverse("admin:note_invoice", args=[invoice.pk, "versement"])
    typed = {"amount": "4500", "received_on": str(localdate())}
    typed["csrfmiddlewaretoken"] = token_of(client.get(address))
    client.post(address, typed)
    FormSubmission.objects.update(location="")

    assertContains(client.post(address, typed), "déjà en cours d’envoi", status_code=409)
    assert Payment.objects.count() == 1


def test_a_draft_asked_for_twice_is_one_draft(as_user, contact):
    SeasonFactory(open=True)
    client, address = as_user(contact), reverse("territories:start")
    typed = {"name": "Syndicat du Val", "kind": "PROJ", "department": "69", "population": ""}
    typed["csrfmiddlewaretoken"] = token_of(client.get(address))

    first, second = client.post(address, typed), client.post(address, typed)

    assert (first.status_code, second.status_code, first.url) == (302, 302, second.url)
    assert Triptych.objects.count() == 1


def test_the_account_is_part_of_the_key(as_user, treasurer, organiser, invoice):
    address = reverse("admin:note_invoice", args=[invoice.pk, "versement"])
    typed = {"amount": "20", "received_on": str(localdate())}
    typed["csrfmiddlewaretoken"] = token_of(as_user(treasurer).get(address))

    for person in (treasurer, organiser):
        as_user(person).post(address, typed)

    assert Payment.objects.count() == 2


def test_signing_in_twice_from_one_page_is_not_answered_with_what_the_session_held(client, contact):
    address = reverse("account_login")
    typed = {"login": contact.email, "csrfmiddlewaretoken": token_of(client.get(address))}

    assert client.post(address, typed).status_code == 302
    assert FormSubmission.objects.count() == 0


def test_a_submission_is_forgotten_after_a_day():
    FormSubmission.objects.create(key="hier", at=timezone.now() - timedelta(hours=25))
    FormSubmission.objects.create(key="tantôt", at=timezone.now() - timedelta(hours=23))

    assert form_submissions.forget_old() == 1
    assert FormSubmission.objects.get().key == "tantôt"


@pytest.mark.django_db(transaction=True)
def test_two_processes_that_receive_the_same_form_at_the_same_instant_act_once(tmp_path):
    """On SQLite a file of its own; on PostgreSQL the database of the tests."""
    settings_of, file = connection.settings_dict, tmp_path / "double.sqlite3"
    if connection.vendor == "sqlite":
        url = f"sqlite:///{file}"
        migrated.copy(migrated.template(), file)
    else:
        host = "{USER}:{PASSWORD}@{HOST}:{PORT}".format(**settings_of)
        url = f"postgresql://{host}/{settings_of['NAME']}"
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tools.chaos.settings"}
    command, told = [sys.executable, "-m", "tests.core.double_click"], {"stdin": subprocess.PIPE, "text": True}
    both = [
        subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, **told)
        for _ in range(2)
    ]
    assert [one.stdout.readline() for one in both] == ["ready\n"] * 2
    start = str(time.time() + 0.1)
    for one in both:
        one.stdin.write(f"{start}\n")
        one.stdin.flush()
    first, second = (json.loads(one.communicate(timeout=60)[0]) for one in both)

    assert first == second == [reverse("admin:seasons_venue_changelist")] * double_click.ROUNDS
    assert len(names_in(file) or Venue.objects.all()) == double_click.ROUNDS


def names_in(file):
    """Of the rooms of a file of SQLite; nothing without one."""
    if not file.exists():
        return []
    with contextlib.closing(sqlite3.connect(file)) as database:
        return database.execute("SELECT name FROM seasons_venue").fetchall()


def views_of(patterns):
    """But those of the interface of other programs, which read no session and write nothing."""
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from views_of(pattern.url_patterns) if pattern.namespace != "api" else ()
        else:
            yield pattern.callback


def test_no_page_is_free_of_the_token_that_makes_the_key():
    assert {method for path in interface.get_openapi_schema()["paths"].values() for method in path} == {"get"}
    assert [view for view in views_of(get_resolver().url_patterns) if getattr(view, "csrf_exempt", False)] == []


def filled(form):
    """The form with the first value of each field, and something plausible where it is empty."""
    sent = {}
    for name, value in form.values:
        if not sent.get(name):
            known = next((typed for part, typed in TYPED.items() if part in name), "Un texte")
            known = str(localdate()) if known == TODAY else known
            sent[name] = value or known
    return {name: value for name, value in sent.items() if value and "DELETE" not in name and name != "_continue"}


def pages(answers):
    """Of each role, its pages; of each table of the administration, its list and its two forms."""
    for role in ("contact", "lead", "organiser"):
        met = set()
        for name, page in answers[role].items():
            table, _, what = name.partition(" ")
            is_first = table not in met and what.endswith("change")
            met |= {table} if is_first else set()
            if page.is_page and name != "account_logout" and (not what or (is_first and role == "organiser")):
                yield name, role, page


def test_no_form_of_any_page_creates_anything_when_it_is_sent_again(client, answers, walked_world):
    """The pages of the walk, sent in the world that they show."""
    created, tried, sent = set(), 0, set()
    before = rows()  # each form is taken back before the next
    for name, role, page in pages(answers):
        client.force_login(walked_world[0][role])
        for form in Page(page.path, page.content.decode()).forms:
            typed = filled(form) if form.method == "post" else {}
            alike = (role, form.action, str(sorted((key, typed[key]) for key in typed if key != "csrfmiddlewaretoken")))
            if not typed or alike in sent or any(word in form.action for word in IN_THE_SESSION):
                continue
            sent.add(alike)
            with transaction.atomic():
                first = client.post(form.action, typed)
                after = rows() if first.status_code == 302 else before
                if after != before:
                    second = client.post(form.action, typed)
                    created |= {label for label in after if after[label] > before[label]}
                    tried += 1
                    assert rows() == after, (name, role, form.action)
                    assert second.url == first.url
                transaction.set_rollback(True)

    assert tried > 30
    assert {"contributions.Payment", "seasons.Job", "checklist.Task"} <= created


def test_what_was_stopped_at_the_door_is_done_once_it_is_open(client, organiser, settings):
    settings.STAFF_SECOND_FACTOR = True
    second_factor_of(organiser)
    client.force_login(organiser)
    prove(client, organiser)
    venue = VenueFactory(name="Avant")
    address = reverse("admin:seasons_venue_change", args=[venue.pk])
    page = client.get(address)
    typed = {"name": "Après", "address": venue.address, "seen": page.context["seen"]}
    sent = {**typed, "csrfmiddlewaretoken": str(page.context["csrf_token"])}

    with time_machine.travel(timezone.now() + timedelta(hours=15)):
        assert "confirmation" in client.post(address, sent).url
        prove(client, organiser)
        client.post(address, sent)

    venue.refresh_from_db()
    assert venue.name == "Après"
