"""Whatever happens after the convocations, the agenda of each person shows the days as the database has them.

Each mail is read by `tests.agendas`, an agenda written from the RFCs; what is so is read by plain queries.
`ITIP_SEQUENCES=1000` tries more sequences than the twenty-five of every day.
"""

import os
import random
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from atelier.outbox import replies
from sessions.attendance.models import Attendance
from sessions.documents import convocations, notices, notifying, rendering
from sessions.programme.models import Day, HalfDay
from territories import seat_transfer
from territories.models import HolderChange, Participant, Triptych
from tests.agendas import Agenda
from tests.factories import ParticipantFactory, SeasonFactory, TriptychFactory, UserFactory, add_days
from tests.sessions.test_said_and_true import World as Facts

pytestmark = pytest.mark.django_db
WORLDS = int(os.environ.get("ITIP_SEQUENCES", "25"))
BATCH, STEPS = 5, 6  # worlds of a test, changes of a world
PARIS = ZoneInfo("Europe/Paris")


class World(Facts):
    """Two days, two territories; agendas that read the mails in the order in which they leave."""

    def __init__(self, seed, organiser, clock):
        self.random, self.clock, self.organiser, self.read = random.Random(seed), clock, organiser, 0
        self.agendas, self.latest, self.former = {}, {}, {}
        self.season = SeasonFactory(number=2 * seed + 2)
        self.answers = seed % 2 == 0  # one world in two receives the answers of agendas
        for rank in (1, 2):
            TriptychFactory(season=self.season, admitted=True, rank=rank)
            self.arrive()
        add_days(self.season, date(2027, 6, 8), date(2027, 6, 22))
        facts = [
            self.move,
            self.move,
            self.move_back,
            self.hours,
            self.place,
            self.address,
            self.cancel,
            self.seat,
            self.withdraw,
            self.arrive,
        ]
        self.acts = [*facts, self.title, self.readdress, self.replace, self.issue, *[self.tell] * 4, *[self.answer] * 2]

    def seat(self):
        person = self.some(self.people().filter(state__in=["confirmed", "declined"]))
        state = "declined" if person.state == "confirmed" else "confirmed"
        if state == "declined" or not self.people().filter(state="confirmed", email=person.email).exists():
            self.people().filter(pk=person.pk).update(state=state)

    def people(self):
        return Participant.objects.filter(season=self.season)

    def arrive(self):
        triptych, number = self.some(self.season.triptychs), self.people().count()
        if triptych.participants.count() < 4:
            address = f"p{number}-{self.season.number}@example.org"
            ParticipantFactory(triptych=triptych, state="confirmed", seat=9 + number, email=address)

    def move(self):
        """To another date; `move_back` returns to the one before."""
        before = dict(Day.objects.filter(season=self.season).values_list("pk", "date"))
        super().move()
        for pk, when in Day.objects.filter(season=self.season).values_list("pk", "date"):
            if when != before[pk]:
                self.former[pk] = before[pk]

    def move_back(self):
        day = self.day()
        back = self.former.pop(day.pk, None)
        if back and not Day.objects.filter(season=self.season, date=back).exists():
            Day.objects.filter(pk=day.pk).update(date=back)

    def title(self):
        day = self.day()
        day.title = f"Titre {self.random.randrange(3)}"
        day.save()

    def readdress(self):
        address = f"s{self.random.randrange(3)}@example.org"
        type(self.season).objects.filter(pk=self.season.pk).update(reply_email=address)

    def answer(self):
        """Somebody who reads what is so refuses or accepts in their agenda: they are noted away, or expected."""
        address, agenda = self.random.choice(sorted(self.agendas.items()) or [("", None)])
        uid = self.random.choice(sorted(agenda.events) or [""]) if agenda else ""
        if not (self.answers and uid and agenda.shown()[uid] == wanted(address, self.season).get(uid)):
            return
        refuses = self.random.random() < 0.5
        self.clock.shift(timedelta(seconds=1))
        raw = agenda.answer(uid, "DECLINED" if refuses else "ACCEPTED", moment=timezone.now())
        reply = replies.receive_bytes(raw)
        away = Attendance.objects.filter(half_day__day__uid=uid, participant__email=address, participant__left_on=None)
        assert reply.is_noted
        assert {row.status for row in away} == ({"excused"} if refuses else set())

    def replace(self):
        """A seat passes on; once in two, under the address of the function that both hold."""
        seated = self.people().filter(state="confirmed", left_on=None, triptych__status="admitted")
        if not seated.exists():
            return
        leaving = self.some(seated)
        address = leaving.email if self.random.random() < 0.5 else f"n{leaving.pk}@example.org"
        change = HolderChange(
            leaving=leaving, effective_on=timezone.localdate(), reason="Nouveau poste", first_name="Ali",
            last_name="Roy", position="agent", organisation="Ville", email=address, asked_by=self.organiser,
        )  # fmt: skip
        seat_transfer.request_transfer(change=change, by=self.organiser)
        seat_transfer.accept_transfer(change=change, author=self.organiser)
        self.people().filter(state="invited").update(state="confirmed")

    def read_mail(self):
        for sent in mail.outbox[self.read :]:
            (address,) = sent.to
            for _ in range(self.random.choice([1, 1, 2])):  # some servers deliver twice
                self.agendas.setdefault(address, Agenda(address)).receive(sent.message().as_bytes())
        self.read = len(mail.outbox)

    def work(self, *, share=0.7):
        super().work(share=share)
        self.read_mail()

    def step(self):
        self.clock.shift(timedelta(minutes=self.random.choice([0, 1, 60])))
        self.random.choice(self.acts)()
        self.work()

    def settle(self):
        """The organiser issues what is outdated and presses the button of each day; each agenda then says the truth."""
        for day in Day.objects.filter(season=self.season, status="planned").order_by("pk"):
            convocations.issue_convocations(day=day)
        for day in Day.objects.filter(season=self.season).order_by("pk"):
            notifying.tell(day=day)
        self.work(share=1)
        assert notices.standing() == []
        addresses = set(self.people().values_list("email", flat=True))
        shown = {address: self.agendas[address].shown() for address in addresses if address in self.agendas}
        assert shown == {address: wanted(address, self.season) for address in shown}
        assert {one for one in addresses if wanted(one, self.season)} <= shown.keys()


def wanted(address, season):
    """The days of whoever holds a seat under this address, as the database has them."""
    seats = Participant.objects.filter(season=season, email=address, state="confirmed", left_on=None)
    if not seats.filter(triptych__status=Triptych.Status.ADMITTED).exists():
        return {}
    found = {}
    for day in Day.objects.filter(season=season, status="planned").select_related("venue"):
        parts = list(HalfDay.objects.filter(day=day).order_by("starts_at"))
        start, end = (datetime.combine(day.date, at, tzinfo=PARIS) for at in (parts[0].starts_at, parts[-1].ends_at))
        place = f"{day.venue.name}, {day.venue.address}" if day.venue else "Paris"
        summary = f"Atelier : journée {day.number} de la saison {season.number}"
        found[str(day.uid)] = (start, end, summary, place, day.title)
    return found


@pytest.mark.parametrize("first", range(0, WORLDS, BATCH))
def test_each_agenda_shows_the_days_as_they_are_and_none_twice(first, monkeypatch, settings):
    monkeypatch.setattr(rendering.pdf, "render_pdf", lambda template, context: b"%PDF")
    organiser = UserFactory(is_organiser=True)
    for seed in range(first, min(first + BATCH, WORLDS)):
        mail.outbox.clear()
        with time_machine.travel(datetime(2027, 3, 1, 10, tzinfo=PARIS), tick=False) as clock:
            settings.REPLY_ADDRESS = "reponses@atelier.example" if seed % 2 == 0 else ""
            world = World(seed, organiser, clock)
            convocations.issue_convocations(day=world.season.days.get(number=1))
            for _ in range(STEPS):
                world.step()

            world.settle()
        type(world.season).objects.filter(pk=world.season.pk).update(status="archived")
