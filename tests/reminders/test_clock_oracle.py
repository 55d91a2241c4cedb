"""Seasons that chance makes, an hour after the other, against the oracle of time.

Every reminder that the oracle expects leaves once, at its hour there, to the right person, with true words and its
attachment; no other leaves. At times the worker or the mail server is away, two hours to two days: what is not yet too
late leaves once they are back. One short season by default; CLOCK_SEASONS=30 CLOCK_DAYS=400 for a long run,
CLOCK_SHARD=0/2 for half of it.
"""

import os
import random
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from atelier.outbox import delivery
from atelier.outbox import tasks as outbox_tasks
from atelier.outbox.models import Message
from atelier.reminders import tasks as reminder_tasks
from atelier.reminders.models import ReminderRule
from tests.factories import UserFactory
from tests.reminders.made_season import season_of
from tests.reminders.oracle import KEY, Oracle
from tests.reminders.random_season import Life

pytestmark = pytest.mark.django_db

SEASONS, DAYS = int(os.environ.get("CLOCK_SEASONS", "1")), int(os.environ.get("CLOCK_DAYS", "4"))
LONG = DAYS > 20
SHARD, SHARDS = map(int, os.environ.get("CLOCK_SHARD", "0/1").split("/"))
ELSEWHERE = ["971", "987", "988", "974", "67"]


class Outages:
    """When the worker and the mail server are back, each away by chance for two to 48 hours."""

    def __init__(self, dice, now, monkeypatch):
        self.dice, self.worker, self.server = dice, now, now
        monkeypatch.setattr(EmailBackend, "send_messages", self.sends(EmailBackend.send_messages))

    def draw(self, now):
        if self.dice.random() < (0.004 if LONG else 0.03):
            back = now + timedelta(hours=self.dice.randint(2, 48 if LONG else 6))
            setattr(self, self.dice.choice(["worker", "server"]), back)

    def sends(self, really):
        def send(backend, messages):
            if timezone.now() < self.server:
                raise ConnectionRefusedError
            return really(backend, messages)

        return send

    def is_over(self, now):
        """Whether what had failed was tried again since: tries are at most this far apart."""
        return now >= self.server + delivery.LATEST


def leave(oracle, now, *, all_must):
    """Deliver what is due, as the worker would; what left is compared with what must leave at this hour."""
    expected, left = oracle.due(now), set()
    due = Message.objects.due(now).filter(source__startswith="rule:").order_by("pk")
    for pk, key, source in list(due.values_list("pk", "key", "source")):
        before = len(mail.outbox)
        delivery.deliver(pk)
        if len(mail.outbox) == before:
            continue
        rule, *about = KEY.fullmatch(key).groups()
        one = (int(rule), *about)
        assert one in expected, f"{now}: {key} left without reason, or twice, or not at its hour"
        is_attaching = ReminderRule.objects.get(pk=source.removeprefix("rule:")).attaches
        assert oracle.errors(one, mail.outbox[-1], now, is_attaching) == [], f"{now}: {key}"
        oracle.note(one)
        left.add(one)
    missing = sorted(expected - left) if all_must else []
    states = Message.objects.filter(key__in=[f"rule:{one[0]}:{one[1]}:{one[2]}:{one[3]}" for one in missing])
    assert missing == [], (
        f"{now}: {[oracle.wishes[one] for one in missing[:2]]} {list(states.order_by('pk').values()[:2])}"
    )
    mail.outbox.clear()


@pytest.mark.parametrize("seed", [seed for seed in range(SEASONS) if seed % SHARDS == SHARD])
def test_each_reminder_leaves_once_at_its_hour_with_true_words(seed, organiser, monkeypatch):
    dice = random.Random(f"clock {seed}")
    begins = date(2026, 12, 1) + timedelta(days=dice.randrange(300)) if LONG else date(2027, 3, 1)
    beginning = datetime(begins.year, begins.month, begins.day, tzinfo=timezone.get_default_timezone())
    oracle, life = Oracle(), Life(dice, organiser)
    with time_machine.travel(beginning, tick=False) as now:
        UserFactory(is_facilitator=True)
        UserFactory(is_treasurer=True)
        UserFactory(is_organiser=True, is_active=False)
        for number in (90, 91):
            where = ["62", dice.choice(ELSEWHERE)] if LONG or number == 90 else ["62"]
            season = season_of(dice, number, begins, where, max(8, DAYS // 5) if LONG else 2, organiser)
        season.status = "draft"
        season.save()
        outages, unread = Outages(random.Random(f"outages {seed}"), timezone.now(), monkeypatch), False
        for hour in range(DAYS * 24):
            now.move_to(beginning + timedelta(hours=hour))
            acted = dice.random() < (0.04 if LONG else 0.1)
            if acted:
                life.act()
                if dice.random() < 0.02:
                    season.status = {"draft": "published", "published": "archived", "archived": "draft"}[season.status]
                    season.save()
            outages.draw(timezone.now())
            unread = unread or acted or hour % 24 == 0
            if timezone.now() < outages.worker:
                continue
            if unread:
                reminder_tasks.plan()
                oracle.read(timezone.now())
                unread = False
            outbox_tasks.expire()
            leave(oracle, timezone.now(), all_must=outages.is_over(timezone.now()))

    print(seed, sum(oracle.by_trigger.values()), dict(oracle.by_trigger))
    assert len(oracle.left) > 5
