"""The pages of the administration with one season and with fifty: queries, median and 95th percentile."""

import time
from datetime import date, timedelta
from statistics import quantiles

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from atelier.accounts.models import User
from atelier.checklist import default_tasks
from atelier.operations.demo import build
from atelier.seasons.models import Season
from contributions import negotiation
from contributions.models import AmountStep
from tests.factories import AttendanceFactory, SeasonFactory, TriptychFactory, add_days

RUNS = 30
PAGES = {
    "first page": "/admin/",
    "retro-planning": "/admin/checklist/task/retroplanning/",
    "quality of the data": "/admin/qualite/",
    "search": "/admin/recherche/?q=morlaine",
    "applications side by side": "/admin/territories/criterion/etude/",
    "presence of the season": "/admin/atelier_sessions/day/presences/",
    "budget": "/admin/contributions/agreement/budget/",
    "documents": "/admin/atelier_sessions/day/documents/",
    "list of participants": "/admin/territories/participant/",
    "list of triptychs": "/admin/territories/triptych/",
    "list of messages": "/admin/outbox/message/",
    "journal": "/admin/audit/change/",
}


def measure():
    print(f"Pages of the administration, the demo alone then fifty seasons; {RUNS} requests each, one process")
    build.rebuild()
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(email="organisation@example.org"))
    alone = {name: timed(client, address) for name, address in PAGES.items()}
    past_seasons(range(100, 149))
    for name, address in PAGES.items():
        queries, median, late = timed(client, address)
        before, then, late_then = alone[name]
        print(
            f"  {name:26} {before:3} then {queries:3} queries, median {then:5.1f} then {median:5.1f} ms, "
            f"p95 {late_then:5.1f} then {late:5.1f} ms"
        )
    call_command("flush", interactive=False, verbosity=0)


def timed(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200, address
        count = len(queries)
    seconds = []
    for _ in range(RUNS):
        started = time.perf_counter()
        client.get(address)
        seconds.append((time.perf_counter() - started) * 1000)
    steps = quantiles(seconds, n=20)
    return count, steps[9], steps[18]


def past_seasons(numbers):
    for number in numbers:
        past_season(number)


def past_season(number):
    """Six territories of six, five days noted, amounts agreed, tasks."""
    organiser = User.objects.get(email="organisation@example.org")
    season: Season = SeasonFactory(number=number, status="archived")
    days = add_days(season, *(date(2000, 1, 3) + timedelta(weeks=number * 10 + week) for week in range(5)))
    default_tasks.create_default_tasks(season)
    for rank in range(1, 7):
        triptych = TriptychFactory(season=season, admitted=True, rank=rank, people=6, people__state="confirmed")
        negotiation.record_amount(triptych=triptych, kind=AmountStep.Kind.AGREED, amount=4000, by=organiser)
        for person in triptych.participants.all():
            for day in days:
                for part in day.half_days.all():
                    AttendanceFactory(participant=person, half_day=part)
