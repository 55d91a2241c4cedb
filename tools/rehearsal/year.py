"""`python -m tools.rehearsal.year`: the nights of a year and more; an act of chance every other day.

Each night retention is applied and a backup is made; each day the rules are planned and what is due leaves. Nothing is
forgotten (no message past its time, no document undrawn, nothing past its retention), nothing leaves twice, and what
passes (sessions, forms sent, counters, backups) stays as large as it was after the first month.
NIGHTS=400 SEED=1 ZONE=Indian/Reunion; the database is that of DATABASE_URL, else SQLite.
"""

import os
import random
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from tools.rehearsal import database

KEEP = 14  # days of archives
MONTH = 35  # nights before sizes are compared


def main() -> int:
    database.prepare()
    from django.db import connection  # noqa: PLC0415 - once the settings are known

    began, nights, seed = time.monotonic(), int(os.environ.get("NIGHTS", "400")), int(os.environ.get("SEED", "1"))
    faults = live(nights, seed)
    for fault in faults:
        print(fault)
    zone = os.environ.get("ZONE", "Europe/Paris")
    print(f"{connection.vendor}, {zone}: {nights} nights, {len(faults)} faults, {time.monotonic() - began:.0f} s")
    return 1 if faults else 0


def live(nights: int, seed: int) -> list[str]:
    from sessions.programme.models import PARIS  # noqa: PLC0415 - the zone of the site
    from tools.rehearsal import cast, story  # noqa: PLC0415
    from tools.rehearsal.stage import BEGINNING, Stage  # noqa: PLC0415

    stage, dice, played = Stage(), random.Random(f"year {seed}"), story.Played()
    archives, largest = Path(os.environ["ATELIER_TEST_VAR"], "archives"), {}
    steps = story.draw(seed, nights // 2)
    with stage.playing(seed, kept=True):
        cast.enter(stage, dice)
        start = BEGINNING.astimezone(PARIS).replace(hour=2, minute=17)
        for night in range(nights):
            stage.clock.move_to(max(stage.now(), wall(start, night)))
            sleep(stage, archives)
            if found := [*forgotten(), *twice(stage), *grown(night, largest, archives)]:
                return [f"night {night}: {one}" for one in found]
            stage.clock.move_to(wall(start, night) + timedelta(hours=8))
            stage.beat()
            if night % 2 and len(steps) > night // 2:
                step = steps[night // 2]
                story.take(stage, story.Step(step.act, 0, step.salt), played)
            stage.advance(6)
        print(f"{len(stage.sent)} mails, acts {sum(played.acts.values())}, sizes {largest}", flush=True)
        return proved(archives)


def wall(start: datetime, night: int) -> datetime:
    """The same hour of the wall clock so many days later."""
    return start + timedelta(days=night)


def sleep(stage, archives: Path) -> None:
    from atelier.operations.backup import create  # noqa: PLC0415

    stage.take("atelier.privacy.tasks.apply_retention")
    stage.work()
    create.write(archives, keep=KEEP)


def forgotten() -> list[str]:
    from django.utils import timezone  # noqa: PLC0415

    from atelier.outbox.models import Message  # noqa: PLC0415
    from atelier.privacy import retention  # noqa: PLC0415
    from atelier.seasons.models import Failure  # noqa: PLC0415
    from contributions.models import CreditNote, Invoice  # noqa: PLC0415
    from sessions.documents.models import Attestation, Convocation  # noqa: PLC0415

    now = timezone.now()
    late = Message.objects.filter(state__in=["queued", "sending"], not_before__lt=now - timedelta(days=6)).order_by(
        "pk"
    )
    found = [f"{one.key} waits since {one.not_before}" for one in late]
    for model in (Convocation, Attestation, Invoice, CreditNote):
        if count := model.objects.waiting().count():
            found.append(f"{count} {model.__name__} undrawn")
    found += [f"retention left {name}" for name, rows in vars(retention.due(now)).items() if rows]
    return found + [str(one) for one in Failure.objects.recent().order_by("pk")]


def twice(stage) -> list[str]:
    from tools.rehearsal import invariants  # noqa: PLC0415

    return list(invariants.one_mail_per_fact(stage))


def grown(night: int, largest: dict[str, int], archives: Path) -> list[str]:
    """What passes, counted: after a month no more than twice what it was at most until then, and a little."""
    from django.contrib.sessions.models import Session  # noqa: PLC0415, TID251

    from atelier.core.models import Counter, FormSubmission  # noqa: PLC0415
    from atelier.seasons.models import Failure, Job  # noqa: PLC0415

    counts = {model.__name__: model.objects.count() for model in (Session, Counter, FormSubmission, Failure, Job)}
    counts["archives"] = len(list(archives.iterdir()))
    found = [
        f"{name}: {count}, {largest[name]} at most in the first month"
        for name, count in counts.items()
        if night > MONTH and count > 2 * largest[name] + 20
    ]
    if night <= MONTH:
        largest.update({name: max(count, largest.get(name, 0)) for name, count in counts.items()})
    return found


def proved(archives: Path) -> list[str]:
    """The last archive is restored apart."""
    from atelier.operations.backup import create  # noqa: PLC0415

    try:
        create.write(archives, keep=KEEP, proved=True)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a fault
        return [str(error)]
    return []


if __name__ == "__main__":
    sys.exit(main())
