"""An erasure takes documents away: the next ones are issued all the same, and no number is given twice."""

from datetime import date

import pytest

from atelier.core.issued_documents.models import IssuedDocument
from atelier.core.own_apps import own_models
from atelier.privacy import erasure
from contributions.invoicing import issue_credit_note, issue_document
from contributions.models import CreditNote, Invoice
from sessions.attendance import roll_call
from sessions.documents import attestations, booklets, convocations, facilitation_documents
from sessions.documents.models import Attestation, Booklet, Convocation, FacilitationDocument
from sessions.programme.models import Day
from territories.models import Participant
from tests.facilitation import joined, lead
from tests.factories import ParticipantFactory, settled

pytestmark = pytest.mark.django_db


def numbers():
    return {model: set(model.objects.order_by("pk").values_list("number", flat=True)) for model in ISSUED}


ISSUED = (Attestation, Booklet, Convocation, CreditNote, FacilitationDocument, Invoice)


def test_every_numbered_document_is_tried_here():
    numbered = {model for model in own_models() if issubclass(model, IssuedDocument) or model in {Invoice, CreditNote}}
    named = {model for model in own_models() if any(one.name == "number" and one.unique for one in model._meta.fields)}

    assert numbered == set(ISSUED)
    assert {model for model in named if model._meta.get_field("number").get_internal_type() == "CharField"} == numbered


def issue_all(season, organiser):
    """One more of each, for somebody who was not there; what it numbered."""
    before = numbers()
    day = Day.objects.filter(season=season).order_by("date").last()
    triptych = season.triptychs.order_by("pk").first()
    seat = triptych.participants.count() + 1
    person = ParticipantFactory(triptych=triptych, seat=seat, state="confirmed", last_name=f"Suivante{seat}")
    convocations.issue_convocations(day=day)
    present = {(person, day.half_days.first()): {"status": "present"}}
    roll_call.reopen_day(day=day, author=organiser, reason="Une arrivée")
    roll_call.record_attendance(day=day, cells=present, author=organiser)
    roll_call.close_day(day=day, author=organiser)
    attestations.issue_attestations(season=season)
    booklets.issue_booklet(triptych)
    lead(day, joined(season, first_name=f"Ada{seat}", email=f"ada{seat}@example.org"), title=f"Temps {seat}")
    facilitation_documents.issue_documents(season=season, kind=FacilitationDocument.Kind.LETTER)
    invoice = issue_document(instalment=settled().instalments.get(), on=date(2026, 11, 1))
    issue_credit_note(invoice=invoice, amount=invoice.total, reason="Erreur", by=organiser, on=date(2026, 11, 2))
    return {model: found - before[model] for model, found in numbers().items()}


@pytest.mark.parametrize("first", [True, False])
def test_after_an_erasure_every_document_is_numbered_on(known, organiser, first):
    """The person erased held the first numbers, or the last ones."""
    season = known.season
    issue_all(season, organiser)
    seen = numbers()

    gone = known if first else Participant.objects.filter(last_name__startswith="Suivante").order_by("pk").last()
    erasure.erase(email=gone.email)
    fresh = issue_all(season, organiser)

    assert [model.__name__ for model in ISSUED if not fresh[model] or fresh[model] & seen[model]] == []


def test_nobody_is_sent_an_attestation_of_somebody_erased(known, organiser):
    erasure.erase(email=known.email)

    assert [one.participant.last_name for one in attestations.issue_attestations(season=known.season)] == []
