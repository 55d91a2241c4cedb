"""« À prévenir »: who holds what is not so any more, what each receives, and when they leave the list."""

from datetime import date, datetime, time

import pytest
import time_machine
from django.core import mail
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from atelier.outbox import delivery, queueing
from atelier.outbox.models import Message
from atelier.reminders import planner
from sessions.documents import convocations, notices, notifying, rendering
from sessions.documents.models import Convocation
from sessions.programme.models import PARIS, Day
from territories import seat_transfer
from territories.models import HolderChange
from tests.factories import (
    ParticipantFactory,
    RuleFactory,
    SeasonFactory,
    TriptychFactory,
    UserFactory,
    VenueFactory,
    add_days,
)

pytestmark = pytest.mark.django_db
PAGE = "admin:people_to_tell"
BOTH = ("zoe90@example.org", "zoe.marechal90@example.org")


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(datetime(2027, 3, 1, 10, tzinfo=PARIS), tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def quick_drawing(monkeypatch):
    """Of the PDF these tests read only the words that it is made of."""
    monkeypatch.setattr(rendering.pdf, "render_pdf", lambda template, context: f"%PDF {context['void']}".encode())


@pytest.fixture
def day(db, room):
    """The first day of season 90, with two namesakes convened; season 91 has the same, and nothing happens there."""
    return room.hold("convened day", lambda: {"day": convened_day()})["day"]


def convened_day():
    for number in (91, 90):
        season = SeasonFactory(number=number)
        triptych = TriptychFactory(season=season, admitted=True)
        for address in ("zoe", "zoe.marechal"):
            person = {"first_name": "Zoé", "last_name": "Maréchal", "email": f"{address}{number}@example.org"}
            ParticipantFactory(triptych=triptych, state="confirmed", seat=1 + triptych.participants.count(), **person)
        (day, _) = add_days(season, date(2027, 3, 16), date(2027, 3, 30))
        issue(day)
    mail.outbox.clear()
    return day


def leave():
    """Draw and deliver all that waits."""
    for pk in Convocation.objects.waiting().values_list("pk", flat=True):
        rendering.render_convocation(pk)
    for pk in list(Message.objects.due(timezone.now()).order_by("pk").values_list("pk", flat=True)):
        delivery.deliver(pk)


def issue(day):
    convocations.issue_convocations(day=day)
    leave()


def change(day, **values):
    Day.objects.filter(pk=day.pk).update(**values)


def listed(day=None):
    return [(one.person.email, one.reasons) for one in notices.standing(day=day)]


def both(*reasons):
    return [(address, list(reasons)) for address in BOTH]


def test_nobody_is_listed_as_long_as_what_they_hold_is_so(day):
    assert listed() == []


def test_a_day_that_moves_lists_those_who_hold_its_date_until_the_mail_that_says_it_has_left(day):
    change(day, date=date(2027, 3, 25))

    assert listed() == both("change de date, du 16 au 25 mars")
    assert notices.standing()[0].held_in_words[0] == "mardi 16 mars 2027"

    notifying.tell(day=day)
    assert [one.state for one in notices.standing()] == ["convocation en préparation"] * 2
    leave()

    assert listed() == []
    assert [one.to for one in mail.outbox] == [[address] for address in BOTH]
    sent = mail.outbox[0]
    assert sent.subject == "Journée 1\u00a0: change de date, du 16 au 25 mars"
    assert "Elle change de date\u00a0: jeudi 25 mars 2027, et non plus mardi 16 mars 2027." in sent.body
    assert "Elle annule et remplace celle du 1er mars 2027 (n°\u00a0CONV-S90-J1-0001)." in sent.body
    assert [name for name, *_ in sent.attachments] == ["CONV-S90-J1-0003.pdf", "journee-1.ics"]


def test_there_and_back_is_nothing_to_tell_unless_the_other_date_was_said(day):
    change(day, date=date(2027, 3, 25))
    change(day, date=date(2027, 3, 16))
    assert listed() == []

    change(day, date=date(2027, 3, 25))
    notifying.tell(day=day)
    leave()
    change(day, date=date(2027, 3, 16))

    assert listed() == both("change de date, du 25 au 16 mars")


def test_place_hours_and_cancellation_are_said_in_their_words(day):
    change(day, venue=VenueFactory(name="Halle aux cuirs", address="2 rue du Port, 59000 Lille"))
    day.half_days.filter(period="morning").update(starts_at=time(10))

    assert listed() == both("change d’horaires", "change de lieu")
    notifying.tell(day=day)
    leave()
    sent = mail.outbox[0]
    assert sent.subject == "Journée 1\u00a0: change d’horaires\u202f; change de lieu"
    place = "Elle change de lieu\u00a0: Halle aux cuirs, 2 rue du Port, 59000 Lille, au lieu de Paris."
    assert place in sent.body

    change(day, status="cancelled")
    assert listed() == both("annulée")
    notifying.tell(day=day)
    leave()
    assert listed() == []
    assert mail.outbox[-1].subject == "Journée 1\u00a0: annulée, mardi 16 mars 2027"
    assert "Votre convocation n°\u00a0CONV-S90-J1-0004 n’a plus d’effet." in mail.outbox[-1].body

    change(day, status="planned")
    assert listed() == both("maintenue")


def test_whoever_confirms_after_the_batch_is_listed_without_a_convocation(day):
    late = ParticipantFactory(triptych=day.season.triptychs.get(), state="confirmed", seat=3, email="tard@example.org")
    assert listed() == [("tard@example.org", ["n’a pas de convocation"])]  # of the day whose batch left, no other

    notifying.tell(day=day)
    leave()

    assert listed() == []
    assert mail.outbox[-1].subject == "Convocation\u00a0: journée 1 de la saison 90, mardi 16 mars 2027"
    assert Convocation.objects.get(participant=late).day == day


def test_a_triptych_that_withdraws_lists_those_who_hold_a_convocation(day):
    type(day.season.triptychs.get()).objects.filter(season=day.season).update(status="withdrawn", rank=None)

    assert listed() == both("n’y participe plus")
    notifying.tell(day=day)
    leave()
    assert listed() == []
    assert mail.outbox[-1].subject == "Journée 1\u00a0: vous n’y participez plus, mardi 16 mars 2027"


def test_a_former_holder_who_was_told_is_not_told_twice_and_the_new_one_lacks_a_convocation(day, organiser):
    former = day.season.participants.order_by("pk").first()
    request = HolderChange(
        leaving=former, effective_on=date(2027, 3, 2), reason="Nouveau poste", first_name="Ali", last_name="Roy",
        position="agent", organisation="Ville", email="ali@example.org", asked_by=organiser,
    )  # fmt: skip
    seat_transfer.request_transfer(change=request, by=organiser)
    seat_transfer.accept_transfer(change=request, author=organiser)
    assert listed() == [("zoe90@example.org", ["n’y participe plus"])]

    leave()
    assert listed() == []

    with time_machine.travel(datetime(2027, 3, 2, 10, tzinfo=PARIS), tick=False):
        seat_transfer.take_effect(request.pk)
        day.season.participants.filter(email="ali@example.org").update(state="confirmed")
        assert listed() == [("ali@example.org", ["n’a pas de convocation"])]


def test_a_mail_that_waits_does_not_leave_once_what_it_says_is_not_so(day):
    change(day, date=date(2027, 3, 25))
    notifying.tell(day=day, hold=True)
    leave()
    assert [one.state for one in notices.standing()] == ["préparé, à relire"] * 2

    change(day, date=date(2027, 3, 26))
    held = Message.objects.filter(state="held").order_by("pk")
    assert [queueing.release(one) for one in held] == [False, False]
    assert set(Message.objects.filter(subject__startswith="Journée").values_list("state", "error")) == {
        ("withdrawn", notifying.CHANGED)
    }
    assert listed() == both("change de date, du 16 au 26 mars")


def test_a_reminder_says_the_date_that_its_text_holds(day, now):
    season, other = day.season, day.season.days.get(number=2)
    RuleFactory(season=season, is_active=True, effective_from=datetime(2020, 1, 1, tzinfo=PARIS), text="Le {date}.")
    planner.plan_messages()
    now.move_to(datetime(2027, 3, 23, 10, tzinfo=PARIS))
    leave()
    assert listed() == []

    VenueFactory()
    change(other, venue=VenueFactory())
    assert listed() == []  # nobody was told its place
    change(other, date=date(2027, 3, 31))
    assert listed(other) == both("change de date, du 30 au 31 mars")
    notifying.tell(day=other)
    leave()
    assert mail.outbox[-1].attachments == []  # no convocation to that day was issued yet
    assert listed(other) == []


def test_the_page_shows_what_leaves_and_sends_only_what_was_read(day, desk):
    change(day, date=date(2027, 3, 25))
    page = desk.get(reverse(PAGE))
    assertContains(page, "Envoyer 2 courriels")
    assertContains(page, "Elle change de date")
    assertContains(desk.get(reverse("admin:index")), "2 personnes à prévenir")
    shown = {"day": day.pk, "shown": page.context["days"][0].shown}

    change(day, date=date(2027, 3, 26))
    assertContains(desk.post(reverse(PAGE), {**shown, "send": "1"}, follow=True), "Rien n’est fait")
    assert listed() == both("change de date, du 16 au 26 mars")

    shown["shown"] = desk.get(reverse(PAGE)).context["days"][0].shown
    assertContains(desk.post(reverse(PAGE), {**shown, "send": "1"}, follow=True), "courriels qui partent, 2")
    assertContains(desk.get(reverse("admin:index")), "2 personnes en attente d’un courriel")
    assertContains(desk.post(reverse(PAGE), {**shown, "send": "1"}, follow=True), "Rien n’est fait")
    leave()
    assert len(mail.outbox) == 2
    assertContains(desk.get(reverse(PAGE)), "Personne n’est à prévenir")


def test_a_convocation_that_is_void_says_so_where_it_is_read_and_its_file_does_not_change(day, as_user):
    person = day.season.participants.order_by("pk").first()
    type(person).objects.filter(pk=person.pk).update(user=UserFactory(email=person.email))
    one = Convocation.objects.get(participant=person)
    client = as_user(type(person).objects.get(pk=person.pk).user)
    with default_storage.open(one.pdf_path) as file:
        stored = file.read()
    assert client.get(one.get_absolute_url()).content == stored

    change(day, status="cancelled")
    assert "la journée est annulée" in client.get(one.get_absolute_url()).content.decode()
    space = client.get(reverse("space"))
    assertContains(space, "Matin\u00a0: annulée")
    assertContains(space, "Sans effet")

    change(day, status="planned", date=date(2027, 3, 25))
    assertContains(client.get(reverse("space")), "et non plus mardi 16 mars 2027")
    notifying.tell(day=day)
    assertContains(client.get(reverse("space")), "remplacée par")  # while the next one is drawn
    leave()
    assert (
        "remplacée par la convocation n°\u00a0CONV-S90-J1-0003" in client.get(one.get_absolute_url()).content.decode()
    )
    assertNotContains(client.get(reverse("space")), "Sans effet")
    with default_storage.open(one.pdf_path) as file:
        assert file.read() == stored


def test_saving_a_day_leads_to_those_who_must_be_told(day, desk):
    address = reverse("admin:atelier_sessions_day_change", args=[day.pk])
    form = desk.get(address).context["adminform"].form
    parts = list(day.half_days.order_by("starts_at"))
    data = {name: form.initial.get(name) or "" for name in form.fields} | {
        "date": "2027-03-25", "half_days-TOTAL_FORMS": 2, "half_days-INITIAL_FORMS": 2,
    }  # fmt: skip
    for index, part in enumerate(parts):
        stem = f"half_days-{index}"
        data |= {f"{stem}-id": part.pk, f"{stem}-day": day.pk, f"{stem}-period": part.period}
        data |= {f"{stem}-starts_at": part.starts_at, f"{stem}-ends_at": part.ends_at}
    answer = desk.post(address, data, follow=True)

    assertContains(answer, "Journée 1 : 2 personnes à prévenir de ce qui a changé.")
    assertContains(answer, f"{reverse(PAGE)}#journee-{day.pk}")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_is_read_in_a_constant_number_of_queries(day, count, django_assert_num_queries):
    for seat in range(3, 3 + count):
        ParticipantFactory(triptych=day.season.triptychs.get(), state="confirmed", seat=seat)
    change(day, date=date(2027, 3, 25))

    with django_assert_num_queries(7):
        assert len(notices.standing()) == 2 + count
