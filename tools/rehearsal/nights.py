"""A year and more of nights: retention and a backup each night, the plan each day, an act of chance every other day."""

import random
from datetime import timedelta
from pathlib import Path

from django.contrib.sessions.models import Session  # noqa: TID251 - what browsers left
from django.utils import timezone

from atelier.core.models import Counter, FormSubmission
from atelier.operations.backup import create
from atelier.outbox.models import Message
from atelier.privacy import retention
from atelier.seasons.models import Failure, Job
from contributions.models import CreditNote, Invoice
from sessions.documents.models import Attestation, Convocation
from sessions.programme.models import PARIS
from tools.rehearsal import cast, invariants, story
from tools.rehearsal.stage import BEGINNING, Stage

KEEP = 14  # days of archives
MONTH = 35  # nights before sizes are compared
PASSING = (Session, Counter, FormSubmission, Failure, Job)
DRAWN = (Convocation, Attestation, Invoice, CreditNote)


def live(nights: int, seed: int, folder: Path) -> list[str]:
    """The faults of the first night that has some; archives go to `folder`. The database keeps all that is lived."""
    stage, played, largest = Stage(), story.Played(), {}
    steps = story.draw(seed, nights // 2 + 1)
    with stage.playing(seed, kept=True):
        cast.enter(stage, random.Random(f"year {seed}"))
        start = BEGINNING.astimezone(PARIS).replace(hour=2, minute=17)  # of the zone of the site
        for night in range(nights):
            stage.clock.move_to(max(stage.now(), start + timedelta(days=night)))
            stage.take("atelier.privacy.tasks.apply_retention")
            stage.work()
            create.write(folder, keep=KEEP)
            if found := [*forgotten(), *invariants.one_mail_per_fact(stage), *grown(night, largest, folder)]:
                return [f"night {night}: {one}" for one in found]
            stage.clock.move_to(start + timedelta(days=night, hours=8))
            stage.beat()
            if night % 2:
                step = steps[night // 2]
                story.take(stage, story.Step(step.act, 0, step.salt), played)
            stage.advance(6)
        acts = sum(count for name, count in played.acts.items() if " " not in name)
        print(f"{acts} acts, {len(stage.sent)} mails; in the first month {largest}", flush=True)
        create.write(folder, keep=KEEP, proved=True)  # the last archive is restored apart, or it raises
    return []


def forgotten() -> list[str]:
    """What should have left, be drawn, or be gone; and what could not be done."""
    now = timezone.now()
    late = Message.objects.filter(state__in=["queued", "sending"], not_before__lt=now - timedelta(days=6))
    waiting = {model.__name__: model.objects.waiting().count() for model in DRAWN}
    return [
        *(f"{one.key} waits since {one.not_before}" for one in late.order_by("pk")),
        *(f"{count} {name} undrawn" for name, count in waiting.items() if count),
        *(f"retention left {name}" for name, rows in vars(retention.due(now)).items() if rows),
        *(f"not done: {one}" for one in Failure.objects.recent().order_by("pk")),
    ]


def grown(night: int, largest: dict[str, int], folder: Path) -> list[str]:
    """What passes, counted: after a month no more than twice what it was at most until then, and a little."""
    counts = {model.__name__: model.objects.count() for model in PASSING} | {"archives": len(list(folder.iterdir()))}
    if night <= MONTH:
        largest.update({name: max(count, largest.get(name, 0)) for name, count in counts.items()})
    return [f"{name}: {count}, was {largest[name]}" for name, count in counts.items() if count > 2 * largest[name] + 20]
