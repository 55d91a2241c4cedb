"""A mail server that is down, slow, refuses for now or for good, or hangs up; two workers and two planners at once."""

import multiprocessing
from collections import Counter
from datetime import timedelta
from unittest import mock

import django
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from tests import services
from tools.chaos import mail

# What the server does to whom; how many times the ledger should hold the message, and the state it should end in.
KINDS = {
    "fine": (1, "sent"),
    "slow": (1, "sent"),
    "later": (1, "sent"),  # 451 the first time
    "never": (0, "failed"),  # 550
    "hangs": (2, "sent"),  # accepts, then hangs up without a word, once: in doubt, it is repeated
    "hangs-asks": (1, "uncertain"),  # the same for the kind that asks
}
EACH, WORKERS = 8, 2


def run():
    """Prints what became of each kind; returns how many promises were broken."""
    with mail.ledger() as lines:
        wrong = batch(lines) + (twice_without_claim(lines) == 0)
    return wrong + planners()


def batch(lines):
    from atelier.outbox import delivery  # noqa: PLC0415 - once Django is set up
    from atelier.outbox.models import Bounce, Message  # noqa: PLC0415

    for kind in KINDS:
        for number in range(EACH):
            Message.objects.create(
                key=f"faults:{kind}:{number}",
                to_email=f"{kind}-{number}@example.org",
                subject="Essai",
                text="Essai\n",
                confirm_before_resend=kind.endswith("confirm_before_resend"),
            )
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, services.free_port()
    together(deliver, 0)  # nobody answers there
    waiting = Message.objects.filter(key__startswith="faults:", state="queued").count()
    settings.EMAIL_PORT = port
    for minutes in (5, 30, 120, 600, 1500):
        together(deliver, minutes)
    accepted, wrong = lines(), waiting != EACH * len(KINDS)
    print(f"  protected    mail server down: {waiting} messages wait")
    for kind, (times, state) in KINDS.items():
        rows = Message.objects.filter(key__startswith="faults:", to_email__regex=rf"^{kind}-\d+@").order_by("pk")
        counts = Counter(accepted[delivery.message_id(row)] for row in rows)
        states = Counter(row.state for row in rows)
        fine = counts == Counter({times: EACH}) and states == Counter({state: EACH})
        wrong += not fine
        print(f"  protected    mail server, {kind}: accepted {dict(counts)} times, {dict(states)}", flush=True)
    wrong += Bounce.objects.filter(email__startswith="never-").count() != EACH
    Message.objects.filter(key__startswith="faults:").delete()
    return wrong


def twice_without_claim(lines):
    """The control: two workers without the compare-and-set; how many messages left twice."""
    from atelier.outbox import delivery  # noqa: PLC0415
    from atelier.outbox.models import Message  # noqa: PLC0415

    rows = [
        Message.objects.create(key=f"control:{n}", to_email=f"fine-{n}@example.org", subject="Essai", text="Essai\n")
        for n in range(EACH * 4)
    ]
    together(deliver_unclaimed)
    twice = sum(lines()[delivery.message_id(row)] > 1 for row in rows)
    print(f"  unprotected  mail server, two workers without claim: {twice} of {len(rows)} left twice")
    Message.objects.filter(key__startswith="control:").delete()
    return twice


def deliver_unclaimed():
    with mock.patch.object(QuerySet, "update", return_value=1):
        deliver(0)


def together(action, *arguments):
    """The same in several processes at once."""
    django.db.connections.close_all()
    processes = [multiprocessing.get_context("fork").Process(target=action, args=arguments) for _ in range(WORKERS)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return [process.exitcode for process in processes]


def deliver(minutes):
    """What a worker does with what the sweep finds, `minutes` from now."""
    from atelier.outbox import delivery  # noqa: PLC0415
    from atelier.outbox.models import Message  # noqa: PLC0415

    now = timezone.now() + timedelta(minutes=minutes)
    for pk in list(Message.objects.due(now).order_by("pk").values_list("pk", flat=True)):
        delivery.deliver(pk, now=now)


def planners():
    """Two beats plan the same season at the same time: each message is written once."""
    from atelier.outbox.models import Message  # noqa: PLC0415
    from tests.factories import RuleFactory, SeasonFactory, TriptychFactory, add_days  # noqa: PLC0415

    season = SeasonFactory()
    long_ago = timezone.now() - timedelta(days=90)
    TriptychFactory(season=season, admitted=True, people=6, people__state="confirmed", people__answered_at=long_ago)
    add_days(season, timezone.localdate() + timedelta(days=30))
    rule = RuleFactory(season=season, is_active=True)
    codes = together(plan)
    written = Message.objects.filter(source=rule.source)
    topics = Counter(message.topics.count() for message in written)
    print(
        f"  protected    two planners at once: {written.count()} messages for 6 people, {codes.count(0)} without error"
    )
    return (written.count() != 6) + (codes != [0] * WORKERS) + (0 in topics)


def plan():
    from atelier.reminders import planner  # noqa: PLC0415

    planner.plan_messages()
