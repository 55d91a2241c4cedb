"""SECRET_KEY changes, the former one stands in OLD_SECRET_KEYS: whatever people hold still works."""

import contextlib

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from atelier.privacy import erasure
from sessions.attendance import checkin
from sessions.documents import convocations
from sessions.programme.models import Day
from territories import invitation
from territories.models import Participant
from tests.factories import ParticipantFactory, UserFactory, add_days

pytestmark = pytest.mark.django_db


class Rollback(Exception):
    """The former database is back."""


@pytest.fixture
def rotate(settings):
    def rotation(*, keep_former=True):
        former, settings.SECRET_KEY = settings.SECRET_KEY, "the-key-that-follows-" * 4
        settings.SECRET_KEY_FALLBACKS = [former] if keep_former else []

    return rotation


def test_a_code_printed_before_opens_the_door_after(mode, rotate, participant, facilitator):
    (day,) = add_days(participant.season, timezone.localdate())
    convocations.issue_convocations(day=day)
    printed = participant.convocations.get().snapshot["code"]

    rotate(keep_former=False)

    morning = day.half_days.first()
    answer = checkin.check_in(half_day=morning, author=facilitator, code=printed, at=morning.start)
    assert (answer.state, answer.participant) == ("noted", participant.pk)


def test_no_convocation_is_outdated_by_a_rotation(mode, rotate, participant):
    (day,) = add_days(participant.season, timezone.localdate())
    convocations.issue_convocations(day=day)

    rotate(keep_former=False)

    found = convocations.freshness_by_day(Day.objects.with_programme().filter(pk=day.pk))[day.pk]
    assert (found.fresh, found.stale, found.missing) == (1, [], [])
    assert convocations.issue_convocations(day=day).created == []


def test_an_invitation_that_left_before_is_answered_after(mode, rotate, client, participant):
    invited = ParticipantFactory(triptych=participant.triptych, seat=2, email="invitee@example.org")
    path = reverse("territories:invitation", args=[invitation.token_for(invited)])

    rotate()

    assert client.get(path).status_code == 200
    assert client.post(path, {"answer": "decline"}).status_code in {200, 302}


def test_who_was_signed_in_stays_signed_in(mode, rotate, as_user):
    here = as_user(UserFactory(email="contact@example.org"))

    rotate()

    assert here.get(reverse("space")).status_code == 200


def test_an_erasure_is_applied_again_to_a_backup_older_than_the_rotation(mode, rotate, participant):
    with contextlib.suppress(Rollback), transaction.atomic():
        erasure.erase(email=participant.email)
        raise Rollback

    rotate(keep_former=False)

    assert erasure.replay() == 1
    assert not Participant.objects.filter(email=participant.email).exists()
