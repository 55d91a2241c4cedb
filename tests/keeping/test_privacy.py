"""Personal data: a register of every column, what one takes away, what erasing leaves, what leaves by itself."""

import io
import json
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import models
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from atelier.accounts.models import User
from atelier.audit.models import Change
from atelier.keeping import erasure, retention
from atelier.keeping.register import KEPT, NOT_PERSONAL, REGISTER
from atelier.outbox.models import Bounce, Message
from contributions import invoicing
from referential.models import Position
from sessions import attendance, attestations, booklets, convocations, documents
from sessions.models import Attendance, Day
from territories import documents as applications
from territories.models import AccessNeed, HolderChange, Participant, PersonalChoices, Triptych
from tests.factories import (
    EntryFactory,
    MessageFactory,
    MomentFactory,
    ParticipantFactory,
    SeasonFactory,
    TriptychFactory,
    UserFactory,
    add_days,
    answer_all,
    settled,
)

pytestmark = pytest.mark.django_db
TEXTS = (models.CharField, models.TextField, models.FileField, models.JSONField)
TABLES = ["accounts", "outbox", "seasons", "territories", "referential", "atelier_sessions", "contributions"]
LIBRARIES = ["auditlog", "account", "mfa", "sessions", "admin"]


@pytest.fixture(autouse=True)
def beside(settings, tmp_path):
    """The journal of erasures lies in a folder of the test."""
    settings.VAR_DIR = tmp_path


def tables():
    for label in TABLES + LIBRARIES:
        for model in apps.get_app_config(label).get_models():
            if not model._meta.proxy:
                yield model


def may_be_personal(field):
    to = field.related_model._meta.label if field.is_relation else ""
    return to in {"accounts.User", "territories.Participant"} or (isinstance(field, TEXTS) and not field.choices)


def test_every_column_that_may_be_personal_is_in_the_register():
    for model in tables():
        label = model._meta.label
        columns = {field.name for field in model._meta.concrete_fields if may_be_personal(field)}
        personal = set(REGISTER[label].columns) if label in REGISTER else set()
        other = set(NOT_PERSONAL.get(label, "").split())
        assert columns <= personal | other, label
        assert not personal & other, label
        assert personal | other <= {field.name for field in model._meta.concrete_fields}, label


@pytest.fixture
def known(organiser):
    """Somebody about whom there is something in every table; and a peer, of whom nothing may be touched."""
    season = SeasonFactory(number=7)
    triptych = TriptychFactory(season=season, admitted=True, lead=UserFactory(email="referente@example.org"))
    user = UserFactory(email="zelie@example.org", first_name="Zélie", last_name="Quernec")
    person = ParticipantFactory(
        triptych=triptych, first_name="Zélie", last_name="Quernec", email=user.email, user=user, phone="+33639981234",
        state="confirmed", position="maire de Quernec",
    )  # fmt: skip
    ParticipantFactory(triptych=triptych, seat=2, last_name="Pair", email="pair@example.org", state="confirmed")
    (day,) = add_days(season, timezone.localdate())
    for row in convocations.issue(day=day).created:
        documents.render(row.pk)
    late = {"status": "late", "minutes": 5, "reason": "Zélie Quernec était au train"}
    attendance.note(day=day, cells={(person, day.half_days.first()): late}, author=organiser)
    attendance.close(day=day, author=organiser)
    for row in attestations.issue(season=season):
        documents.render_attestation(row.pk)
    answer_all(person, MomentFactory(season=season))
    Position.objects.filter(sheet__participant=person).update(note="Moi, Zélie Quernec")
    AccessNeed.objects.create(participant=person, text="Une rampe pour Zélie Quernec")
    PersonalChoices.objects.create(participant=person, shares_contact=True)
    EntryFactory(triptych=triptych, author=user, text="Avec Quernec Zélie, tout commence.")
    change = {
        "leaving": person,
        "effective_on": date(2090, 1, 1),
        "asked_by": organiser,
        "reason": "Zélie Quernec part",
    }
    HolderChange.objects.create(**change, first_name="Luc", last_name="Neuf", email="luc@example.org")
    MessageFactory(to_email="referente@example.org", text="Zélie Quernec ne viendra pas.")
    Bounce.objects.create(email=user.email, reason="boîte de zelie@example.org pleine")
    booklets.issue(triptych)
    applications.acknowledge(triptych.pk)
    settled(triptych=triptych)
    return person


CANARIES = ("Quernec", "zelie@example.org", "39981234")


def dump():
    """Every table as text, accents as they are."""
    for model in tables():
        for values in model._base_manager.order_by("pk").values():
            yield model._meta.label, json.dumps(values, default=str, ensure_ascii=False)


def holding():
    """Where somebody is still named: tables, then files of the private storage."""
    found = {label for label, text in dump() if any(canary in text for canary in CANARIES)}
    folder = default_storage.path("")
    for path in Path(folder).rglob("*"):
        if path.is_file() and path.suffix == ".ics" and any(canary in path.read_text() for canary in CANARIES):
            found.add(str(path))
    return found


def test_erasing_leaves_nothing_that_names_the_person_and_changes_no_count(known, organiser):
    assert len(holding()) > 12
    before = list(Attendance.objects.order_by("pk").values_list("status", "half_day"))
    paths = [row.pdf_path for row in (*known.convocations.all(), *known.attestations.all())]
    assert all(default_storage.exists(path) for path in paths)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda call, using=None, robust=False: call())
        erasure.erase(email="Zelie@example.org", by=organiser)

    assert holding() == set()
    assert not any(default_storage.exists(path) for path in paths)
    assert list(Attendance.objects.order_by("pk").values_list("status", "half_day")) == before
    assert Position.objects.exists()
    gone = Participant.objects.get(pk=known.pk)
    assert (gone.full_name, gone.state, gone.user) == ("Personne effacée", "left", None)
    assert Participant.objects.get(email="pair@example.org").last_name == "Pair"
    assert Change.objects.filter(actor=organiser, action=Change.Action.DELETE).count() == 1


def test_an_invoice_keeps_what_the_law_asks(known):
    payer = known.triptych.agreement.payers.get()
    invoice = invoicing.issue(instalment=payer.instalments.get(), on=timezone.localdate())
    kept = invoice.snapshot

    erasure.erase(email=known.email)

    invoice.refresh_from_db()
    assert invoice.snapshot == kept
    assert REGISTER["contributions.Invoice"].erased == KEPT


def test_the_team_and_a_lead_are_not_erased_before_handing_over(organiser, known):
    with pytest.raises(ValidationError, match="de l’équipe"):
        erasure.erase(email=organiser.email)
    with pytest.raises(ValidationError, match="référent"):
        erasure.erase(email="referente@example.org")
    assert User.objects.filter(email="referente@example.org", is_active=True).exists()


def test_the_journal_of_erasures_names_nobody(known):
    erasure.erase(email=known.email)

    text = erasure.journal_path().read_text()
    assert not any(canary in text for canary in CANARIES)
    assert len(text.splitlines()) == 1
    assert erasure.replay() == 0  # nobody of it is there any more


def test_one_takes_away_all_that_is_theirs_and_nothing_of_anybody_else(as_user, known):
    client = as_user(known.user)
    assertContains(client.get("/compte/mes-donnees/"), "accueillir")

    response = client.post("/compte/mes-donnees/zip/")

    archive = zipfile.ZipFile(io.BytesIO(response.content))
    names = archive.namelist()
    plain = json.loads(archive.read("mes-donnees.json"))
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


def test_one_erases_oneself_by_typing_the_word(as_user, known):
    client = as_user(known.user)
    assertContains(client.post("/compte/mes-donnees/", {"word": "oui"}), "Tapez EFFACER")
    assert User.objects.filter(email="zelie@example.org").exists()

    response = client.post("/compte/mes-donnees/", {"word": "effacer"}, follow=True)

    assertRedirects(response, "/")
    assertContains(response, "Vos données sont effacées.")
    assert client.get("/espace/").status_code == 302
    assert not User.objects.filter(email="zelie@example.org").exists()


def test_a_lead_is_told_to_hand_over_first(as_user, known):
    lead = User.objects.get(email="referente@example.org")
    response = as_user(lead).post("/compte/mes-donnees/", {"word": "EFFACER"})

    assertContains(response, "confiez d’abord ce rôle")
    assertNotContains(response, "Vos données sont effacées")


def moved(season, days):
    Day.objects.filter(season=season).update(date=timezone.localdate() - timedelta(days=days))


def test_needs_leave_a_month_after_the_last_day(known):
    moved(known.season, 30)
    assert retention.due().needs == []
    moved(known.season, 31)
    assert len(retention.due().needs) == 1

    retention.apply()
    assert not AccessNeed.objects.exists()


def test_the_words_of_a_message_leave_after_ninety_days_and_its_key_stays():
    old = timezone.now() - timedelta(days=91)
    MessageFactory(key="a", state="sent", sent_at=old, created_at=old)
    MessageFactory(key="b", state="queued", created_at=old)
    MessageFactory(key="c", state="sent", sent_at=timezone.now())

    assert retention.apply()["courriels"] == 1
    assert retention.apply()["courriels"] == 0
    assert list(Message.objects.order_by("key").values_list("key", "text")) == [
        ("a", ""),
        ("b", "Texte\n"),
        ("c", "Texte\n"),
    ]


def test_people_leave_five_years_after_their_last_season(known):
    moved(known.season, 5 * 365)
    assert "zelie@example.org" not in retention.due().addresses
    moved(known.season, 5 * 365 + 1)
    assert "zelie@example.org" in retention.due().addresses

    other = TriptychFactory(season=SeasonFactory(number=8), admitted=True)
    again = ParticipantFactory(triptych=other, email="zelie@example.org")
    assert "zelie@example.org" not in retention.due().addresses  # she came back
    again.delete()

    call_command("retention", "--write", verbosity=0)
    assert not Participant.objects.filter(email="zelie@example.org").exists()
    assert retention.due().addresses == []


def test_people_of_a_refused_application_leave_after_two_years():
    triptych = TriptychFactory(submitted=True, people=1)
    triptych.status = "refused"
    triptych.save()
    Triptych.objects.update(updated_at=timezone.now() - timedelta(days=729))
    assert retention.due().addresses == []
    Triptych.objects.update(updated_at=timezone.now() - timedelta(days=731))

    assert retention.apply()["personnes"] == 1


def test_a_draft_that_nobody_touches_leaves_after_six_months():
    kept, left = TriptychFactory(people=1), TriptychFactory(people=1)
    Triptych.objects.filter(pk=left.pk).update(updated_at=timezone.now() - timedelta(days=184))

    assert retention.apply()["brouillons"] == 1
    assert list(Triptych.objects.all()) == [kept]
    assert Participant.objects.count() == 1


def test_an_account_that_nothing_uses_leaves_after_two_years(organiser):
    old = timezone.now() - timedelta(days=731)
    User.objects.update(date_joined=old)
    idle, used = UserFactory(date_joined=old), UserFactory(date_joined=old, last_login=timezone.now())

    assert retention.due().addresses == [idle.email]
    retention.apply()
    assert User.objects.filter(pk=used.pk, email=used.email).exists()
