"""What all readers are shown alike is kept in each process; whatever is written, none sees a former line, or another's.

SHARED_STEPS=5000 makes the walk longer.
"""

import os
import random
import re
import sys
from collections import OrderedDict
from contextlib import contextmanager
from datetime import date, time

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from atelier.core import page_cache, shared_reading
from atelier.core.models import CacheVersion
from atelier.core.read_once import reading
from atelier.core.shared_reading import shared_rows
from atelier.seasons.models import Season, Venue, Workshop
from sessions.attendance.models import Attendance
from sessions.evaluation.models import Questionnaire
from sessions.programme import calendar
from sessions.programme.models import AgendaItem, Day, HalfDay
from tests.factories import (
    AttendanceFactory,
    ParticipantFactory,
    SeasonFactory,
    TriptychFactory,
    UserFactory,
    add_days,
)

STEPS = int(os.environ.get("SHARED_STEPS", "60"))


@pytest.fixture
def shared_in_tests(monkeypatch):
    """Within the transaction of a test too: there the mark is renewed at once, but by PostgreSQL."""
    monkeypatch.setattr(shared_reading, "is_page_outside_transactions", lambda: True)
    if connection.vendor == "postgresql":
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")


@contextmanager
def process(store):
    """What is read meanwhile is read by the process that keeps this."""
    former, shared_reading._kept = shared_reading._kept, store
    try:
        yield
    finally:
        shared_reading._kept = former


class Walk:
    """Two people of one season, two processes, and writes between pages and between the statements of a page."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.season = SeasonFactory(number=3, status="published")
        self.days = add_days(self.season, date(2027, 1, 12), date(2027, 2, 9))
        self.people = []
        for rank, name in enumerate(("Ada", "Bo"), start=1):
            seat = ParticipantFactory(
                triptych=TriptychFactory(season=self.season, admitted=True, rank=rank),
                user=UserFactory(email=f"{name.lower()}@example.org"),
                first_name=name,
                state="confirmed",
            )
            client = Client()
            client.force_login(seat.user)
            AttendanceFactory(participant=seat, half_day=self.days[0].half_days.first(), status="late", minutes=1)
            self.people.append((seat, client))
        self.processes = [OrderedDict(), OrderedDict()]
        self.number = 100
        self.titles = {day.pk: [""] for day in self.days}  # each value that was ever so, the last one last
        self.minutes = {seat.pk: [1] for seat, _ in self.people}
        self.counts = []

    def write(self):
        """One of the facts takes a value that no fact ever had."""
        self.number += 1
        what = self.chance.randrange(4)
        if what < 2:
            day = self.chance.choice(self.days)
            title, rows = f"Titre {self.number}", Day.objects.filter(pk=day.pk)
            if what:
                rows.update(title=title)
            else:
                with transaction.atomic():
                    day = rows.select_for_update().get()
                    day.title = title
                    day.save()
            self.titles[day.pk].append(title)
        elif what == 2:
            seat, _ = self.chance.choice(self.people)
            Attendance.objects.filter(participant=seat).update(minutes=self.number)
            self.minutes[seat.pk].append(self.number)
        else:
            with transaction.atomic():
                Day.objects.update(title="Jamais")
                transaction.set_rollback(True)

    def read(self):
        (seat, client), store = self.chance.choice(self.people), self.chance.choice(self.processes)
        before = {key: len(values) for key, values in self.titles.items()}, len(self.minutes[seat.pk])
        busy = self.chance.random() < 0.4

        def between(execute, sql, params, many, context):
            if busy and not connection.in_atomic_block and self.chance.random() < 0.3:
                with disabled(between):
                    self.write()
            return execute(sql, params, many, context)

        with process(store), CaptureQueriesContext(connection) as asked, connection.execute_wrapper(between):
            text = client.get(reverse("space")).text
        if not busy:
            self.counts.append(len(asked))
        self.check(seat, text, *before)

    def check(self, seat, text, titles, minutes):
        assert re.findall(r"\((\d+) min\)", text)[0] in {str(one) for one in self.minutes[seat.pk][minutes - 1 :]}
        shown = re.findall(r"Journée (\d)(?:\s: (Titre \d+|Jamais))?\s*</a>", text)
        for day, (number, title) in zip(self.days, shown, strict=True):
            assert (int(number), title in self.titles[day.pk][titles[day.pk] - 1 :]) == (day.number, True), title


@contextmanager
def disabled(wrapper):
    connection.execute_wrappers.remove(wrapper)
    try:
        yield
    finally:
        connection.execute_wrappers.append(wrapper)


@pytest.mark.django_db(transaction=True)
@time_machine.travel("2027-01-20T12:00:00+01:00", tick=False)
def test_whatever_is_written_meanwhile_two_people_see_what_is_so_and_is_theirs():
    walk = Walk(seed=STEPS)
    for _ in range(STEPS):
        walk.write() if walk.chance.random() < 0.3 else walk.read()

    assert min(walk.counts) < max(walk.counts)  # some pages found what was kept, some read anew


@pytest.mark.django_db(transaction=True)
def test_a_copy_of_its_own_goes_to_each_page():
    season = SeasonFactory(number=3, venue=Venue.objects.create(name="Le Port", address="3 rue du Port"))
    (day,) = add_days(season, date(2027, 1, 12))
    AgendaItem.objects.create(half_day=day.half_days.first(), starts_at=time(10), format="peers", title="Regards")
    pages, counts = [], []
    for _ in range(3):
        with reading(is_page=True), CaptureQueriesContext(connection) as asked:
            (found,) = calendar.days_of(season.pk)
            item = found.half_days.all()[0].items.all()[0]
            pages.append((found.title, item.title, item.half_day is found.half_days.all()[0], found.place.name))
            found.title = found.season.theme = item.title = "Changé"
            del found.half_days.all()._result_cache[0]
        counts.append(len(asked))

    assert (pages, counts) == ([("", "Regards", True, "Le Port")] * 3, [4, 1, 1])


@pytest.mark.django_db(transaction=True)
def test_only_a_page_that_reads_outside_a_transaction_is_served_what_is_kept():
    made = []

    @shared_rows
    def read():
        made.append(1)

    for is_page in (True, True, False):
        with reading(is_page=is_page):
            read()
            read()
    read()
    with reading(is_page=True), transaction.atomic():
        read()
    CacheVersion.objects.all().delete()
    with reading(is_page=True):
        read()

    assert len(made) == 1 + 1 + 1 + 1 + 1


def every_shared_reading():
    """The names of the functions that are marked, in the modules of the product."""
    ours = {name.split(".")[0] for name in ("atelier", "territories", "referential", "sessions", "contributions")}
    modules = [module for name, module in list(sys.modules.items()) if name.split(".")[0] in ours]
    classes = [one for module in modules for one in vars(module).values() if isinstance(one, type)]
    for holder in (*modules, *classes):
        for one in list(vars(holder).values()):
            function = getattr(one, "__func__", one)
            if getattr(function, "is_shared", False) is True and function.__module__.split(".")[0] in ours:
                yield function.__qualname__


@pytest.mark.django_db
def test_every_table_that_a_shared_reading_reads_renews_the_mark(participant, contact, desk, shared_in_tests):
    """Each one is read by these pages: a table that does not renew the mark would leave a former line."""
    add_days(participant.season, date(2027, 1, 12))
    Season.objects.update(is_evaluated=True)
    Questionnaire.objects.create(season=participant.season, title="Un mot")
    TriptychFactory(season=participant.season, lead=participant.user)
    Workshop(pk=1, name="Atelier").save()
    seen, tables = set(), set()

    def note(execute, sql, params, many, context):
        frame = sys._getframe()
        while frame := frame.f_back:
            if frame.f_code.co_filename == shared_reading.__file__ and frame.f_code.co_name == "answer":
                if frame.f_locals["state"] is not shared_reading.current_mark:
                    continue
                seen.add(frame.f_locals["read"].__qualname__)
                tables.update(re.findall(r'(?:FROM|JOIN) "(\w+)"', sql))
        return execute(sql, params, many, context)

    own = Client()
    own.force_login(participant.user)
    shared_reading._kept.clear()  # signing in read some
    with connection.execute_wrapper(note):
        for client, address in ((own, reverse("space")), (desk, reverse("admin:index"))):
            assert client.get(address).status_code == 200
        calendar.dated_days(participant.season)

    assert (seen, tables - page_cache.watched_tables()) == (set(every_shared_reading()), set())
    assert {Day._meta.db_table, HalfDay._meta.db_table, Season._meta.db_table} <= tables
