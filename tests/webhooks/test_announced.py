"""Which verbs tell other programs, what they say, and that they name nobody."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from atelier.webhooks import managing
from atelier.webhooks.events import Event
from atelier.webhooks.models import Delivery
from contributions import documents as money
from contributions import invoicing, payments
from contributions.models import Invoice
from sessions.attendance import roll_call
from sessions.documents import attestations, booklets, convocations, rendering
from sessions.programme import calendar
from territories import selection
from tests.factories import SeasonFactory, add_days, settled

pytestmark = pytest.mark.django_db


def listening(season):
    """An address that listens to everything in this season, and one in another."""
    for one in (season, SeasonFactory()):
        managing.add(season=one, url="https://exemple.fr/signaux", events=Event.values)


def told(season):
    """What was queued, without what changes from a run to the next."""
    assert not Delivery.objects.exclude(webhook__season=season).exists()
    return [(one.event, json.loads(one.body)["data"]) for one in Delivery.objects.order_by("pk")]


def test_a_territory_that_is_admitted_is_told(candidate, organiser):
    listening(candidate.season)
    selection.admit(triptych=candidate, author=organiser)

    facts = {"season": candidate.season.number, "territory": candidate.pk, "name": "Val", "department": "62", "rank": 1}
    assert told(candidate.season) == [("territory.admitted", facts)]


def test_a_refusal_is_told_to_nobody(candidate, organiser):
    listening(candidate.season)
    selection.refuse(triptych=candidate, author=organiser)

    assert told(candidate.season) == []


def test_a_day_that_changes_is_told_once_a_change(season):
    day = calendar.add_day(season=season, number=1, date=timezone.localdate() + timedelta(days=20))
    day.save()
    listening(season)
    day.date += timedelta(days=1)
    day.save()
    day.preparation = "Rien de ce que les agendas montrent"
    day.save()
    day.mode, day.link = "online", "https://visio.example.org/secret"
    day.save()

    facts = [data for event, data in told(season) if event == "day.changed"]
    assert [(one["date"], one["mode"]) for one in facts] == [(str(day.date), "on_site"), (str(day.date), "online")]
    assert "visio.example" not in json.dumps(facts)


def test_a_presence_that_is_closed_is_told_each_time(triptych, organiser):
    listening(triptych.season)
    (day,) = add_days(triptych.season, timezone.localdate())
    roll_call.close_day(day=day, author=organiser)
    roll_call.reopen_day(day=day, author=organiser, reason="Une erreur")
    roll_call.close_day(day=day, author=organiser)

    assert [event for event, _ in told(triptych.season)] == ["presence.closed"] * 2


def test_documents_and_payments_are_told_and_nobody_is_named(triptych, organiser):
    triptych.participants.update(last_name="Unetelle", first_name="Zélie")
    (day,) = add_days(triptych.season, timezone.localdate())
    listening(triptych.season)
    for document in convocations.issue_convocations(day=day).created[:1]:
        rendering.render_convocation(document.pk)
    there = {"status": "present", "minutes": None, "reason": ""}
    cells = {(triptych.participants.order_by("pk").first(), part): there for part in day.half_days.all()}
    roll_call.record_attendance(day=day, cells=cells, author=organiser)
    roll_call.close_day(day=day, author=organiser)
    rendering.render_attestation(attestations.issue_attestations(season=triptych.season)[0].pk)
    rendering.render_booklet(booklets.issue_booklet(triptych)[0].pk)
    instalment = settled(triptych=triptych).instalments.get()
    invoice = Invoice.objects.get(pk=invoicing.issue_document(instalment=instalment, on=timezone.localdate()).pk)
    money.render_invoice(invoice.pk)
    paid = {"amount": Decimal("12.50"), "received_on": timezone.localdate(), "by": organiser}
    payments.record_payment(invoice=invoice, reference="VIR Zélie Unetelle", **paid)

    said = told(triptych.season)
    issued = [data["kind"] for event, data in said if event == "document.issued"]
    assert sorted(issued) == ["attestation", "booklet", "convocation", "invoice"]
    ((_, payment),) = [one for one in said if one[0] == "payment.entered"]
    assert (payment["amount"], payment["invoice"]) == ("12.50", invoice.number)
    for name in ("Unetelle", "Zélie", "@example"):
        assert name not in json.dumps(said, ensure_ascii=False)


def test_an_address_is_told_what_it_listens_to(triptych, organiser):
    managing.add(season=triptych.season, url="https://exemple.fr/a", events=["payment.entered"])
    (day,) = add_days(triptych.season, timezone.localdate())
    roll_call.close_day(day=day, author=organiser)

    assert told(triptych.season) == []
