"""Planning the messages of a thousand seasons at once: queries, time, memory."""

import resource
import time
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

SEASONS, PEOPLE = 1000, 36


def measure():
    prepare(10, start=1000)
    small, _, _ = planned()
    prepare(SEASONS, start=2000)
    large, seconds, written = planned()
    again, idle, _ = planned()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"Planning: {SEASONS} seasons more, {SEASONS * PEOPLE} participants, a rule each")
    print(f"  reading      {small} queries for 10 seasons, {large} for {SEASONS}")
    print(f"  first time   {seconds:.1f} s, {written} messages written")
    print(f"  again        {idle:.1f} s, nothing to write, {again} queries; {peak:.0f} MiB at most")


def planned():
    """Reading queries of one planning, its seconds, what it wrote."""
    from atelier.reminders import planner  # noqa: PLC0415

    with CaptureQueriesContext(connection) as queries:
        started = time.perf_counter()
        done = planner.plan_messages()
        seconds = time.perf_counter() - started
    reads = [
        query["sql"] for query in queries if query["sql"].startswith("SELECT") and "outbox_topic" not in query["sql"]
    ]
    return len(reads), seconds, done["written"]


def prepare(count, *, start):
    """Seasons with one coming day, six admitted territories and thirty-six confirmed people, written in bulk."""
    from atelier.reminders.models import ReminderRule  # noqa: PLC0415
    from atelier.seasons.models import Category, Season  # noqa: PLC0415
    from sessions.programme.models import Day, HalfDay  # noqa: PLC0415
    from territories.models import Participant, Territory, Triptych  # noqa: PLC0415

    long_ago, coming = timezone.now() - timedelta(days=400), timezone.localdate() + timedelta(days=30)
    seasons = Season.objects.bulk_create(
        Season(number=start + number, theme="x", status="published") for number in range(count)
    )
    categories = Category.objects.bulk_create(
        Category(season=season, position=rank, code=f"c{rank}", label=f"C{rank}")
        for season in seasons
        for rank in (1, 2, 3)
    )
    of_season = {}
    for category in categories:
        of_season.setdefault(category.season_id, []).append(category)
    territories = Territory.objects.bulk_create(Territory(name=f"T{n}", kind="COM", department="62") for n in range(6))
    triptychs = Triptych.objects.bulk_create(
        Triptych(season=season, territory=territory, status="admitted", rank=rank, submitted_at=long_ago)
        for season in seasons
        for rank, territory in enumerate(territories, start=1)
    )
    Participant.objects.bulk_create(
        (
            Participant(
                triptych=triptych,
                season_id=triptych.season_id,
                category=category,
                seat=seat,
                state="confirmed",
                first_name="Zoé",
                last_name=f"Maréchal {category.position}{seat}",
                sort_name="marechal zoe",
                position="maire",
                organisation="Val",
                email=f"p{triptych.pk}-{category.pk}-{seat}@example.org",
                answered_at=long_ago,
            )
            for triptych in triptychs
            for category in of_season[triptych.season_id]
            for seat in (1, 2)
        ),
        batch_size=2000,
    )
    days = Day.objects.bulk_create(Day(season=season, number=1, date=coming) for season in seasons)
    HalfDay.objects.bulk_create(
        HalfDay(day=day, period=period, starts_at=start_, ends_at=end)
        for day in days
        for period, start_, end in (("morning", "09:30", "12:30"), ("afternoon", "14:00", "17:00"))
    )
    ReminderRule.objects.bulk_create(
        ReminderRule(
            season=season,
            trigger="day",
            days=7,
            subject="Journée {journee}",
            text="{formule}, à bientôt le {date}.\n{lieu}\n{lien}",
            is_active=True,
            effective_from=long_ago,
        )
        for season in seasons
    )
