"""What several parts of a page show is read once in it; never what was so before, never somebody else's."""

import random
import threading

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from atelier.core.read_once import read_once, reading
from atelier.seasons.models import Workshop
from tests.factories import SeasonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def read():
    """A reading that counts how many times it is made, by its argument."""
    made = []

    @read_once
    def read(*asked):
        made.append(asked)
        return len(made)

    read.made = made
    return read


def test_the_same_is_read_once_while_a_page_is_drawn(read):
    season, other = SeasonFactory(number=1), SeasonFactory(number=2)

    with reading():
        found = [read(season), read(season), read([season, other]), read([season, other]), read(other)]

    assert (found, len(read.made)) == ([1, 1, 2, 2, 3], 3)


def test_nothing_is_kept_after_a_page_nor_without_one(read):
    read("x")
    read("x")
    for _ in range(2):
        with reading():
            read("x")

    assert len(read.made) == 4


def test_a_transaction_opened_since_reads_anew(read):
    with reading():
        read("x")
        with transaction.atomic():
            read("x")
            read("x")
        read("x")

    assert len(read.made) == 3


def test_what_failed_is_tried_again():
    tries = []

    @read_once
    def fail():
        tries.append(1)
        raise LookupError

    with reading():
        for _ in range(2):
            with pytest.raises(LookupError):
                fail()

    assert len(tries) == 2


def test_two_pages_drawn_at_once_share_nothing(read):
    def draw():
        with reading():
            read("x")
        connection.close()

    with reading():
        read("x")
        other = threading.Thread(target=draw)
        other.start()
        other.join()

    assert len(read.made) == 2


def test_a_form_that_is_sent_reads_what_it_has_just_written(as_user, organiser):
    Workshop(pk=1, name="Avant").save()
    client = as_user(organiser)

    @read_once
    def name():
        return Workshop.objects.get().name

    with reading():
        assert name() == "Avant"
    client.post(reverse("admin:seasons_workshop_change", args=[1]), {"name": "Après"})

    assert Workshop.load().name in client.get("/").content.decode()


def test_whatever_is_written_between_two_pages_each_reader_sees_what_is_so(as_user, participant, contact, stranger):
    """Random names, read by three people in turn on the page that is their own, and by a visitor."""
    Workshop(pk=1, name="Nom 0").save()
    readers = [as_user(participant.user), as_user(contact), as_user(stranger), Client()]
    chance = random.Random(12)
    for number in range(1, 31):
        if chance.random() < 0.5:
            Workshop.objects.update(name=f"Nom {number}")
        reader = chance.choice(readers)
        text = reader.get(reverse("space") if reader is not readers[3] else "/").content.decode()

        assert Workshop.objects.get().name in text
