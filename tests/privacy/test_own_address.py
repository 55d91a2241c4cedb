"""The link that proves an address of one's own, for who shares a mailbox."""

import uuid
from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from atelier.privacy import own_address
from territories.invitation import InvalidLink
from territories.models import Participant
from tests.factories import ParticipantFactory

pytestmark = pytest.mark.django_db
OWN = "paul@example.org"


@pytest.fixture
def sharing(triptych):
    category = triptych.season.categories.last()
    return ParticipantFactory(
        triptych=triptych, seat=3, category=category, state="confirmed", email="mairie@example.org", shares_mailbox=True
    )


def test_a_proof_says_whose_it_is_and_dies_with_the_link_that_asked_for_it(sharing):
    token = own_address.token_for(sharing, OWN)
    assert own_address.asked_by(token) == (sharing, OWN)

    Participant.objects.filter(pk=sharing.pk).update(invitation=uuid.uuid4())  # their link was made anew

    with pytest.raises(InvalidLink):
        own_address.asked_by(token)


@pytest.mark.parametrize("changed", [{"shares_mailbox": False}, {"state": "left", "left_on": date(2026, 1, 5)}])
def test_it_proves_nothing_for_who_shares_no_mailbox_any_more(sharing, changed):
    token = own_address.token_for(sharing, OWN)
    Participant.objects.filter(pk=sharing.pk).update(**changed)

    with pytest.raises(InvalidLink):
        own_address.asked_by(token)
    assert own_address.token_of_reader(OWN, sharing.pk) is None


def test_it_lives_seven_days(sharing):
    token = own_address.token_for(sharing, OWN)

    with time_machine.travel(timezone.now() + timedelta(days=6, hours=23)):
        assert own_address.asked_by(token) == (sharing, OWN)
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)), pytest.raises(InvalidLink):
        own_address.asked_by(token)


def test_another_signature_proves_nothing(sharing):
    with pytest.raises(InvalidLink):
        own_address.asked_by(own_address.token_for(sharing, OWN)[:-1])
