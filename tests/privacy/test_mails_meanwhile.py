"""Somebody is erased while a verb that writes to them is under way: no mail names them afterwards."""

import threading

import pytest
from celery import shared_task
from django.db import connection, transaction
from django.urls import reverse
from pytest_django.asserts import assertContains

from atelier.core import erasures
from atelier.outbox import queueing
from atelier.outbox.models import Message
from atelier.privacy import erasure
from territories import invitation
from territories.models import Participant
from tests.factories import MessageFactory, ParticipantFactory, TriptychFactory

NAMES = {"first_name": "Zélie", "last_name": "Quernec", "invited_at": None}


@pytest.fixture
def person(contact):
    triptych = TriptychFactory(complete=True, lead=contact)
    ParticipantFactory(triptych=triptych, email="luc@example.org", seat=2, **NAMES)
    return ParticipantFactory(triptych=triptych, email="zelie@example.org", **NAMES)


def invite(client, one):
    return client.post(reverse("territories:invite_again", args=[one.triptych_id, one.category.code, one.seat]))


@pytest.mark.django_db
@pytest.mark.usefixtures("mode")
def test_a_page_that_read_them_before_writes_nothing_after(as_user, contact, person, monkeypatch):
    client, ask = as_user(contact), invitation.may_invite_again
    client.raise_request_exception = False

    def meanwhile(one):
        monkeypatch.undo()
        erasure.erase(email=one.email)
        erasures._seen.set(0)  # another process did it
        return ask(one)

    monkeypatch.setattr(invitation, "may_invite_again", meanwhile)

    answer = invite(client, person)

    assertContains(answer, "rien n’a été enregistré", status_code=503)
    assert not Message.objects.filter(to_email="zelie@example.org").exists()
    assert Participant.objects.get(pk=person.pk).email.startswith("efface-")
    namesake = Participant.objects.get(email="luc@example.org")
    assert invite(client, namesake).status_code == 302
    assert Message.objects.get().to_email == "luc@example.org"


@pytest.mark.django_db
def test_a_task_that_read_them_before_writes_nothing_after(person):
    @shared_task(name="tests.invite")
    def task():
        one = Participant.objects.get(pk=person.pk)
        erasure.erase(email=one.email)
        erasures._seen.set(0)  # another process did it
        invitation.send_invitation(one, by=None)

    assert isinstance(task.apply().result, erasures.ErasedMeanwhile)
    assert Message.objects.count() == 0


@pytest.mark.django_db
def test_a_message_whose_reader_was_erased_is_neither_sent_again_nor_tried(person):
    held = MessageFactory(to_email=person.email, state="held")
    erasure.erase(email=person.email)

    assert queueing.release(held) is False
    assert Message.objects.count() == 0


@pytest.mark.django_db
def test_who_erases_and_then_writes_in_one_page_is_not_refused(person):
    with erasures.seen():
        erasure.erase(email=person.email)
        invitation.send_invitation(Participant.objects.get(email="luc@example.org"), by=None)

    assert Message.objects.get().to_email == "luc@example.org"


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_an_erasure_waits_for_the_mails_being_written_and_those_that_come_after_wait_for_nothing(person):
    erasures.hold()  # its row is made once for all
    luc = Participant.objects.get(email="luc@example.org")
    begun, over = threading.Event(), threading.Event()
    refused = []

    def erase():
        with transaction.atomic():
            begun.set()
            erasure.erase(email="zelie@example.org")
            beside(lambda: write(refused))  # while the erasure has not ended
        over.set()

    def write(refusals):
        try:
            invitation.send_invitation(luc, by=None)
        except erasures.ErasedMeanwhile as error:
            refusals.append(error)

    with transaction.atomic():
        invitation.send_invitation(Participant.objects.get(pk=person.pk), by=None)
        thread = threading.Thread(target=closing(erase))
        thread.start()
        assert begun.wait(5)
        assert not over.wait(0.3)
        beside(lambda: write([]))  # mails are written beside each other
    thread.join(10)

    assert over.is_set()
    assert len(refused) == 1
    assert list(Message.objects.values_list("to_email", flat=True)) == ["luc@example.org"]


def closing(call):
    def run():
        try:
            call()
        finally:
            connection.close()

    return run


def beside(call):
    """In another process's place: with a connection of its own, and without waiting for this one."""
    thread = threading.Thread(target=closing(call))
    thread.start()
    thread.join(5)
    assert not thread.is_alive()
