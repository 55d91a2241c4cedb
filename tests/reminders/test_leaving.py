"""What leaves is asked for at the hour when it leaves: its reason, its words, its files."""

import smtplib
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.utils import timezone

from atelier.core.declarations import ScheduledTask, declared
from atelier.outbox import queueing
from atelier.outbox.models import Message
from atelier.reminders import planner
from atelier.seasons.models import Season
from contributions import invoicing, payments
from contributions.models import Invoice
from sessions.documents import convocations, rendering
from sessions.programme import calendar
from tests.factories import RuleFactory, TriptychFactory, VenueFactory, settled
from tests.reminders.conftest import LONG_AGO, at, leave, rule, states

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def invoice(season, organiser):
    """An invoice of 1 090,56 € to be paid by the end of March."""
    triptych = TriptychFactory(season=season, admitted=True, rank=2)
    payer = settled(triptych=triptych, amount=Decimal("1090.56"), email="compta@example.org")
    made = invoicing.issue_document(instalment=payer.instalments.get(), on=date(2027, 3, 1))
    Invoice.objects.filter(pk=made.pk).update(due_on=date(2027, 3, 31))
    return made


def test_nobody_is_reminded_of_an_invoice_paid_since_the_plan(season, now, invoice, organiser):
    rule(season, trigger="invoice_due", direction="after", days=7, text="{montant} {numero}")
    planner.plan_messages()
    assert states() == ["queued"]
    at(now, 4, 7, 10)
    payments.record_payment(invoice=invoice, amount=Decimal("1090.56"), received_on=date(2027, 4, 6), by=organiser)

    assert leave() == []
    message = Message.objects.get()
    assert (message.state, message.error) == ("withdrawn", "Ce dont il parlait n’a plus lieu, ou est réglé.")


def test_a_reminder_says_what_is_still_due_that_day(season, now, invoice, organiser):
    rule(season, trigger="invoice_due", direction="after", days=7, text="{montant} {numero}")
    planner.plan_messages()
    at(now, 4, 7, 10)
    payments.record_payment(invoice=invoice, amount=Decimal("1000.00"), received_on=date(2027, 4, 6), by=organiser)

    (sent,) = leave()
    assert "90,56\u00a0€" in sent.body


def test_the_rank_of_a_reminder_counts_what_left(season, now, invoice):
    """The first rule was off, so that its moment passed: the second is the payer's first reminder."""
    for days, active in ((7, False), (21, True), (45, True)):
        values = {"trigger": "invoice_due", "direction": "after", "days": days, "text": "{numero} {rappel} rappel"}
        RuleFactory(season=season, is_active=active, effective_from=LONG_AGO if active else None, **values)
    at(now, 4, 1, 10)
    planner.plan_messages()
    planned = list(Message.objects.order_by("not_before").values_list("text", flat=True))
    assert ["premier rappel" in planned[0], "deuxième rappel" in planned[1]] == [True, True]

    at(now, 4, 21, 9)
    leave()
    planner.plan_messages()
    at(now, 5, 18, 9)  # the 15th is a Saturday, the 17th Whit Monday
    leave()

    assert [" ".join(one.body.split()[1:3]) for one in mail.outbox] == ["premier rappel", "deuxième rappel"]


def issued(day):
    for one in convocations.issue_convocations(day=day).created:
        rendering.render_convocation(one.pk)
    Message.objects.exclude(source__startswith="rule:").delete()


@pytest.mark.usefixtures("mode")
def test_the_convocation_in_force_leaves_and_the_words_say_so(season, day, now):
    rule(season, attaches=True, text="{lieu} {convocation}")
    planner.plan_messages()
    at(now, 3, 22, 10)
    issued(day)
    at(now, 3, 23, 9)

    leave()

    assert len(mail.outbox) == 2
    for sent in mail.outbox:
        assert [name.split("-")[0] for name, _, _ in sent.attachments] == ["CONV", "journee"]
        assert "Votre convocation est jointe." in sent.body


@pytest.mark.parametrize("is_issued", [False, True])
def test_a_convocation_with_the_former_place_does_not_leave(is_issued, season, day, now):
    rule(season, attaches=True, text="{lieu} {convocation}")
    if is_issued:
        issued(day)
    planner.plan_messages()
    day.venue = VenueFactory(name="Moulin neuf")
    day.save()
    at(now, 3, 23, 9)

    leave()

    said = "n’est plus à jour" if is_issued else "n’est pas encore prête"
    assert len(mail.outbox) == 2
    assert [(one.attachments, "Moulin neuf" in one.body, said in one.body) for one in mail.outbox] == [
        ([], True, True)
    ] * 2


def test_a_mail_server_away_for_an_hour_loses_no_reminder(season, now, monkeypatch):
    rule(season)
    planner.plan_messages()
    with monkeypatch.context() as away:
        away.setattr(
            "django.core.mail.backends.locmem.EmailBackend.send_messages",
            lambda *a: (_ for _ in ()).throw(smtplib.SMTPConnectError(421, b"away")),
        )
        for minute in range(60):
            at(now, 3, 23, 9, minute)
            leave()
            if minute % 5 == 0:
                planner.plan_messages()
    assert states() == ["queued", "queued"]
    for minute in range(60):
        at(now, 3, 23, 10, minute)
        leave()

    assert (len(mail.outbox), states()) == (2, ["sent", "sent"])


def test_a_day_is_said_as_seen_from_the_day_of_leaving(season, now, organiser):
    """The 30th of March is a Tuesday after Easter Monday: what leaves the day before leaves on Friday."""
    rule(season, trigger="day_team", days=1, subject="Journée {journee} : {quand}", text="{lien}")
    planner.plan_messages()
    at(now, 3, 26, 9)

    (sent,) = leave()

    assert sent.subject.endswith("mardi 30 mars 2027")


def test_a_day_is_tomorrow_the_day_before(season, now):
    other = calendar.add_day(season=season, number=2, date=date(2027, 4, 8))
    rule(season, days=1, subject="Journée {journee} : {quand}")
    planner.plan_messages()
    at(now, 4, 7, 9)

    leave()

    assert {one.subject for one in mail.outbox} == {f"Journée {other.number} : demain"}


def test_nothing_asks_for_what_is_over(season, now):
    """The last day for absences is Tuesday the 23rd: a worker that comes back on the 24th says nothing of it."""
    rule(season, trigger="absence_deadline", days=0, text="jusqu’au {limite}")
    planner.plan_messages()
    message = Message.objects.first()
    deadline = season.days.get().absence_deadline
    assert timezone.localdate(message.expires_at) == deadline == date(2027, 3, 23)
    at(now, 3, 24, 9)

    assert leave() == []
    Message.objects.expire(timezone.now())
    assert states() == ["missed", "missed"]


def test_a_reminder_of_a_day_does_not_outlive_its_beginning(season, now):
    rule(season, days=1)
    planner.plan_messages()

    start = season.days.get().half_days.order_by("starts_at").first().start
    assert set(Message.objects.values_list("expires_at", flat=True)) == {start}


def test_a_message_whose_reason_cannot_be_read_waits_and_is_tried_again(season, now, monkeypatch):
    rule(season)
    planner.plan_messages()
    at(now, 3, 23, 9)
    with monkeypatch.context() as broken:
        broken.setattr("sessions.reminders._words", lambda day: 1 / 0)
        assert leave() == []
    assert states() == ["queued", "queued"]
    assert Message.objects.first().error == "Ce dont ce courriel parle n’a pas pu être lu."
    at(now, 3, 23, 9, 2)

    assert len(leave()) == 2


def test_a_test_sends_what_would_leave(season, day, now, organiser):
    rule(season, attaches=True, text="{lieu} {convocation}")
    planner.plan_messages()
    day.venue = VenueFactory(name="Moulin neuf")
    day.save()
    issued(day)

    copy = queueing.send_test(Message.objects.order_by("pk").first(), to=organiser.email)

    assert ("Moulin neuf" in copy.text, copy.attachments.count()) == (True, 1)
    Season.objects.update(status="archived")
    assert queueing.send_test(Message.objects.order_by("pk").first(), to=organiser.email) is None


def test_a_rule_put_nearer_to_the_day_does_not_leave_early(season, now):
    active = rule(season)
    planner.plan_messages()
    active.days = 4
    active.save()
    at(now, 3, 23, 9)

    assert leave() == []
    assert states() == ["queued", "queued"]
    at(now, 3, 26, 9)
    assert len(leave()) == 2


def test_a_day_moved_since_the_plan_is_said_once_by_the_message_of_its_date(season, day, now):
    rule(season)
    planner.plan_messages()
    day.date = date(2027, 3, 31)
    day.save()
    at(now, 3, 24, 9)

    assert leave() == []
    assert set(Message.objects.values_list("state", "error")) == {
        ("withdrawn", "La date a changé\u00a0: mercredi 31 mars 2027, au lieu du 30 mars 2027.")
    }
    planner.plan_messages()
    assert len(leave()) == 2


def test_a_tick_that_no_worker_took_expires_before_the_next():
    from atelier.celery import app  # noqa: PLC0415

    every = app.conf.beat_schedule.values()
    assert len(every) == len(declared(ScheduledTask)) > 3
    for entry in every:
        assert 0 < entry["options"]["expires"] <= timedelta(days=1).total_seconds()
    assert app.conf.beat_schedule["atelier.core.tasks.sweep"]["options"] == {"expires": 30.0}
