"""The season's line of time: every rule, for every thing it waits for and every person, and what became of it."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from atelier.outbox.models import Message
from atelier.outbox.queueing import WAITING
from atelier.reminders.models import ReminderRule
from atelier.reminders.triggers import Recipient
from atelier.reminders.wanted import PlannedMessage, wanted_messages
from atelier.seasons.models import Season


@dataclass(frozen=True)
class TimelineRecipient:
    """One person: what happened, or will, in the words of the hour when it leaves.

    `attachments` are the names of the files that would leave; `twice`: another rule writes to them the same day.
    """

    recipient: Recipient
    outcome: str
    subject: str
    text: str
    attachments: list[str]
    message: Message | None
    twice: bool


@dataclass(frozen=True)
class TimelineStep:
    """One moment of one rule."""

    rule: ReminderRule
    label: str
    moment: datetime
    is_over: bool
    lines: list[TimelineRecipient]

    @property
    def summary(self) -> dict[str, int]:
        return dict(Counter(line.outcome for line in self.lines))


def season_timeline(season: Season, now: datetime | None = None) -> list[TimelineStep]:
    """In the order of time, in a number of queries that does not depend on how many people there are."""
    now = now or timezone.now()
    rules = list(
        ReminderRule.objects.filter(season=season)
        .select_related("season")
        .prefetch_related("categories")
        .order_by("pk")
    )
    everything = wanted_messages(rules, now).messages
    sources = [rule.source for rule in rules]
    messages = {message.key: message for message in Message.objects.filter(source__in=sources).order_by("pk")}
    days = Counter(
        (one.recipient.email, timezone.localtime(one.moment).date()) for one in everything if one.leaves_by_itself
    )
    steps: dict[tuple, list[TimelineRecipient]] = {}
    for one in everything:
        message = messages.get(one.key)
        twice = days[one.recipient.email, timezone.localtime(one.moment).date()] > 1
        own = message if message and (message.edited or message.state not in WAITING) else None
        line = TimelineRecipient(
            recipient=one.recipient,
            outcome=_outcome_in_words(one, message),
            subject=own.subject if own else one.subject,
            text=own.text if own else one.text,
            attachments=[] if own else [file["name"] for file in one.attachments],
            message=message,
            twice=twice and one.rule.is_active,
        )
        steps.setdefault((one.moment, one.rule.pk, one.label), []).append(line)
    by_key = {rule.pk: rule for rule in rules}
    return [
        TimelineStep(by_key[key], label, moment, moment <= now, lines)
        for (moment, key, label), lines in sorted(steps.items(), key=lambda pair: pair[0])
    ]


def _outcome_in_words(one: PlannedMessage, message: Message | None) -> str:
    """In one word or two, what became of it."""
    if message:
        return "prévu" if message.state == Message.State.QUEUED else message.get_state_display()
    if not one.rule.is_active:
        return "règle inactive"
    if one.came_late:
        return "arrivé après"
    return "passé, ignoré" if one.is_past else "à venir"
