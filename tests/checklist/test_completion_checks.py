"""What the retro-planning sees happen by itself, in each app."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from atelier.checklist.milestones import CompletionCheck, Milestone
from atelier.core.declarations import declared_by_key
from atelier.seasons.models import Season
from contributions import invoicing
from contributions.models import Agreement, Payment
from referential.models import AssessmentRound
from sessions.attendance import roll_call, sign_in_sheets
from sessions.documents import attestations, booklets, convocations
from sessions.documents.models import Attestation
from sessions.exchanges.models import Note
from sessions.groups import composition
from tests.factories import (
    AssessmentRoundFactory,
    ParticipantFactory,
    SeasonFactory,
    TriptychFactory,
    add_days,
    agree_on,
    settled,
    triptych_of_six,
)

pytestmark = pytest.mark.django_db


def seen(fact, season):
    return declared_by_key(CompletionCheck)[fact].find(season)


def test_what_happens_to_triptychs_is_seen():
    season = SeasonFactory(places=2)
    one = TriptychFactory(season=season, submitted=True)
    assert {seen(fact, season) == set() for fact in ("all_decided", "places_taken", "all_confirmed")} == {True}

    one.status, one.rank = "admitted", 1
    one.save()
    assert seen("all_decided", season) == {"season"}
    assert seen("places_taken", season) == set()

    other = triptych_of_six(season=season, rank=2)
    assert seen("places_taken", season) == {"season"}
    assert seen("all_confirmed", season) == set()

    for category in season.categories.all():
        for seat in (1, 2):
            ParticipantFactory(triptych=one, category=category, seat=seat, state="confirmed")
    assert seen("all_confirmed", season) == {"season"}
    other.participants.filter(seat=1).update(state="left")
    assert seen("all_confirmed", season) == set()


def test_what_happens_around_a_day_is_seen(organiser, participant):
    season = participant.season
    today, _ = add_days(season, timezone.localdate(), timezone.localdate() + timedelta(days=9))
    ref = {f"day:{today.pk}"}
    facts = [key for key, check in declared_by_key(CompletionCheck).items() if check.scope == "day"]
    assert {key: seen(key, season) for key in facts} == {key: set() for key in facts}

    item = today.half_days.first().items.create(starts_at="10:00", format="inter", title="Tables")
    composition.compose_groups(item=item, author=organiser)
    convocations.issue_convocations(day=today)
    roll_call.close_day(day=today, author=organiser)
    scan = SimpleUploadedFile("feuille.pdf", b"%PDF-1.7 signed")
    sign_in_sheets.add_scan(day=today, file=scan, author=organiser)
    Note.objects.create(day=today, author=organiser, title="Retenu", text="Un récit.")

    assert {key: seen(key, season) for key in facts} == dict.fromkeys(facts, ref)
    roll_call.reopen_day(day=today, author=organiser, reason="Erreur")
    assert seen("presence_closed", season) == set()


def test_documents_of_the_end_are_seen(organiser, participant):
    season = participant.season
    (day,) = add_days(season, timezone.localdate())
    morning = day.half_days.first()
    roll_call.check_in(participant=participant, half_day=morning, author=organiser, at=morning.start)
    roll_call.close_day(day=day, author=organiser)
    assert seen("attestations_issued", season) == seen("booklets_issued", season) == set()

    attestations.issue_attestations(season=season)
    booklets.issue_booklet(participant.triptych)

    assert seen("attestations_issued", season) == seen("booklets_issued", season) == {"season"}
    Attestation.objects.update(revoked_at=timezone.now())
    assert seen("attestations_issued", season) == set()


def test_positions_are_seen_settled():
    triptych = triptych_of_six()
    season = triptych.season
    assert seen("rounds_fixed", season) == set()
    assessment_round = AssessmentRoundFactory(season=season, over=True)
    assert (seen("rounds_fixed", season), seen("positions_settled", season)) == ({"season"}, set())

    agree_on(triptych, assessment_round)

    assert seen("positions_settled", season) == {f"round:{assessment_round.pk}"}
    assert [one.ref for one in declared_by_key(Milestone)["round_closes"].find(season)] == [
        f"round:{assessment_round.pk}"
    ]
    assert declared_by_key(Milestone)["round_opens"].find(season)[0].on == AssessmentRound.objects.get().opens_on


def test_money_is_seen_agreed_asked_and_paid(treasurer):
    payer = settled(triptych=TriptychFactory(admitted=True))
    season = payer.agreement.triptych.season
    facts = ("all_agreed", "all_asked", "all_paid")
    assert [seen(fact, season) for fact in facts] == [{"season"}, set(), set()]

    invoice = invoicing.issue_document(instalment=payer.instalments.get(), on=timezone.localdate())
    assert [seen(fact, season) for fact in facts] == [{"season"}, {"season"}, set()]

    Payment.objects.create(invoice=invoice, amount=invoice.total, received_on=timezone.localdate(), author=treasurer)
    assert [seen(fact, season) for fact in facts] == [{"season"}] * 3
    Agreement.objects.update(agreed_amount=None, settled_at=None)
    assert seen("all_agreed", season) == set()


def test_a_season_online_is_seen():
    season = SeasonFactory()
    assert seen("season_online", season) == {"season"}
    season.status = Season.Status.PREPARATION
    assert seen("season_online", season) == set()
