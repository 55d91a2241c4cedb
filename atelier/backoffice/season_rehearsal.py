"""« Répéter la saison »: what would leave, when, to whom, if something happened. Nothing is kept, nothing is sent.

What is supposed is written in a transaction that is always taken back, as a preview of a decision is; the planner is
asked inside it. Jobs are enqueued after a commit, which does not come. SQLite is held for as long as one season is
planned once: a few tenths of a second.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from atelier.accounts.models import User
from atelier.core import rehearsals
from atelier.outbox.models import Message
from atelier.outbox.queueing import WAITING, recorded
from atelier.reminders.models import ReminderRule
from atelier.reminders.wanted import PlannedMessage, wanted_messages
from atelier.seasons.models import Season
from contributions import invoicing
from contributions.models import Instalment, Issuer, Payer
from sessions.documents import notices, notifying
from sessions.documents.notices import Notice
from sessions.programme.models import Day
from territories import selection
from territories.models import Contact, Participant, Territory, Triptych

ROLES = {  # how many of each: one, several
    "participant": ("participant", "participants"),
    "contact": ("référent", "référents"),
    "payer": ("comptabilité", "comptabilités"),
    "team": ("membre de l’équipe", "membres de l’équipe"),
    "other": ("autre", "autres"),
}
BY_REF = {"participant": "participant", "contact": "contact", "payer": "payer"}
SAME, NEW, GONE, OTHER = "", "de plus", "en moins", "autre objet"
AT_ONCE, BY_NOTICE = "aussitôt", "si vous les prévenez, de « À prévenir »"


@dataclass(frozen=True)
class Supposition:
    """What might happen: each is left out when it is None or false."""

    is_full: bool = False
    day: Day | None = None
    to: date | None = None
    withdrawn: Triptych | None = None
    unpaid: Payer | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.is_full or self.day or self.withdrawn or self.unpaid)


@dataclass(frozen=True)
class Departure:
    """One mail that would leave; `source` and `why` say what sends it, and about what."""

    at: datetime
    source: str
    why: str
    subject: str
    role: str


@dataclass(frozen=True)
class Line:
    """The mails of one moment and one cause, with the subject of one of them.

    `change` compares with what would leave in any case.
    """

    at: datetime
    why: str
    subject: str
    people: str
    count: int
    change: str


@dataclass(frozen=True)
class Rehearsal:
    """By day, in order; `unprepared` counts what a rule could not say."""

    days: list[tuple[date, list[Line]]]
    unprepared: int

    @property
    def count(self) -> int:
        return sum(line.count for _, lines in self.days for line in lines if line.change != GONE)


def rehearse(season: Season, supposed: Supposition, *, by: User) -> Rehearsal:
    """Every reminder of the season from now on, its rules that are off taken for on, and what the supposition sends.

    Raises ValidationError when what is supposed is refused to the organiser `by`.
    """
    now = timezone.now()
    usual, unprepared = _departures(season, now)
    if supposed.is_empty:
        return Rehearsal(_by_day(usual, usual), unprepared)
    with rehearsals.taken_back():
        at_once = list(_suppose(season, supposed, now, by))
        then, unprepared = _departures(season, now)
    return Rehearsal(_by_day([*at_once, *then], usual), unprepared)


def _departures(season: Season, now: datetime) -> tuple[list[Departure], int]:
    every = ReminderRule.objects.filter(season=season).select_related("season").prefetch_related("categories")
    rules = [copy(rule) for rule in every.order_by("pk")]
    for rule in rules:
        rule.effective_from = (rule.effective_from if rule.is_active else None) or now
        rule.is_active = True
    known = Message.objects.filter(source__in=[rule.source for rule in rules])
    over = set(known.exclude(state__in=[*WAITING, Message.State.WITHDRAWN]).values_list("key", flat=True))
    found, roles = wanted_messages(rules, now), _roles(season)
    leaving = (one for one in found.messages if _will_leave(one, now) and one.key not in over)
    return [*_notices(season, now), *(_departure(one, roles) for one in leaving)], len(found.unprepared)


def _notices(season: Season, now: datetime) -> Iterator[Departure]:
    """What organisers would send to those who are to be told about a day."""
    found: dict[int, list[Notice]] = {}
    for one in notices.standing():
        if one.is_to_send and one.day.season_id == season.pk:
            found.setdefault(one.day.pk, []).append(one)
    for day in Day.objects.with_programme().filter(pk__in=found).order_by("date", "pk"):
        for mail in notifying.preview(found[day.pk], day):
            yield Departure(now, f"day:{day.pk}", BY_NOTICE, mail.subject, "participant")


def _will_leave(one: PlannedMessage, now: datetime) -> bool:
    return one.leaves_by_itself and one.expires_at > now and not one.is_over(now)


def _departure(one: PlannedMessage, roles: dict[str, str]) -> Departure:
    role = _role([one.recipient.ref], one.recipient.email, roles)
    return Departure(one.moment, one.rule.source, one.occurrence.label, one.subject, role)


def _role(refs: Iterable[str], address: str, roles: dict[str, str]) -> str:
    """As what they are written to: some refer their application, and sit in it too."""
    kinds = [ref.partition(":")[0] for ref in refs]
    return next((BY_REF[kind] for kind in kinds if kind in BY_REF), "") or roles.get(address, "other")


def _roles(season: Season) -> dict[str, str]:
    """Of each address that a mail may name without saying why: an account may be of the team, or refer."""
    holders: dict[str, tuple[QuerySet, str]] = {
        "payer": (Payer.objects.filter(agreement__triptych__season=season), "email"),
        "contact": (Contact.objects.filter(triptych__season=season), "user__email"),
        "team": (User.objects.with_role(), "email"),
    }
    rows = {role: found.order_by("pk").values_list(column, flat=True) for role, (found, column) in holders.items()}
    return {address: role for role, addresses in rows.items() for address in addresses}


def _suppose(season: Season, supposed: Supposition, now: datetime, by: User) -> Iterator[Departure]:
    """Write what is supposed; yields what it sends at once."""
    if supposed.is_full:
        _fill(season)
    if supposed.unpaid:
        _ask(supposed.unpaid)
    if supposed.day and supposed.to:
        Day.objects.filter(pk=supposed.day.pk).update(date=supposed.to)
    if supposed.withdrawn:
        roles = _roles(season)
        with recorded() as mails:
            selection.withdraw(triptych=supposed.withdrawn, author=by)
        for mail in mails:
            refs = mail.topics.order_by("pk").values_list("ref", flat=True)
            yield Departure(now, mail.source, AT_ONCE, mail.subject, _role(refs, mail.to_email, roles))


def _fill(season: Season) -> None:
    """The places that are free go to territories that do not exist, each seat to somebody who confirmed."""
    taken, now = set(season.triptychs.exclude(rank=None).values_list("rank", flat=True)), timezone.now()
    for rank in sorted(set(range(1, season.places + 1)) - taken):
        territory = Territory.objects.create(name=f"Territoire imaginé {rank}", kind=Territory.Kind.COM)
        triptych = Triptych.objects.create(
            season=season, territory=territory, status=Triptych.Status.ADMITTED, rank=rank, submitted_at=now
        )
        lead = User.objects.create(email=f"referent{rank}@imagine.invalid", first_name="Camille", last_name="Imaginée")
        Contact.objects.create(triptych=triptych, user=lead, is_lead=True, joined_at=now)
        for panel in triptych.panels():
            for seat in panel.seats:
                Participant.objects.create(
                    triptych=triptych, category=panel.category, seat=seat.number, state=Participant.State.CONFIRMED,
                    first_name="Camille", last_name="Imaginée", position="élue", organisation=territory.name,
                    email=f"siege{rank}-{panel.category.code}-{seat.number}@imagine.invalid",
                    answered_at=now,
                )  # fmt: skip
        selection.seat_people(triptych)


def _ask(payer: Payer) -> None:
    """Every instalment that was not asked for is asked for on its day, and stays unpaid as what was asked for does."""
    rows = Instalment.objects.filter(payer=payer, invoices=None).select_related(
        "payer__organisation", "payer__agreement__triptych__territory", "payer__agreement__triptych__season"
    )
    issuer, today = Issuer.load(), timezone.localdate()
    for instalment in rows.order_by("rank"):
        draft = invoicing.draft_document(instalment, issuer, on=max(instalment.on, today), quote=False)
        draft.number = f"ESSAI-{instalment.pk}"
        draft.save()


def _by_day(departures: list[Departure], usual: list[Departure]) -> list[tuple[date, list[Line]]]:
    now, before = _gathered(departures), _gathered(usual)
    lines = [_line(group, _change(group, before.get(key))) for key, group in now.items()]
    lines += [_line(group, GONE) for key, group in before.items() if key not in now]
    found: dict[date, list[Line]] = {}
    for line in sorted(lines, key=lambda one: (one.at, one.why, one.subject)):
        found.setdefault(line.at.date(), []).append(line)
    return list(found.items())


def _gathered(departures: list[Departure]) -> dict[tuple[datetime, str, str], list[Departure]]:
    found: dict[tuple[datetime, str, str], list[Departure]] = {}
    for one in departures:
        found.setdefault((one.at, one.source, one.why), []).append(one)
    return found


def _change(group: list[Departure], before: list[Departure] | None) -> str:
    if before is None:
        return NEW
    if _people(group) != _people(before):
        return f"au lieu de {_people(before)}"
    return SAME if group[0].subject == before[0].subject else OTHER


def _people(group: list[Departure]) -> str:
    """« 6 participants, 1 référent »."""
    roles = Counter(one.role for one in group)
    return ", ".join(f"{roles[role]} {words[roles[role] > 1]}" for role, words in ROLES.items() if roles[role])


def _line(group: list[Departure], change: str) -> Line:
    first = group[0]
    return Line(timezone.localtime(first.at), first.why, first.subject, _people(group), len(group), change)
