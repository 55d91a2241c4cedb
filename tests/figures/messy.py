"""Three seasons that lived messily, by the verbs of the product; what came of them is read in plain rows.

Season 5 has two territories of one name, one that withdrew, a triptych of four, a call beside it; a person who left
between two days and whoever took the seat late, somebody erased, two people of one name; a day at a distance for some,
one online, one cancelled, one reopened, one held and still open, one to come with a caterer. Season 4 goes on at the
same time with people of season 5, without one of its categories; season 3 is over. Seeds change who came, what was
paid, what was answered.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

import time_machine

from atelier.accounts.models import User
from atelier.privacy import erasure
from atelier.seasons.models import Season
from sessions.attendance import roll_call
from sessions.attendance.models import Attendance
from sessions.groups import composition
from sessions.programme.models import PARIS, Day
from territories import seat_transfer, selection
from territories.models import HolderChange, Participant, QuotaOverride, Triptych
from tests.factories import (
    AttendanceFactory,
    ParticipantFactory,
    SeasonFactory,
    TriptychFactory,
    UserFactory,
    add_days,
    triptych_of_six,
)

START = datetime(2027, 3, 1, 9, tzinfo=PARIS)
DAYS = (1, 11, 21, 26, 31, 61)  # after the start: the fourth is cancelled, the sixth to come
NOW = START + timedelta(days=45)
END = START + timedelta(days=70)
TIMED = {"late", "left_early"}


@dataclass
class Messy:
    """What the tests ask pages of; everything else is read in the rows."""

    organiser: User
    season: Season
    other: Season
    former: Season
    days: list[Day]
    val: Triptych
    twin: Triptych
    gone: Triptych
    four: Triptych
    dice: random.Random

    @property
    def seasons(self):
        return [self.former, self.other, self.season]


def after(days, hours=0):
    return time_machine.travel(START + timedelta(days=days, hours=hours), tick=False)


def live(seed, organiser):
    """The whole of it but the money and the opinions, which have files of their own."""
    dice = random.Random(seed)
    with after(0):
        made = _named(dice, organiser)
    with after(1, 3):
        _hold(made.days[0], made)
    with after(1, 9):
        roll_call.close_day(day=made.days[0], author=organiser)
        selection.withdraw(triptych=made.gone, author=organiser)
    with after(5):
        late = _change_holder(made)
        erasure.erase(email=made.twin.participants.order_by("pk")[3].email, by=organiser)
    with after(11, 3):
        _hold(made.days[1], made, statuses=("present", "present", "late", "left_early", "remote", "excused", None))
    with after(11, 9):
        roll_call.close_day(day=made.days[1], author=organiser)
    with after(13):
        Participant.objects.filter(pk=late.pk).update(state="confirmed", user=UserFactory(email=late.email))
        ParticipantFactory(
            triptych=made.four, category=made.season.categories.last(), state="confirmed", seated_at=None,
            user=UserFactory(email="quatrieme@example.org"), email="quatrieme@example.org",
        )  # fmt: skip
    with after(21, 3):
        _hold(made.days[2], made, statuses=("present", "present", "present", "excused", None))
    with after(21, 9):
        roll_call.close_day(day=made.days[2], author=organiser)
    with after(25):
        roll_call.reopen_day(day=made.days[1], author=organiser, reason="Oubli")
        Attendance.objects.filter(half_day__day=made.days[1], status="absent").order_by("pk")[0].delete()
        roll_call.close_day(day=made.days[1], author=organiser)
    with after(26):
        _hold(made.days[3], made, statuses=("excused",))
        Day.objects.filter(pk=made.days[3].pk).update(status="cancelled")
    with after(31, 3):
        _hold(made.days[4], made)
    return made


def _named(dice, organiser):
    former = SeasonFactory(number=3, status="archived", places=3)
    other = SeasonFactory(number=4, places=3)
    other.categories.last().delete()
    season = SeasonFactory(
        number=5, places=6, remote_counts=bool(dice.randrange(2)), holder_freeze_days=0, absence_notice_days=3
    )
    days = add_days(season, *((START + timedelta(days=one)).date() for one in DAYS))
    for number, values in ((2, {"mode": "both"}), (3, {"mode": "online"}), (6, {"lunch": "caterer"})):
        Day.objects.filter(season=season, number=number).update(**values)
    days = list(Day.objects.filter(season=season).order_by("number"))
    val = triptych_of_six(season=season, rank=1, territory__name="Val d’Essai", territory__code="62041")
    twin = triptych_of_six(season=season, rank=2, territory__name="Val d’Essai", territory__department="59")
    gone = triptych_of_six(season=season, rank=3, territory__name="Lagune")
    four = TriptychFactory(season=season, admitted=True, rank=4, territory__name="Quatre", wished_amount=3000)
    for rank, category in enumerate([*season.categories.all(), season.categories.first()]):
        if rank != 2:
            mail = f"quatre{rank}@example.org"
            ParticipantFactory(
                triptych=four, category=category, seat=1 + rank // 3, state="confirmed", email=mail,
                user=UserFactory(email=mail),
            )  # fmt: skip
    QuotaOverride.objects.create(
        triptych=val, category=season.categories.first(), seats=3, reason="Deux communes", author=organiser
    )
    for status, more in (("waiting", {"waiting_rank": 1}), ("refused", {}), ("submitted", {})):
        TriptychFactory(season=season, complete=True, status=status, submitted_at=START, **more)
    TriptychFactory(season=season)
    Participant.objects.filter(triptych__season=season).update(answered_at=START)
    for one in (val, twin):
        Participant.objects.filter(pk=one.participants.order_by("pk")[0].pk).update(
            first_name="Claude", last_name="Martin", sort_name="martin claude"
        )
    Participant.objects.filter(pk=twin.participants.order_by("pk")[5].pk).update(state="invited", user=None)
    made = Messy(organiser, season, other, former, days, val, twin, gone, four, dice)
    _beside(made)
    return made


def _beside(made):
    """Season 4: the first territory and another, two people of season 5 among theirs; season 3 is over."""
    again = TriptychFactory(season=made.other, admitted=True, rank=1, territory=made.val.territory)
    alone = TriptychFactory(season=made.other, admitted=True, rank=2, territory__name="Seul")
    both = list(made.val.participants.order_by("pk")[:2])
    for seat, person in enumerate(both, start=1):
        ParticipantFactory(
            triptych=again, category=made.other.categories.first(), seat=seat, state="confirmed", email=person.email,
            user=person.user, first_name=person.first_name, last_name=person.last_name,
        )  # fmt: skip
    for seat in (1, 2):
        ParticipantFactory(triptych=alone, category=made.other.categories.last(), seat=seat, state="confirmed")
    same = TriptychFactory(season=made.former, admitted=True, rank=1, people=6, people__state="confirmed",
                           territory__name="Val d’Essai, commune", territory__code="62041")  # fmt: skip
    for season, offset in ((made.other, 0), (made.former, -300)):
        (day,) = add_days(season, (START + timedelta(days=offset)).date())
        for half in day.half_days.all():
            for person in Participant.objects.filter(season=season).order_by("pk"):
                AttendanceFactory(participant=person, half_day=half, status=made.dice.choice(["present", "absent"]))
        roll_call.close_day(day=day, author=made.organiser)
    Participant.objects.filter(triptych=same).update(answered_at=START)
    erasure.erase(email=same.participants.order_by("pk")[0].email, by=made.organiser)


def _change_holder(made):
    """Somebody leaves between two days after having announced an absence for the second; another takes the seat."""
    leaver = made.val.participants.order_by("pk")[2]
    for half in made.days[1].half_days.all():
        AttendanceFactory(participant=leaver, half_day=half, status="excused", source="declared")
    change = seat_transfer.request_transfer(
        change=HolderChange(
            leaving=leaver, effective_on=(START + timedelta(days=5)).date(), reason="Mutation", first_name="Ève",
            last_name="Tardif", position="agente", organisation="Commune", email="tardif@example.org",
        ),
        by=made.organiser,
    )  # fmt: skip
    seat_transfer.accept_transfer(change=change, author=made.organiser)
    return Participant.objects.get(email="tardif@example.org")


def _hold(day, made, statuses=("present", "present", "late", "left_early", "excused", None)):
    """Tables are composed in the morning, then presence is noted, or not, half-day after half-day."""
    first = day.half_days.order_by("starts_at").first()
    item = first.items.create(starts_at="10:00", format="inter", title="Tables")
    composition.compose_groups(item=item, author=made.organiser, tables=4, seed=1)
    if day == made.days[0]:
        codev = first.items.create(starts_at="11:00", format="codev", title="Codéveloppement")
        first.items.create(starts_at="11:30", format="peers", title="Pairs")
        composition.compose_groups(item=codev, author=made.organiser, seed=2)
    for person in composition.people_for(item):
        for half in day.half_days.all():
            if status := made.dice.choice(statuses):
                minutes = made.dice.randrange(1, 90) if status in TIMED else None
                AttendanceFactory(participant=person, half_day=half, status=status, minutes=minutes)
