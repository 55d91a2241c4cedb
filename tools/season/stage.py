"""Where the season is played: a database of its own, a clock that steps, the workers, and a mail server that keeps."""

import contextlib
import os
import subprocess
import sys
import tempfile
from collections import deque
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from unittest import mock
from zoneinfo import ZoneInfo

import time_machine

from tests import migrated, services

ROOT = Path(__file__).resolve().parent.parent.parent
PARIS = ZoneInfo("Europe/Paris")
START = datetime(2020, 9, 1, 8, tzinfo=PARIS)  # the season of the file begins in December
STRIDE, WEEK = timedelta(days=5), timedelta(days=7)  # between two looks of the workers; between two nights of retention


@contextmanager
def environment():
    """What the settings read: a folder, a mail server, a database; yields the folder of the mails."""
    with ExitStack() as exits:
        folder = Path(exits.enter_context(tempfile.TemporaryDirectory(prefix="atelier-season-")))
        port, mails = services.free_port(), folder / "mails"
        mails.mkdir()
        sink = subprocess.Popen([sys.executable, "-m", "tools.season.sink", str(port), str(mails)], cwd=ROOT)
        exits.callback(sink.wait)
        exits.callback(sink.terminate)
        services.wait_for(port)
        os.environ.update(
            ATELIER_VAR=str(folder / "var"),
            ATELIER_MODE="demo",
            EMAIL_URL=f"smtp://127.0.0.1:{port}",
            SITE_URL="http://127.0.0.1:8000",
            DJANGO_SETTINGS_MODULE="atelier.settings",
        )
        Path(os.environ["ATELIER_VAR"]).mkdir()
        if not os.environ.get("DATABASE_URL"):
            migrated.copy(migrated.template(), folder / "var/atelier.sqlite3")
        yield mails


class Stage:
    """`post` reads each mail at the moment that it leaves; `every` is the filter of lists that hides nothing."""

    host, site = "127.0.0.1:8000", "http://127.0.0.1:8000"
    every = "saison=toutes"

    def __init__(self, post) -> None:
        self.post, self.waiting, self.steps = post, deque(), []
        self.clock, self.night = None, START

    @contextmanager
    def playing(self):
        """The clock is set, and what is enqueued waits for `work`."""
        from atelier.celery import app  # noqa: PLC0415 - once the settings are known

        app.loader.import_default_modules()  # the tasks of each app
        with mock.patch.object(app, "send_task", self._take), time_machine.travel(START, tick=False) as self.clock:
            yield self

    def _take(self, name: str, args=(), **options) -> None:
        if (name, tuple(args)) not in self.waiting:
            self.waiting.append((name, tuple(args)))

    def now(self) -> datetime:
        return datetime.now(PARIS)

    def pass_seconds(self, seconds: int) -> None:
        self.clock.shift(timedelta(seconds=seconds))

    def work(self) -> None:
        """The workers do what was enqueued, until nothing waits; each mail is read as it leaves."""
        from atelier.celery import app  # noqa: PLC0415

        self.post.collect()  # codes leave without waiting for a worker
        while self.waiting:
            name, args = self.waiting.popleft()
            app.tasks[name](*args)
            self.post.collect()

    def beat(self, *, night: bool = False) -> None:
        """What is scheduled, once: the plan, the sweeps, the opening of perspectives; at night, retention too."""
        names = [
            "atelier.outbox.tasks.expire",
            "referential.tasks.sweep_perspectives",
            "atelier.reminders.tasks.plan",
            "atelier.core.tasks.sweep",
        ]
        if night:
            self.night = self.now()
            names.append("atelier.privacy.tasks.apply_retention")
        for name in names:
            self._take(name)
            self.work()

    def until(self, year: int, month: int, day: int, hour: int = 8, minute: int = 0) -> None:
        """Time passes: the clock stops whenever a message is due, and at least every few days, as workers would see."""
        end = datetime(year, month, day, hour, minute, tzinfo=PARIS)
        self.work()
        while self.now() < end:
            self.clock.move_to(min(self._next_due(), self.now() + STRIDE, end))
            self.beat(night=self.now() - self.night > WEEK)

    def _next_due(self) -> datetime:
        """A little after the moment of the next message that waits."""
        from atelier.outbox.models import Message  # noqa: PLC0415

        waiting = Message.objects.filter(state="queued", not_before__gt=self.now()).order_by("not_before")
        first = waiting.values_list("not_before", flat=True).first()
        return first.astimezone(PARIS) + timedelta(minutes=2) if first else datetime.max.replace(tzinfo=PARIS)

    @contextmanager
    def step(self, title: str):
        """One step of the season: what left during it is counted with it."""
        before = self.post.counts()
        self.pass_seconds(60)
        with contextlib.ExitStack() as exits:
            exits.callback(lambda: self.steps.append((title, self.now(), before, self.post.counts())))
            yield
            self.work()
            print(f"{title}", flush=True)
