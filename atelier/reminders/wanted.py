"""What rules say: to whom, about what, when and in which words, computed anew each time that it is asked for.

The planner writes it ahead, the timeline shows it, and delivery asks for one message of it again when it leaves.
"""

import hashlib
import json
import logging
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.db import InterfaceError, OperationalError
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from atelier.core import french, mail, office_hours, placeholders
from atelier.core.declarations import declared, declared_by_key
from atelier.outbox.models import Message
from atelier.outbox.queueing import subject_line
from atelier.outbox.statements import Fact
from atelier.reminders.models import ReminderRule
from atelier.reminders.triggers import Occurrence, Recipient, Trigger
from atelier.seasons import failures
from atelier.seasons.letterheads import letterhead_of
from atelier.seasons.models import Season, Workshop

log = logging.getLogger(__name__)
PATIENCE = 2  # working days after its moment, past which a reminder would be stale
KEY = re.compile(r"rule:\d+:(.+):(\d{4}-\d\d-\d\d):(.+)")


@dataclass(frozen=True)
class Reminder:
    """One message that a rule wants: to whom, about what, when; its words depend on the hour when it leaves."""

    rule: ReminderRule
    occurrence: Occurrence
    recipient: Recipient
    moment: datetime

    @property
    def key(self) -> str:
        return f"{self.rule.source}:{self.occurrence.ref}:{self.occurrence.on}:{self.recipient.ref}"

    @property
    def about(self) -> tuple[str, str, str]:
        """Whom it reminds of what: the messages that one of these received are counted."""
        return self.rule.trigger, self.occurrence.ref, self.recipient.ref

    @property
    def is_past(self) -> bool:
        """Its moment came before the rule was switched on: it does not leave by itself."""
        return self.rule.effective_from is None or self.moment < self.rule.effective_from

    @property
    def came_late(self) -> bool:
        """The person entered after the moment of the rule."""
        return self.recipient.since is not None and self.recipient.since > self.moment

    @property
    def leaves_by_itself(self) -> bool:
        return self.rule.is_active and not self.is_past and not self.came_late

    @property
    def expires_at(self) -> datetime:
        """Past its patience, or once what it announces has begun."""
        stale = office_hours.after_working_days(self.moment, PATIENCE, self.recipient.clock)
        return min(stale, self.occurrence.over_at) if self.announces else stale

    @property
    def label(self) -> str:
        """What it is about, with the hour that it is for its reader where that is not the hour of the site."""
        there = self.moment.astimezone(office_hours.zone_of(self.recipient.clock))
        if there.utcoffset() == timezone.localtime(self.moment).utcoffset():
            return self.occurrence.label
        return f"{self.occurrence.label}, à {french.hour(there.time())} sur place"

    @property
    def announces(self) -> bool:
        return self.rule.direction == office_hours.Direction.BEFORE

    def is_over(self, at: datetime) -> bool:
        """What it announces has begun, or its last day is past."""
        return self.announces and self.occurrence.over_at <= at


@dataclass(frozen=True)
class PlannedMessage(Reminder):
    """The same in the words of one hour; `facts` is the digest of what they may say, `values` what each name writes."""

    subject: str
    text: str
    facts: str
    values: dict[str, str]

    @property
    def attachments(self) -> tuple[dict, ...]:
        return self.recipient.attachments if self.rule.attaches else ()

    def says(self, words: str) -> tuple[Fact, ...]:
        """The facts whose values stand in these words, perhaps corrected by hand; a joined file says all of its own."""
        joined = self.rule.kind.attaches if self.rule.kind and self.attachments else ""
        found = (
            facts
            for name, facts in self.recipient.says.items()
            if name == joined or (self.values[name] and self.values[name] in words)
        )
        return tuple(dict.fromkeys(fact for facts in found for fact in facts))


@dataclass(frozen=True)
class Frame:
    """What every message holds."""

    workshop: str
    signatures: dict[int, str]  # by season

    @classmethod
    def load(cls, seasons: Iterable[Season]) -> "Frame":
        workshop = Workshop.load()
        signatures = {season.pk: mail.signature(letterhead_of(season, workshop)) for season in seasons}
        return cls(workshop.name, signatures)

    def words(self, one: Reminder, at: datetime, before: int) -> PlannedMessage:
        """What one reminder says when it leaves `at`, `before` others having left about the same."""
        today, rule = at.astimezone(office_hours.zone_of(one.recipient.clock)).date(), one.rule
        said = {name: value(today) if callable(value) else value for name, value in one.recipient.values.items()}
        rank = french.ordinal(before + 1) if before else "premier"
        values = {"atelier": self.workshop, "saison": str(rule.season.number), "rappel": rank, **said}
        subject = subject_line(placeholders.fill_placeholders(rule.subject, values))
        text = placeholders.fill_placeholders(rule.text, values).strip()
        known = json.dumps([one.recipient.email, one.recipient.personal_link, values], sort_keys=True)
        return PlannedMessage(
            rule,
            one.occurrence,
            one.recipient,
            one.moment,
            subject,
            f"{text}\n\n{self.signatures[rule.season_id]}\n",
            hashlib.sha256(known.encode()).hexdigest()[:40],
            values,
        )


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


def wanted_messages(rules: list[ReminderRule], now: datetime | None = None, *, only: str = "") -> Wanted:
    """Everything that these rules say, past and to come, in the words of the hour when each leaves, not before `now`.

    `rules` come with their season and categories; with `only`, about the one thing of this ref.
    """
    now = now or timezone.now()
    by_trigger, found = defaultdict(list), Wanted()
    for rule in rules:
        if rule.kind:
            by_trigger[rule.trigger].append(rule)
        else:  # of a module that is gone, or a slip: its messages are not without reason
            found.unprepared.append(Unprepared(rule, None))
    reminders = []
    for mine in by_trigger.values():
        occurrences = _occurrences_of(mine, found, only)
        for rule in mine:
            for occurrence in occurrences[rule.season_id]:
                with found.apart([rule], occurrence):
                    reminders += list(_reminders_of(rule, occurrence))
    _put_in_words(reminders, now, found, *_sent_of(rules))
    return found


def _put_in_words(
    reminders: list[Reminder], now: datetime, found: Wanted, sent: set[str], counts: Counter[tuple[str, str, str]]
) -> None:
    """The earliest first: one that is still to leave counts for those after it."""
    frame = Frame.load({one.rule.season for one in reminders})
    for one in sorted(reminders, key=lambda one: one.moment):
        with found.apart([one.rule], one.occurrence):
            found.messages.append(frame.words(one, max(now, one.moment), counts[one.about]))
            if one.moment > now and one.leaves_by_itself and one.key not in sent:
                counts[one.about] += 1


def _sent_of(rules: list[ReminderRule]) -> tuple[set[str], Counter[tuple[str, str, str]]]:
    """The keys of what left in the seasons of these rules, and how many about each thing to each person."""
    every = ReminderRule.objects.filter(season__in={rule.season_id for rule in rules}).order_by("pk")
    triggers = {f"{ReminderRule.SOURCE}{pk}": trigger for pk, trigger in every.values_list("pk", "trigger")}
    left = Message.objects.filter(source__in=triggers, state=Message.State.SENT).order_by("pk")
    sent = dict(left.values_list("key", "source"))
    about = ((triggers[source], match[1], match[3]) for key, source in sent.items() if (match := KEY.fullmatch(key)))
    return set(sent), Counter(about)


def _occurrences_of(rules: list[ReminderRule], found: Wanted, only: str) -> dict[int, list[Occurrence]]:
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
        if only and occurrence.ref != only:
            continue
        with found.apart([rule for rule in rules if rule.season_id == occurrence.season_id], occurrence):
            _ = occurrence.drawn
            by_season[occurrence.season_id].append(occurrence)
    return by_season


def _reminders_of(rule: ReminderRule, occurrence: Occurrence) -> Iterator[Reminder]:
    """Each person to whom one rule writes about one thing."""
    only = {category.pk for category in rule.categories.all()}
    for recipient in occurrence.recipients:
        if not only or recipient.category in only:
            moment = rule.moment(occurrence.on, recipient.clock, occurrence.over_at)
            yield Reminder(rule, occurrence, recipient, moment)


def active_rules(**only: object) -> list[ReminderRule]:
    """Those of seasons that are online, and of archived ones what outlives them."""
    outlive = [trigger.key for trigger in declared(Trigger) if trigger.outlives_season]
    online = Q(season__status=Season.Status.PUBLISHED)
    archived = Q(season__status=Season.Status.ARCHIVED, trigger__in=outlive)
    rules = ReminderRule.objects.filter(online | archived, is_active=True, **only)
    return list(rules.select_related("season").prefetch_related("categories").order_by("pk"))
