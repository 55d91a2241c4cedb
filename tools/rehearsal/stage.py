"""Where a story is played: a database taken back at its end, a clock that steps, workers, mails read as they leave."""

import logging
import random
import tempfile
from collections import deque
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from unittest import mock
from zoneinfo import ZoneInfo

import time_machine
from django.conf import settings
from django.core import mail
from django.db import transaction
from django.test import TestCase

from atelier.celery import app
from atelier.core import background, codes, pdf
from atelier.outbox.models import Message, Statement
from tests import factories
from tools.rehearsal.ledger import Ledger

PARIS = ZoneInfo("Europe/Paris")
BEGINNING = datetime(2026, 10, 12, 8, tzinfo=PARIS)  # the clock changes on 25 October, and on 28 March
STRIDE = timedelta(days=2)  # at least so often the rules are planned, as a reminder is stale after two working days
SWEEPS = ["atelier.outbox.tasks.expire", "atelier.core.tasks.sweep"]
PLANS = ["referential.tasks.sweep_perspectives", "atelier.reminders.tasks.plan"]  # dear: not at each mail that is due


@dataclass(frozen=True)
class Sent:
    """One mail that left: its row, what it said of each (person, thing), its words."""

    at: datetime
    key: str
    source: str
    to: str
    by_hand: bool
    says: tuple[tuple[str, str, str, str], ...]
    words: str


class Stage:
    """`on_leaving` is told of each mail at the moment that it leaves."""

    host, every = "testserver", "saison=toutes"

    def __init__(self) -> None:
        self.waiting: deque = deque()
        self.sent: list[Sent] = []
        self.ledger = Ledger()
        self.on_leaving = lambda sent: None
        self.erased: set[str] = set()  # names and addresses
        self.numbers_gone: set[str] = set()  # of documents that went with who was erased
        self.clock, self.night, self.planned = None, BEGINNING, BEGINNING

    @contextmanager
    def playing(self, seed: int, *, kept: bool = False):
        """Nothing that happens inside is kept, unless it is asked for."""
        app.loader.import_default_modules()  # the tasks of each app
        factories.restart()
        random.seed(f"rehearsal {seed}")
        with ExitStack() as exits:
            folder = exits.enter_context(tempfile.TemporaryDirectory(prefix="atelier-rehearsal-"))
            for target, name, value in (
                (codes, "secrets", random.Random(0)), (pdf, "render_html", as_words), (pdf, "render_many", many),
                (background, "bell", background.Bell()), (settings, "MEDIA_ROOT", folder),
                (app, "send_task", self.take),
            ):  # fmt: skip
                exits.enter_context(mock.patch.object(target, name, value))
            logging.disable(logging.CRITICAL)
            exits.callback(logging.disable, logging.NOTSET)
            self.clock = exits.enter_context(time_machine.travel(BEGINNING, tick=False))
            mail.outbox = []
            if not kept:
                exits.enter_context(taken_back())
            yield self

    def take(self, name: str, args=(), **options) -> None:
        if (name, tuple(args)) not in self.waiting:
            self.waiting.append((name, tuple(args)))

    @contextmanager
    def committing(self):
        """What waits for the commit happens at the end of the block, as at the end of a request."""
        with TestCase.captureOnCommitCallbacks(execute=True):
            yield

    def now(self) -> datetime:
        return datetime.now(PARIS)

    def pass_seconds(self, seconds: int) -> None:
        self.clock.shift(timedelta(seconds=seconds))

    def work(self) -> None:
        """The workers do what was enqueued, until nothing waits; each mail is read as it leaves."""
        while self.waiting:
            name, arguments = self.waiting.popleft()
            with self.committing():
                app.tasks[name](*arguments)
            self._read_mails()

    def beat(self) -> None:
        """What is scheduled, once: the plan when hours went by, and every week what is done at night."""
        is_time = self.now() - self.planned > timedelta(hours=11)
        if is_time:
            self.planned = self.now()
        for name in (PLANS if is_time else []) + SWEEPS:
            self.take(name)
            self.work()
        if self.now() - self.night > timedelta(days=7):
            self.night = self.now()
            self.take("atelier.privacy.tasks.apply_retention")
            self.work()

    def advance(self, hours: int) -> None:
        """Time passes: the clock stops whenever a message is due, and at least every two days."""
        end = self.now() + timedelta(hours=hours)
        self.work()
        while self.now() < end:
            self.clock.move_to(min(self._next_due(), self.now() + STRIDE, end))
            self.beat()

    def _next_due(self) -> datetime:
        """A little after the moment of the next message that waits."""
        waiting = Message.objects.filter(state="queued", not_before__gt=self.now()).order_by("not_before")
        first = waiting.values_list("not_before", flat=True).first()
        return first.astimezone(PARIS) + timedelta(minutes=2) if first else datetime.max.replace(tzinfo=PARIS)

    def _read_mails(self) -> None:
        letters, mail.outbox = mail.outbox, []
        for letter in letters:
            row = Message.objects.filter(message_id=letter.extra_headers.get("Message-ID", "")).first()
            if row is None:  # an account's own code
                continue
            said = Statement.objects.filter(message=row) | Statement.objects.filter(message__group=row)
            facts = said.order_by("pk").values_list("person", "about", "name", "value")
            words = f"{letter.subject}\n{letter.body}"
            sent = Sent(self.now(), row.key, row.source, letter.to[0], row.by_hand, tuple(facts), words)
            self.sent.append(sent)
            self.on_leaving(sent)


@contextmanager
def taken_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def as_words(html: str, **options: object) -> bytes:
    """A document as its words: drawing it would take ten times as long, and say nothing more."""
    return b"%PDF-1.7\n" + html.encode()


def many(template: str, contexts, **options: object) -> bytes:
    return b"%PDF-1.7\n"
