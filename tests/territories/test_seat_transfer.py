from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from pytest_django.asserts import assertContains, assertNotContains

from atelier.core.declarations import SeasonFacts
from atelier.outbox.models import Message
from sessions.attendance import expected as attendance_expected
from sessions.attendance.expected import expected_people
from sessions.documents import convocations
from territories import action_items, seat_transfer, tasks
from territories.models import HolderChange, Participant
from tests.factories import AttendanceFactory, ParticipantFactory, TriptychFactory, UserFactory, add_days

pytestmark = pytest.mark.django_db

ANSWER = {
    "reason": "Élection",
    "first_name": "Soizic",
    "last_name": "Le Floc’h",
    "position": "élue",
    "organisation": "Val",
    "email": "soizic@example.org",
}


@pytest.fixture
def answer():
    """As it is typed: from tomorrow on."""
    return {**ANSWER, "effective_on": (localdate() + timedelta(days=1)).isoformat()}


@pytest.fixture
def admitted(contact):
    return TriptychFactory(admitted=True, lead=contact, people=6, people__state="confirmed")


@pytest.fixture
def leaving(admitted):
    return admitted.participants.get(category__code="elus", seat=1)


@pytest.fixture
def change(leaving, contact):
    values = {**ANSWER, "effective_on": localdate() + timedelta(days=1)}
    return HolderChange.objects.create(leaving=leaving, asked_by=contact, **values)


def page(leaving):
    return f"/candidatures/{leaving.triptych_id}/triptyque/elus/1/titulaire/"


def test_the_referent_asks_with_a_reason_and_organisers_are_told(as_user, answer, contact, organiser, leaving):
    response = as_user(contact).post(page(leaving), answer, follow=True)

    assertContains(response, "Votre demande est transmise aux organisateurs")
    (message,) = Message.objects.all()
    assert message.to_email == organiser.email
    assert "Motif\u00a0: Élection" in message.text
    assert Participant.objects.get(pk=leaving.pk).state == "confirmed"


@pytest.mark.parametrize("missing", ["reason", "email", "effective_on"])
def test_a_request_without_its_facts_is_refused_and_kept(missing, as_user, answer, contact, leaving):
    response = as_user(contact).post(page(leaving), {**answer, missing: ""})

    assertContains(response, "Une réponse est à corriger")
    assertContains(response, 'value="Le Floc’h"')


def test_a_date_that_is_past_is_refused(as_user, contact, leaving):
    response = as_user(contact).post(page(leaving), {**ANSWER, "effective_on": "2020-01-01"})

    assertContains(response, "Cette date est passée.")


@pytest.mark.parametrize(("days_before", "refused"), [(0, True), (6, True), (7, False), (-1, False)])
def test_changes_freeze_before_a_day(days_before, refused, leaving):
    day = localdate() + timedelta(days=30)
    add_days(leaving.season, day)

    if refused:
        with pytest.raises(ValidationError, match="La journée 1 a lieu le"):
            seat_transfer.check_date(leaving.season, day - timedelta(days=days_before))
    else:
        seat_transfer.check_date(leaving.season, day - timedelta(days=days_before))


def test_asking_twice_for_the_same_seat_is_refused_in_a_sentence(as_user, answer, contact, change, leaving):
    assertContains(as_user(contact).post(page(leaving), answer), "Un changement est déjà demandé pour cette personne.")


def passed_on(change, organiser):
    """Accept, let the day come, and return who holds the seat then."""
    seat_transfer.accept_transfer(change=change, author=organiser)
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        tasks.transfer_seat(change.pk)
        tasks.transfer_seat(change.pk)
    return Participant.objects.get(email="soizic@example.org")


def test_until_the_day_comes_the_former_holder_keeps_the_seat(change, leaving, organiser):
    seat_transfer.accept_transfer(change=change, author=organiser)
    tasks.transfer_seat(change.pk)

    assert Participant.objects.get(pk=leaving.pk).state == "confirmed"
    assert not Participant.objects.filter(email="soizic@example.org").exists()


def test_a_change_for_today_takes_effect_at_once(change, leaving, organiser):
    HolderChange.objects.update(effective_on=localdate())
    change.refresh_from_db()

    assert seat_transfer.accept_transfer(change=change, author=organiser).took_effect_at
    assert Participant.objects.get(pk=leaving.pk).state == "left"


def test_the_contact_sees_the_request_and_its_answer(as_user, contact, change, organiser):
    page = f"/candidatures/{change.leaving.triptych_id}/"
    assertContains(as_user(contact).get(page), "en attente de la réponse des organisateurs")

    seat_transfer.accept_transfer(change=change, author=organiser)

    assertContains(as_user(contact).get(page), "tient le siège jusque-là")


def test_the_former_holder_keeps_past_days_in_view_and_no_coming_one(as_user, change, leaving, organiser):
    days = add_days(leaving.season, localdate() - timedelta(days=20), localdate() + timedelta(days=60))
    AttendanceFactory(participant=leaving, half_day=days[0].half_days.first())
    leaving.user = UserFactory(email=leaving.email)
    leaving.save()
    passed_on(change, organiser)

    response = as_user(leaving.user).get("/espace/")

    assertContains(response, "Votre siège est passé à Soizic Le Floc’h")
    assertContains(response, "journees/1/")
    assertNotContains(response, "journees/2/")


def test_accepting_moves_the_seat_keeps_the_past_and_tells_everyone(change, leaving, organiser, contact):
    (day,) = add_days(leaving.season, localdate() + timedelta(days=60))
    half_day = day.half_days.first()
    AttendanceFactory(participant=leaving, half_day=half_day)

    successor = passed_on(change, organiser)

    leaving.refresh_from_db()
    assert (leaving.state, leaving.attendances.count(), successor.attendances.count()) == ("left", 1, 0)
    assert (successor.category, successor.seat, successor.state) == (leaving.category, 1, "invited")
    assert sorted(Message.objects.values_list("to_email", flat=True)) == sorted(
        [contact.email, leaving.email, "soizic@example.org"]
    )
    of_leaving = Message.objects.filter(topics__ref=f"participant:{leaving.pk}")
    assert set(of_leaving.values_list("to_email", flat=True)) == {contact.email, leaving.email}


def test_documents_to_come_follow_the_new_holder(change, leaving, organiser):
    (day,) = add_days(leaving.season, localdate() + timedelta(days=60))
    successor = passed_on(change, organiser)
    Participant.objects.filter(pk=successor.pk).update(state="confirmed")

    convened = {convocation.participant_id for convocation in convocations.issue_convocations(day=day).created}

    assert (successor.pk in convened, leaving.pk in convened, len(convened)) == (True, False, 6)


def test_the_first_page_names_the_requests_of_its_season_that_wait(change, leaving, organiser):
    elsewhere = ParticipantFactory(triptych=TriptychFactory(admitted=True), state="confirmed")
    HolderChange.objects.create(
        leaving=elsewhere, asked_by=organiser, **{**ANSWER, "effective_on": localdate() + timedelta(days=1)}
    )
    facts = SeasonFacts(leaving.season, localdate())

    before = [item.what for item in action_items.holder_changes(facts)]
    seat_transfer.refuse_transfer(change=change, author=organiser)

    assert before == [f"changement de titulaire à décider\xa0: {change}"]
    assert list(action_items.holder_changes(facts)) == []


def test_a_request_is_read_on_a_page_of_its_own_and_decided_there(as_user, change, leaving, organiser):
    """From the first page: its line, the button, then the confirmation that shows the mails."""
    (line,) = action_items.holder_changes(SeasonFacts(leaving.season, localdate()))
    desk = as_user(organiser)

    read = desk.get(line.address)
    assertContains(read, change.reason)
    acts = read.context["acts"]
    assert [act.title for act in acts] == ["Accepter le changement", "Refuser le changement"]
    confirmation = desk.post(acts[0].address, {"action": acts[0].action, "_selected_action": change.pk})
    assertContains(confirmation, leaving.email)
    assert HolderChange.objects.get().state == "asked"

    seat_transfer.refuse_transfer(change=change, author=organiser)
    assert desk.get(line.address).context["acts"] == []


def test_refusing_changes_nothing_but_the_request(change, leaving, organiser, contact):
    seat_transfer.refuse_transfer(change=change, author=organiser)

    (message,) = Message.objects.all()
    assert (message.to_email, Participant.objects.get(pk=leaving.pk).state) == (contact.email, "confirmed")
    assert HolderChange.objects.get().state == "refused"


def test_a_request_is_decided_once(change, organiser):
    seat_transfer.accept_transfer(change=change, author=organiser)

    with pytest.raises(seat_transfer.AlreadyDecided):
        seat_transfer.refuse_transfer(change=change, author=organiser)


def test_someone_seated_elsewhere_cannot_take_the_seat(as_user, change, organiser, leaving):
    ParticipantFactory(triptych=TriptychFactory(season=leaving.season), email="soizic@example.org")
    data = {"action": "accept", "_selected_action": [change.pk]}

    response = as_user(organiser).post(reverse("admin:territories_holderchange_changelist"), data, follow=True)

    assertContains(response, "chacun n’occupe qu’un siège")
    leaving.refresh_from_db()
    assert (leaving.state, HolderChange.objects.get().state) == ("confirmed", "asked")


def test_only_the_referent_of_an_admitted_triptych_asks(as_user, stranger, leaving):
    assert as_user(stranger).get(page(leaving)).status_code == 404


def test_each_day_expects_who_holds_the_seat_that_day(change, leaving, organiser):
    past, before, after = add_days(
        leaving.season, localdate() - timedelta(days=20), localdate(), localdate() + timedelta(days=60)
    )
    seat_transfer.accept_transfer(change=change, author=organiser)  # from tomorrow on

    def holders(day, people):
        seat = people(day).filter(category=leaving.category, seat=1)
        return [person.email for person in seat]

    assert [holders(day, attendance_expected.convened_people) for day in (past, before, after)] == [
        [leaving.email]
    ] * 2 + [[]]
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        tasks.transfer_seat(change.pk)
    expected = [holders(day, expected_people) for day in (past, before, after)]
    assert expected == [[leaving.email], [leaving.email], ["soizic@example.org"]]
