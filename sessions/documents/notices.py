"""« À prévenir »: who was last told something of a day that is not so any more, or lacks their convocation to it.

Nothing is stored here: what was said is compared with what is so, each time that it is asked for.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Q
from django.utils import timezone

from atelier.outbox.models import Message, Statement
from atelier.outbox.statements import Said, Values, said_and_perhaps
from atelier.seasons.models import Season
from sessions.attendance import expected
from sessions.documents import facts
from sessions.documents.models import Convocation
from sessions.programme.models import Day
from territories.emails import SEAT_UNTIL
from territories.models import Participant

Waiting = dict[tuple[str, str], dict[Message, Values]]
JUST_PASSED = timedelta(days=7)  # how long what is false of a past day is still worth saying
IN_HAND = [
    Message.State.HELD,
    Message.State.QUEUED,
    Message.State.SENDING,
    Message.State.FAILED,
    Message.State.UNCERTAIN,
]


@dataclass(frozen=True)
class Notice:
    """One person who must be told about one day: what they hold, what is so, the mail that says it already, if any."""

    person: Participant
    day: Day
    held: Values
    now: Values
    in_force: Convocation | None
    message: Message | None

    @cached_property
    def differences(self) -> tuple[str, ...]:
        return facts.differences(self.held, self.now)

    @cached_property
    def changes(self) -> list[facts.Change]:
        return facts.changes(self.held, self.now)

    @property
    def is_called_off(self) -> bool:
        """They are told not to come: the day is cancelled, or they do not take part in it any more."""
        return self.now[facts.STATE] != facts.CONVENED

    @property
    def is_cancelled(self) -> bool:
        return self.now[facts.STATE] == facts.CANCELLED

    @property
    def said_date(self) -> date:
        """The date that they hold."""
        return date.fromisoformat(self.held.get(facts.DATE, self.day.date.isoformat()))

    @property
    def is_drawn(self) -> bool:
        """Their convocation is issued, and a worker is about to write."""
        one = self.in_force
        said = facts.facts_of_snapshot(one.snapshot) if one and not one.is_ready else {}
        return bool(said) and all(said[name] == self.now.get(name) for name in said)

    @property
    def is_to_send(self) -> bool:
        """Nothing waits that says it."""
        return self.message is None and not self.is_drawn

    @property
    def state(self) -> str:
        """What becomes of it."""
        if self.message:
            return self.message.get_state_display()
        return "convocation en préparation" if self.is_drawn else ""

    @property
    def reasons(self) -> list[str]:
        """« change de date, du 16 au 25 mars », « n’a pas de convocation »."""
        if self.is_called_off:
            return ["annulée" if self.is_cancelled else "n’y participe plus"]
        found = [change.headline for change in self.changes]
        if facts.LINK in self.differences and not self.held.get(facts.LINK):
            found.append("n’a pas le lien de connexion")
        if facts.CONVOCATION in self.differences and not found:
            number = self.now[facts.CONVOCATION]
            found.append(f"n’a pas reçu sa convocation n°\u00a0{number}" if number else "n’a pas de convocation")
        return found

    @property
    def held_in_words(self) -> list[str]:
        """What they were last told of what changes."""
        return [facts.in_words(name, self.held[name]) for name in self.differences if name in self.held]


def standing(*, day: Day | None = None) -> list[Notice]:
    """Who is to be told, of one day or of all those of running seasons; in a constant number of queries."""
    running = Q(pk=day.pk) if day else Q()
    running &= Q(season__status=Season.Status.PUBLISHED)
    days = list(Day.objects.filter(running).with_places().order_by("date", "pk"))
    about = [*(facts.ref(one) for one in days), *{f"season:{one.season_id}" for one in days}]
    said, perhaps = said_and_perhaps(about)
    return _notices(_followed(days, perhaps), said, perhaps)


def _followed(days: list[Day], said: Said) -> list[Day]:
    """Those to come or just passed, or that somebody believes to be so."""
    since = timezone.localdate() - JUST_PASSED
    latest: dict[str, str] = defaultdict(str)
    for (_, about), values in said.items():
        latest[about] = max(latest[about], values.get(facts.DATE, ""))
    return [day for day in days if day.date >= since or latest[facts.ref(day)] >= since.isoformat()]


def _notices(days: list[Day], said: Said, perhaps: Said) -> list[Notice]:
    """What may have been said, and is not so, is taken for said; what may have been said, and is so, is not."""
    by_ref = {facts.ref(day): day for day in days}
    convened = expected.convened_pairs(days)
    in_force = _in_force(days)
    told = {(by_ref[about].pk, _key(person)) for person, about in perhaps if about in by_ref and _key(person)}
    pairs = convened | told
    people = {
        one.pk: one
        for one in Participant.objects.filter(pk__in={pk for _, pk in pairs})
        .named()
        .select_related("triptych__territory", "category", "season")
        .by_triptych()
    }
    waiting = in_hand(by_ref)
    found = []
    for day in days:
        batch = any(of_day == day.pk for of_day, _ in in_force)
        for pk, person in people.items():
            if (day.pk, pk) not in pairs:
                continue
            one, ref = in_force.get((day.pk, pk)), f"participant:{pk}"
            now = truth(day, one, convened=(day.pk, pk) in convened, batch=batch)
            held = _held(perhaps, ref, day, now)
            if not facts.differences(held, now):
                held = _held(said, ref, day, now)
            if missing := facts.differences(held, now):
                message = saying(waiting[ref, facts.ref(day)], now, missing)
                found.append(Notice(person, day, held, now, one, message))
    return found


def _held(said: Said, ref: str, day: Day, now: Values) -> Values:
    """What they were told last of this day."""
    held = dict(said.get((ref, facts.ref(day)), {}))
    until = said.get((ref, f"season:{day.season_id}"), {}).get(SEAT_UNTIL)
    if now[facts.STATE] != facts.CONVENED and facts.is_after_seat(day, held, until):
        held[facts.STATE] = facts.RELEASED  # told once for all the days that follow, cancelled since or not
    return held


def truth(day: Day, in_force: Convocation | None, *, convened: bool, batch: bool) -> Values:
    """What is so of one person on one day; `batch` says that convocations to it left: then theirs is one of the facts.

    A convocation is not missed any more once its day is past.
    """
    if day.is_cancelled:
        return {facts.STATE: facts.CANCELLED}
    if not convened:
        return {facts.STATE: facts.RELEASED}
    now = facts.facts_of_day(day)
    if batch and day.date >= timezone.localdate():
        now[facts.CONVOCATION] = in_force.number if in_force else ""
    return now


def truth_for(person: int, day: int) -> Values:
    """The same of these two, by their keys; raises Day.DoesNotExist."""
    found = Day.objects.with_places().get(pk=day)
    in_force = _in_force([found])
    convened = (day, person) in expected.convened_pairs([found])
    return truth(found, in_force.get((day, person)), convened=convened, batch=bool(in_force))


def _in_force(days: Iterable[Day]) -> dict[tuple[int, int], Convocation]:
    rows = Convocation.objects.latest().filter(day__in=[day.pk for day in days]).order_by("pk")
    return {(one.day_id, one.participant_id): one for one in rows}


def _key(ref: str) -> int:
    """Of « participant:8 »; 0 for anybody else."""
    kind, _, pk = ref.partition(":")
    return int(pk) if kind == "participant" and pk.isdecimal() else 0


def in_hand(abouts: Iterable[str]) -> Waiting:
    """What the messages that have not left say, of each (person, day)."""
    found: Waiting = defaultdict(lambda: defaultdict(dict))
    rows = Statement.objects.filter(about__in=list(abouts), message__state__in=IN_HAND)
    for one in rows.select_related("message").order_by("message_id", "pk"):
        found[one.person, one.about][one.message][one.name] = one.value
    return found


def saying(messages: dict[Message, Values], now: Values, missing: tuple[str, ...]) -> Message | None:
    """The last of these messages that says all that is missing."""
    saying = [
        message
        for message, values in messages.items()
        if all(values.get(name) == now[name] for name in missing) and values.items() <= now.items()
    ]
    return saying[-1] if saying else None
