"""From rules to messages: what should leave is computed anew each time, and compared with what the outbox holds.

Nothing here asks whether it is the day: a message is written ahead with its moment, moved when the date moves, taken
back when its reason is gone. Written once for (rule, thing, date, person), whoever plans and however often. What is
written is a recipe: `departure` makes the message again when it leaves.
"""

from collections.abc import Iterable
from copy import copy
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from atelier.core import erasures
from atelier.core.declarations import declared_by_key
from atelier.outbox.models import Message, Topic
from atelier.reminders.models import ReminderRule
from atelier.reminders.triggers import Trigger
from atelier.reminders.wanted import PlannedMessage, Wanted, active_rules, wanted_messages
from atelier.seasons import failures, letterheads
from atelier.seasons.models import Failure

HORIZON = timedelta(days=60)
CHUNK = 500
GONE = "Ce dont il parlait n’a plus lieu, a changé de date, ou est réglé."
State = Message.State
WAITING = [State.QUEUED, State.HELD]


def plan_messages(now: datetime | None = None) -> dict[str, int]:
    """Bring the outbox in line with the active rules; says how many messages were written, changed, taken back."""
    now = now or timezone.now()
    seen, rules = erasures.count(), active_rules()
    found = wanted_messages(rules, now)
    desired = {one.key: one for one in found.messages if one.leaves_by_itself and one.moment <= now + HORIZON}
    held = Message.objects.filter(source__startswith=ReminderRule.SOURCE).exclude(state=State.SENT)
    existing = {message.key: message for message in held.order_by("pk")}
    known = Message.objects.filter(source__in=[rule.source for rule in rules]).values_list("key", flat=True)
    gone = set(known)
    new = [one for key, one in desired.items() if key not in gone]
    done = {
        "written": sum(
            _write_apart(new[start : start + CHUNK], now, found, seen) for start in range(0, len(new), CHUNK)
        ),
        "changed": _refresh(existing, desired, found, seen, now),
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
    new = sorted(new, key=lambda one: one.key)  # two planners wait for each other's rows in one order
    Message.objects.bulk_create([row_of(one, now, at_once=at_once) for one in new], ignore_conflicts=True)
    by_key = {one.key: one for one in new}
    written = Message.objects.filter(key__in=by_key, topics=None).order_by("pk")
    rows = [(message, by_key[message.key]) for message in written]
    Topic.objects.bulk_create(
        (Topic(message=message, ref=ref) for message, one in rows for ref in _topics_of(one)), ignore_conflicts=True
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
        by_hand=at_once,
        facts=one.facts,
        office_hours=True,
        clock=one.recipient.clock,
        matter=declared_by_key(Trigger)[one.rule.trigger].matter,
        personal_link=one.recipient.personal_link,
    )


def _topics_of(one: PlannedMessage) -> list[str]:
    return list(
        dict.fromkeys(
            [one.occurrence.ref, one.recipient.ref, *one.recipient.topics, letterheads.topic(one.rule.season_id)]
        )
    )


def _refresh(
    existing: dict[str, Message], desired: dict[str, PlannedMessage], found: Wanted, seen: int, now: datetime
) -> int:
    """Moment, words and address follow what they speak of; the words only until somebody corrects them by hand.

    Each row is written only if it still waits: one that a worker took meanwhile is left alone. Nothing is written once
    somebody was erased since it was read. What announces something past waits for somebody's word.
    """
    waiting, changed = (State.QUEUED, State.HELD, State.WITHDRAWN), 0
    for key, message in existing.items():
        one = desired.get(key)
        if one is None or message.state not in waiting or one.is_over(now):
            continue
        with found.apart([one.rule], one.occurrence), transaction.atomic():
            values = _wanted_values(message, one)
            if any(getattr(message, name) != value for name, value in values.items()) and erasures.hold() == seen:
                same = Message.objects.filter(pk=message.pk, state=message.state, edited=message.edited)
                changed += same.update(**values)
    return changed


def _wanted_values(message: Message, one: PlannedMessage) -> dict[str, object]:
    """What the planner has to say about a row: never when a failed sending is tried again, which is delivery's."""
    values: dict[str, object] = {}
    if not message.by_hand:
        values |= {"not_before": one.moment, "expires_at": one.expires_at}
    values["clock"] = one.recipient.clock
    if message.state == State.WITHDRAWN:
        values |= {"state": State.QUEUED, "error": ""}
    if not message.edited:
        values |= {"to_email": one.recipient.email, "subject": one.subject, "text": one.text, "facts": one.facts}
        values["personal_link"] = one.recipient.personal_link
    return values


def _withdraw(existing: dict[str, Message], desired: dict[str, PlannedMessage], found: Wanted) -> int:
    """What has no reason any more does not leave; what could not be read is unknown, and stays.

    What somebody sends by hand is not planned any more: delivery alone asks for its reason.
    """
    unknown = tuple(one.keys for one in found.unprepared)
    lost = [
        message.pk
        for key, message in existing.items()
        if key not in desired and message.state in WAITING and not message.by_hand
        if not key.startswith(unknown)
    ]
    waiting = Message.objects.filter(state__in=WAITING)
    return sum(
        waiting.filter(pk__in=lost[start : start + CHUNK]).update(state=State.WITHDRAWN, error=GONE)
        for start in range(0, len(lost), CHUNK)
    )


def messages_if_on(rules: Iterable[ReminderRule]) -> list[PlannedMessage]:
    """What these rules, which are off, would plan if they were switched on now."""
    now = timezone.now()
    on = [copy(rule) for rule in rules]
    for rule in on:
        rule.is_active, rule.effective_from = True, now
    over = Message.objects.filter(source__in=[rule.source for rule in on]).exclude(
        state__in=[*WAITING, State.WITHDRAWN]
    )
    done = set(over.values_list("key", flat=True))
    found = wanted_messages(on, now).messages
    return [one for one in found if one.leaves_by_itself and one.moment <= now + HORIZON and one.key not in done]


def messages_of(rules: Iterable[ReminderRule]) -> QuerySet[Message]:
    """What these rules have planned, which they take back when they are switched off."""
    sources = [rule.source for rule in rules]
    waiting = Message.objects.filter(source__in=sources, state__in=WAITING, by_hand=False)
    return waiting.order_by("not_before", "key")


def past_messages(rules: list[ReminderRule]) -> list[PlannedMessage]:
    """What these rules would have sent had they been on all along, to those who were there, and did not.

    Nothing that is over; in the words of now, in one pass for all the rules, which come with season and categories.
    """
    sources = [rule.source for rule in rules]
    sent = set(Message.objects.filter(source__in=sources).values_list("key", flat=True))
    now = timezone.now()
    return [
        one
        for one in wanted_messages(rules, now).messages
        if one.moment <= now and not one.came_late and not one.is_over(now) and one.key not in sent
    ]


@transaction.atomic
def send_past_messages(rule: ReminderRule, *, keys: set[str]) -> int:
    """Send now what is past, to exactly those whom the organiser saw; an empty choice means nobody."""
    seen, now = erasures.hold(), timezone.now()
    chosen = [one for one in past_messages([rule]) if one.key in keys]
    starts = range(0, len(chosen), CHUNK)
    return sum(_write_chunk(chosen[start : start + CHUNK], now, seen, at_once=True) for start in starts)
