"""From rules to messages: what should leave is computed anew each time, and compared with what the outbox holds.

Nothing here asks whether it is the day: a message is written ahead with its moment, moved when the date moves, taken
back when its reason is gone. Written once for (rule, thing, date, person), whoever plans and however often.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from atelier.core import erasures, office_hours, placeholders
from atelier.core.declarations import declared_by_key
from atelier.outbox.models import Attachment, Message, Topic
from atelier.outbox.queueing import subject_line
from atelier.reminders.models import ReminderRule
from atelier.reminders.triggers import Occurrence, Recipient, Trigger
from atelier.seasons import failures
from atelier.seasons.models import Failure, Season, Workshop

log = logging.getLogger(__name__)
HORIZON = timedelta(days=60)
PATIENCE = 2  # working days after its moment, past which a reminder would be stale
CHUNK = 500
State = Message.State


@dataclass(frozen=True)
class PlannedMessage:
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


@dataclass(frozen=True)
class Unprepared:
    """What a rule could not say: about one thing, or about everything that it waits for in its season (None)."""

    rule: ReminderRule
    occurrence: Occurrence | None

    @property
    def keys(self) -> str:
        """How the keys of its messages begin."""
        return f"{self.rule.source}:{self.occurrence.ref}:" if self.occurrence else f"{self.rule.source}:"

    @property
    def item(self) -> failures.Item:
        """One line, whatever the number of rules that wait for it."""
        season, kind, one = self.rule.season, self.rule.kind, self.occurrence
        if kind is None:
            page = reverse("admin:reminders_reminderrule_change", args=[self.rule.pk])
            return failures.Item(f"{season.pk}:{self.rule.trigger}", f"{season}, règle au déclencheur inconnu", page)
        label = f"{season}, {one.label if one else kind.label}"
        address = one.address if one else reverse("admin:line_of_time")
        return failures.Item(f"{season.pk}:{one.ref if one else kind.key}", label, address)


@dataclass
class Wanted:
    """What rules say, and what they could not: one that fails stops itself alone."""

    messages: list[PlannedMessage] = field(default_factory=list)
    unprepared: list[Unprepared] = field(default_factory=list)

    @contextmanager
    def apart(self, rules: Iterable[ReminderRule], occurrence: Occurrence | None) -> Iterator[None]:
        try:
            yield
        except (OperationalError, InterfaceError):
            raise  # the database is away: nothing else would go better
        except Exception:
            log.exception("%s cannot be prepared.", occurrence.ref if occurrence else "A trigger")
            self.unprepared += [Unprepared(rule, occurrence) for rule in rules]


def wanted_messages(rules: list[ReminderRule]) -> Wanted:
    """Everything that these rules say, past and to come; `rules` come with their season and categories."""
    by_trigger, found = defaultdict(list), Wanted()
    for rule in rules:
        if rule.kind:
            by_trigger[rule.trigger].append(rule)
        else:  # of a module that is gone, or a slip: its messages are not without reason
            found.unprepared.append(Unprepared(rule, None))
    workshop = Workshop.load()
    signature = render_to_string("emails/signature.txt", {"workshop": workshop}).strip()
    for mine in by_trigger.values():
        occurrences = _occurrences_of(mine, found)
        for rule in mine:
            for occurrence in occurrences[rule.season_id]:
                with found.apart([rule], occurrence):
                    found.messages += list(_said(rule, occurrence, workshop.name, signature))
    return found


def _occurrences_of(rules: list[ReminderRule], found: Wanted) -> dict[int, list[Occurrence]]:
    """What these rules of one trigger wait for, by season; when it cannot be read at once, season by season."""
    seasons = {rule.season_id: rule.season for rule in rules}
    find = declared_by_key(Trigger)[rules[0].trigger].find
    try:
        every = list(find(list(seasons.values())))
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("%s cannot be read at once.", rules[0].trigger)
        every = []
        for season in seasons.values():
            with found.apart([rule for rule in rules if rule.season_id == season.pk], None):
                every += list(find([season]))
    by_season = defaultdict(list)
    for occurrence in every:
        with found.apart([rule for rule in rules if rule.season_id == occurrence.season_id], occurrence):
            _ = occurrence.drawn
            by_season[occurrence.season_id].append(occurrence)
    return by_season


def _said(rule: ReminderRule, occurrence: Occurrence, workshop: str, signature: str) -> Iterator[PlannedMessage]:
    """What one rule says about one thing, to each person that it concerns."""
    only = {category.pk for category in rule.categories.all()}
    moment = rule.moment(occurrence.on)
    for recipient in occurrence.recipients:
        if only and recipient.category not in only:
            continue
        values = {"atelier": workshop, "saison": str(rule.season.number), **recipient.values}
        subject = subject_line(placeholders.fill_placeholders(rule.subject, values))
        text = f"{placeholders.fill_placeholders(rule.text, values).strip()}\n\n{signature}\n"
        yield PlannedMessage(rule, occurrence, recipient, moment, subject, text)


def active_rules(**only: object) -> list[ReminderRule]:
    rules = ReminderRule.objects.filter(is_active=True, season__status=Season.Status.PUBLISHED, **only)
    return list(rules.select_related("season").prefetch_related("categories").order_by("pk"))


def plan_messages(now: datetime | None = None) -> dict[str, int]:
    """Bring the outbox in line with the active rules; says how many messages were written, changed, taken back."""
    now = now or timezone.now()
    seen, rules = erasures.count(), active_rules()
    found = wanted_messages(rules)
    desired = {
        one.key: one for one in found.messages if not one.is_past and not one.came_late and one.moment <= now + HORIZON
    }
    held = Message.objects.filter(source__startswith="rule:").exclude(state=State.SENT)
    existing = {message.key: message for message in held.order_by("pk")}
    known = Message.objects.filter(source__in=[rule.source for rule in rules]).values_list("key", flat=True)
    gone = set(known)
    new = [one for key, one in desired.items() if key not in gone]
    done = {
        "written": sum(
            _write_apart(new[start : start + CHUNK], now, found, seen) for start in range(0, len(new), CHUNK)
        ),
        "changed": _refresh(existing, desired, found, seen),
        "withdrawn": _withdraw(existing, desired, found),
    }
    failures.replace(Failure.Kind.REMINDER, [one.item for one in found.unprepared])
    return done


def _write_apart(new: list[PlannedMessage], now: datetime, found: Wanted, seen: int) -> int:
    """New rows, in halves when some row is refused, until that one alone is left out. Returns how many."""
    refused = Wanted()
    with refused.apart([one.rule for one in new[:1]], new[0].occurrence):
        return _write_chunk(new, now, seen)
    if len(new) == 1:  # type: ignore[unreachable]  # the block above keeps what fails
        found.unprepared += refused.unprepared
        return 0
    half = len(new) // 2
    return _write_apart(new[:half], now, found, seen) + _write_apart(new[half:], now, found, seen)


@transaction.atomic
def _write_chunk(new: list[PlannedMessage], now: datetime, seen: int, *, at_once: bool = False) -> int:
    """A few hundred rows, which two planners at once write once; none when somebody was erased since they were read."""
    if erasures.hold() != seen:
        return 0
    Message.objects.bulk_create([row_of(one, now, at_once=at_once) for one in new], ignore_conflicts=True)
    by_key = {one.key: one for one in new}
    written = Message.objects.filter(key__in=by_key, topics=None).order_by("pk")
    rows = [(message, by_key[message.key]) for message in written]
    Topic.objects.bulk_create(
        (Topic(message=message, ref=ref) for message, one in rows for ref in _topics_of(one)), ignore_conflicts=True
    )
    Attachment.objects.bulk_create(
        Attachment(message=message, **attachment)
        for message, one in rows
        if one.rule.attaches
        for attachment in one.recipient.attachments
    )
    return len(new)


def row_of(one: PlannedMessage, now: datetime, *, at_once: bool) -> Message:
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
        matter=declared_by_key(Trigger)[one.rule.trigger].matter,
        personal_link=one.recipient.personal_link,
    )


def _topics_of(one: PlannedMessage) -> list[str]:
    return list(dict.fromkeys([one.occurrence.ref, one.recipient.ref, *one.recipient.topics]))


def _refresh(existing: dict[str, Message], desired: dict[str, PlannedMessage], found: Wanted, seen: int) -> int:
    """Words, address and moment follow what they speak of, until somebody corrects them by hand.

    Each row is written only if it still waits: one that a worker took meanwhile is left alone. Nothing is written once
    somebody was erased since it was read.
    """
    waiting, changed = (State.QUEUED, State.HELD, State.WITHDRAWN), 0
    for key, message in existing.items():
        one = desired.get(key)
        if one is None or message.edited or message.state not in waiting:
            continue
        values: dict[str, object] = {"to_email": one.recipient.email, "subject": one.subject, "text": one.text}
        values["personal_link"] = one.recipient.personal_link
        if message.state == State.WITHDRAWN:
            values["state"] = State.QUEUED
        with found.apart([one.rule], one.occurrence), transaction.atomic():
            if message.not_before != one.moment and message.expires_at:
                values |= {"not_before": one.moment, "expires_at": one.expires_at}
            if any(getattr(message, name) != value for name, value in values.items()) and erasures.hold() == seen:
                changed += Message.objects.filter(pk=message.pk, state=message.state, edited=False).update(**values)
    return changed


def _withdraw(existing: dict[str, Message], desired: dict[str, PlannedMessage], found: Wanted) -> int:
    """What has no reason any more does not leave; what could not be read is unknown, and stays."""
    unknown = tuple(one.keys for one in found.unprepared)
    lost = [
        message.pk
        for key, message in existing.items()
        if key not in desired and message.state in (State.QUEUED, State.HELD) and message.expires_at
        if not key.startswith(unknown)
    ]
    waiting = Message.objects.filter(state__in=[State.QUEUED, State.HELD])
    return sum(
        waiting.filter(pk__in=lost[start : start + CHUNK]).update(state=State.WITHDRAWN)
        for start in range(0, len(lost), CHUNK)
    )


def past_messages(rule: ReminderRule) -> list[PlannedMessage]:
    """What a rule would have sent had it been on all along, to those who were there, and did not."""
    sent = set(Message.objects.filter(source=rule.source).values_list("key", flat=True))
    now = timezone.now()
    return [
        one
        for one in wanted_messages([rule]).messages
        if one.moment <= now and not one.came_late and one.key not in sent
    ]


@transaction.atomic
def send_past_messages(rule: ReminderRule, *, keys: set[str]) -> int:
    """Send now what is past, to exactly those whom the organiser saw; an empty choice means nobody."""
    seen, now = erasures.hold(), timezone.now()
    chosen = [one for one in past_messages(rule) if one.key in keys]
    starts = range(0, len(chosen), CHUNK)
    return sum(_write_chunk(chosen[start : start + CHUNK], now, seen, at_once=True) for start in starts)
