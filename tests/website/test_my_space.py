import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from sessions.documents import convocations, rendering
from sessions.programme.models import HalfDay
from territories import invitation
from tests.factories import AttendanceFactory, MessageFactory, ParticipantFactory, TriptychFactory, add_days

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mode")]


def test_someone_with_nothing_is_told_what_to_do(as_user, stranger):
    assertContains(as_user(stranger).get("/espace/"), "Rien ici pour l’instant.")


def test_someone_with_nothing_is_led_to_the_open_call(as_user, stranger):
    TriptychFactory()

    assertContains(as_user(stranger).get("/espace/"), "présentez la candidature d’un territoire")


def test_a_participant_sees_the_next_day_attendance_and_documents(as_user, participant):
    today = timezone.localdate()
    past, coming = add_days(participant.season, today - timedelta(days=9), today + timedelta(days=9))
    half_day = past.half_days.get(period=HalfDay.Period.MORNING)
    AttendanceFactory(participant=participant, half_day=half_day, status="late", minutes=25)
    rendering.render_convocation(convocations.issue_convocations(day=coming).created[0].pk)

    response = as_user(participant.user).get("/espace/")

    assertContains(response, "Prochaine journée")
    assertContains(response, "Matin\u00a0: en retard (25 min)")
    assertContains(response, "Après-midi\u00a0: non notée")
    assertContains(response, "Après-midi\u00a0: attendu")
    assertContains(response, f"CONV-S{participant.season.number}-J2-0001")


def test_a_participant_of_a_triptych_not_admitted_sees_no_season(as_user, participant):
    participant.triptych.status, participant.triptych.rank, participant.triptych.waiting_rank = "waiting", None, 1
    participant.triptych.save()

    assertNotContains(as_user(participant.user).get("/espace/"), "Mes journées")


def test_a_contact_sees_the_state_of_the_application_in_words(as_user, draft, contact):
    response = as_user(contact).get("/espace/")

    assertContains(response, "brouillon, non déposé")
    assertContains(response, "Reprendre la candidature")


def test_someone_invited_answers_from_there_too(as_user, stranger):
    seat = ParticipantFactory(email=stranger.email)

    page = as_user(stranger).get("/espace/").content.decode()

    (token,) = re.findall(r"/invitation/(\S+)/", page)
    assert invitation.participant_of(token) == seat


@pytest.mark.parametrize("count", [1, 3])
def test_the_space_makes_the_same_number_of_queries_for_one_season_as_for_three(
    count, as_user, participant, contact, django_assert_num_queries
):
    for number in range(count):
        seat = (
            participant
            if number == 0
            else ParticipantFactory(
                triptych=TriptychFactory(admitted=True),
                user=participant.user,
                email=participant.email,
                state="confirmed",
            )
        )
        add_days(seat.season, date(2090, 1, 1), date(2090, 2, 1))
        TriptychFactory(lead=participant.user, people=3)
    client = as_user(participant.user)

    with django_assert_num_queries(16):  # in a test, nothing is kept for the next page
        client.get("/espace/")


def test_a_participant_sees_what_was_sent_to_them_and_nothing_else(as_user, participant):
    sent = {"state": "sent", "sent_at": timezone.now()}
    MessageFactory(to_email=participant.email, subject="Pour Zoé", **sent)
    MessageFactory(to_email=participant.email, subject="Pas encore")
    MessageFactory(to_email="autre@example.org", subject="CANARI", **sent)

    response = as_user(participant.user).get("/espace/")

    assertContains(response, "Pour Zoé")
    assertNotContains(response, "Pas encore")
    assertNotContains(response, "CANARI")
