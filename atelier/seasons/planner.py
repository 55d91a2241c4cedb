"""From rules to messages: what should leave is computed anew each time, and compared with what the outbox holds.

Nothing here asks whether it is the day: a message is written ahead with its moment, moved when the date moves, taken
back when its reason is gone. Written once for (rule, thing, date, person), whoever plans and however often.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from atelier import office_hours
from atelier.outbox.models import Attachment, Message, Topic
from atelier.seasons import texts
from atelier.seasons.models import ReminderRule, Season, Workshop
from atelier.seasons.triggers import Occurrence, Recipient

HORIZON = timedelta(days=60)
PATIENCE = 2  # working days after its moment, past which a reminder would be stale
CHUNK = 500
State = Message.State


@dataclass(frozen=True)
class Planned:
    """One message that a rule wants: to whom, about what, when, in which words."""

    rule: ReminderRule
    occurrence: Occurrence
    recipient: Recipient
    moment: datetime
    subject: str
    text: str

    @property
    def key(self) -> str:
        return f"{self.rule.source}:{self.occurrence.ref}:{self.occurrence.on}:{self.recipient.ref}"

    @property
    def is_past(self) -> bool:
        """Its moment came before the rule was switched on: it does not leave by itself."""
        return self.rule.effective_from is None or self.moment < self.rule.effective_from

    @property
    def came_late(self) -> bool:
        """The person entered after the moment of the rule."""
        return self.recipient.since is not None and self.recipient.since > self.moment

    @property
    def expires_at(self) -> datetime:
        return office_hours.after_working_days(self.moment, PATIENCE)


def wanted(rules: list[ReminderRule]) -> Iterator[Planned]:
    """Everything that these rules say, past and to come; `rules` come with their season and categories."""
    by_trigger = defaultdict(list)
    for rule in rules:
        if rule.kind:
            by_trigger[rule.trigger].append(rule)
    workshop = Workshop.load()
    signature = render_to_string("emails/signature.txt", {"workshop": workshop})
    for mine in by_trigger.values():
        seasons = {rule.season_id: rule.season for rule in mine}
        found = defaultdict(list)
        for occurrence in mine[0].kind.find(list(seasons.values())):
            found[occurrence.season_id].append(occurrence)
        for rule in mine:
            only = {category.pk for category in rule.categories.all()}
            for occurrence in found[rule.season_id]:
                moment = rule.moment(occurrence.on)
                for recipient in occurrence.recipients:
                    if only and recipient.category not in only:
                        continue
                    values = {"atelier": workshop.name, "saison": str(rule.season.number), **recipient.values}
                    subject = texts.fill(rule.subject, values).replace("\n", " ")[:200]
                    text = f"{texts.fill(rule.text, values).strip()}\n\n{signature.strip()}\n"
                    yield Planned(rule, occurrence, recipient, moment, subject, text)


def active_rules(**only: object) -> list[ReminderRule]:
    rules = ReminderRule.objects.filter(is_active=True, season__status=Season.Status.PUBLISHED, **only)
    return list(rules.select_related("season").prefetch_related("categories").order_by("pk"))


def plan(now: datetime | None = None) -> dict[str, int]:
    """Bring the outbox in line with the active rules; says how many messages were written, changed, taken back."""
    now = now or timezone.now()
    rules = active_rules()
    desired = {
        one.key: one for one in wanted(rules) if not one.is_past and not one.came_late and one.moment <= now + HORIZON
    }
    held = Message.objects.filter(source__startswith="rule:").exclude(state=State.SENT)
    existing = {message.key: message for message in held.order_by("pk")}
    known = Message.objects.filter(source__in=[rule.source for rule in rules]).values_list("key", flat=True)
    gone = set(known)
    return {
        "written": write([one for key, one in desired.items() if key not in gone], now),
        "changed": refresh(existing, desired),
        "withdrawn": withdraw(existing, desired),
    }


def write(new: list[Planned], now: datetime, *, at_once: bool = False) -> int:
    """New rows of the outbox, a few hundred at a time; two planners at once write each once."""
    for start in range(0, len(new), CHUNK):
        write_chunk(new[start : start + CHUNK], now, at_once=at_once)
    return len(new)


@transaction.atomic
def write_chunk(new: list[Planned], now: datetime, *, at_once: bool) -> None:
    Message.objects.bulk_create([row_of(one, now, at_once=at_once) for one in new], ignore_conflicts=True)
    by_key = {one.key: one for one in new}
    written = Message.objects.filter(key__in=by_key, topics=None).order_by("pk")
    rows = [(message, by_key[message.key]) for message in written]
    Topic.objects.bulk_create(
        (Topic(message=message, ref=ref) for message, one in rows for ref in topics_of(one)), ignore_conflicts=True
    )
    Attachment.objects.bulk_create(
        Attachment(message=message, **attachment)
        for message, one in rows
        if one.rule.attaches
        for attachment in one.recipient.attachments
    )


def row_of(one: Planned, now: datetime, *, at_once: bool) -> Message:
    late = one.expires_at <= now and not at_once
    return Message(
        key=one.key,
        source=one.rule.source,
        to_email=one.recipient.email,
        subject=one.subject,
        text=one.text,
        state=State.MISSED if late else State.QUEUED,
        not_before=now if at_once else one.moment,
        expires_at=None if at_once else one.expires_at,
        office_hours=True,
    )


def topics_of(one: Planned) -> list[str]:
    return list(dict.fromkeys([one.occurrence.ref, one.recipient.ref, *one.recipient.topics]))


def refresh(existing: dict[str, Message], desired: dict[str, Planned]) -> int:
    """Words, address and moment follow what they speak of, until somebody corrects them by hand.

    Each row is written only if it still waits: one that a worker took meanwhile is left alone.
    """
    waiting, changed = (State.QUEUED, State.HELD, State.WITHDRAWN), 0
    for key, message in existing.items():
        one = desired.get(key)
        if one is None or message.edited or message.state not in waiting:
            continue
        values = {"to_email": one.recipient.email, "subject": one.subject, "text": one.text}
        if message.state == State.WITHDRAWN:
            values["state"] = State.QUEUED
        if message.not_before != one.moment and message.expires_at:
            values |= {"not_before": one.moment, "expires_at": one.expires_at}
        if any(getattr(message, name) != value for name, value in values.items()):
            changed += Message.objects.filter(pk=message.pk, state=message.state, edited=False).update(**values)
    return changed


def withdraw(existing: dict[str, Message], desired: dict[str, Planned]) -> int:
    """What has no reason any more does not leave."""
    lost = [
        message.pk
        for key, message in existing.items()
        if key not in desired and message.state in (State.QUEUED, State.HELD) and message.expires_at
    ]
    waiting = Message.objects.filter(state__in=[State.QUEUED, State.HELD])
    return sum(
        waiting.filter(pk__in=lost[start : start + CHUNK]).update(state=State.WITHDRAWN)
        for start in range(0, len(lost), CHUNK)
    )


def past_of(rule: ReminderRule) -> list[Planned]:
    """What a rule would have sent had it been on all along, to those who were there, and did not."""
    sent = set(Message.objects.filter(source=rule.source).values_list("key", flat=True))
    now = timezone.now()
    return [one for one in wanted([rule]) if one.moment <= now and not one.came_late and one.key not in sent]


@transaction.atomic
def send_past(rule: ReminderRule, *, keys: set[str]) -> int:
    """Send now what is past, to exactly those whom the organiser saw; an empty choice means nobody."""
    return write([one for one in past_of(rule) if one.key in keys], timezone.now(), at_once=True)
