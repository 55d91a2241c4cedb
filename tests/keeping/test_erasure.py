"""A register of every personal column; erasing leaves nothing that names the person."""

import json
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.utils import timezone

from atelier.accounts.models import User
from atelier.audit.models import Change
from atelier.keeping import erasure
from atelier.keeping.register import KEPT, NOT_PERSONAL, REGISTER
from contributions import invoicing
from referential.models import Position
from sessions.models import Attendance
from territories.models import Participant
from tests.keeping.canaries import CANARIES, may_be_personal, tables

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mode")]


def test_every_column_that_may_be_personal_is_in_the_register():
    for model in tables():
        label = model._meta.label
        columns = {field.name for field in model._meta.concrete_fields if may_be_personal(field)}
        personal = set(REGISTER[label].columns) if label in REGISTER else set()
        other = set(NOT_PERSONAL.get(label, "").split())
        assert columns <= personal | other, label
        assert not personal & other, label
        assert personal | other <= {field.name for field in model._meta.concrete_fields}, label


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


def test_a_person_who_cannot_be_erased_anew_stops_nobody_else_and_is_not_passed_over(known, monkeypatch):
    """As after a restored backup: the journal knows two people whom the database names again."""
    for email in ("pair@example.org", "zelie@example.org"):
        erasure.note(email)
    erase = erasure.erase

    def refused(*, email):
        if email == "pair@example.org":
            raise OSError
        return erase(email=email)

    monkeypatch.setattr(erasure, "erase", refused)

    with pytest.raises(ExceptionGroup, match="1 of 2 people"):
        erasure.replay()

    assert not Participant.objects.filter(email="zelie@example.org").exists()
    assert Participant.objects.get(email="pair@example.org").last_name == "Pair"
