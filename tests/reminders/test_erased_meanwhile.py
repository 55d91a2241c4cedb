"""Somebody is erased between the reading of whom to write to and the writing: no row of the outbox bears them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from atelier.outbox.models import Message
from atelier.privacy import erasure
from atelier.reminders import broadcasts, planner
from tests.factories import ParticipantFactory, RuleFactory, TriptychFactory, add_days

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mode")]


@pytest.fixture
def seats():
    """Two people of one name, of whom one is erased."""
    triptych = TriptychFactory(admitted=True)
    add_days(triptych.season, timezone.localdate() + timedelta(days=20))
    names = {"first_name": "Zélie", "last_name": "Quernec", "state": "confirmed", "triptych": triptych}
    return [
        ParticipantFactory(email=f"{one}@example.org", seat=at, **names) for at, one in enumerate(("zelie", "luc"), 1)
    ]


@pytest.fixture
def rule(seats):
    return RuleFactory(
        season=seats[0].season, trigger="day", days=7, is_active=True, effective_from=timezone.now() - timedelta(days=1)
    )


@pytest.fixture
def erased_meanwhile(monkeypatch):
    def start(person):
        read = planner.wanted_messages

        def and_erase(rules, now):
            found = read(rules, now)
            monkeypatch.undo()
            erasure.erase(email=person.email)
            return found

        monkeypatch.setattr(planner, "wanted_messages", and_erase)

    return start


def test_the_planner_writes_nothing_that_it_read_before(seats, rule, erased_meanwhile):
    gone, stays = seats
    address = gone.email
    erased_meanwhile(gone)

    planner.plan_messages()
    assert not Message.objects.filter(to_email=address).exists()
    planner.plan_messages()

    assert list(Message.objects.filter(source=rule.source).values_list("to_email", flat=True)) == [stays.email]


def test_a_planned_message_is_not_written_anew_with_what_was_read_before(seats, rule, erased_meanwhile):
    gone, _ = seats
    address = gone.email
    planner.plan_messages()
    rule.text = "{prenom} {nom}, à bientôt."
    rule.save()
    erased_meanwhile(gone)

    assert planner.plan_messages()["changed"] == 0

    planner.plan_messages()
    assert not Message.objects.filter(to_email=address).exists()


def test_a_broadcast_and_past_messages_hold_those_whom_they_write_to(seats, rule, django_assert_max_num_queries):
    """Both take the lock under which an erasure begins before they read."""
    letter = broadcasts.Broadcast(season=seats[0].season, audience="participants", subject="s", text="t", token="abc")
    rows = broadcasts.broadcast_messages(letter)
    for act in (lambda: broadcasts.send_broadcast(letter, rows), lambda: planner.send_past_messages(rule, keys=set())):
        with django_assert_max_num_queries(200) as asked:
            act()
        statements = [one["sql"] for one in asked.captured_queries]
        lock = next(at for at, sql in enumerate(statements) if "core_numberseries" in sql)
        people = [
            at for at, sql in enumerate(statements) if sql.startswith("SELECT") and "territories_participant" in sql
        ]
        assert all(at > lock for at in people)


def test_who_was_erased_after_a_letter_was_shown_gets_none(seats):
    letter = broadcasts.Broadcast(season=seats[0].season, audience="participants", subject="s", text="t", token="abc")
    rows = broadcasts.broadcast_messages(letter)
    gone, stays = seats
    address = gone.email
    erasure.erase(email=address)

    assert broadcasts.send_broadcast(letter, rows) == 1
    assert list(Message.objects.values_list("to_email", flat=True)) == [stays.email]
