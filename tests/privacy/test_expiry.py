"""What leaves by its age is announced first, with a link to keep it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains

from atelier.accounts.models import User
from atelier.outbox.models import Message
from atelier.privacy import retention
from territories.models import Contact, Edit, Participant, Triptych
from tests.factories import ParticipantFactory, SeasonFactory, TriptychFactory, UserFactory, let_age

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mode")]


def at(days):
    return timezone.now() + timedelta(days=days)


@pytest.fixture
def draft():
    """A draft of a closed call that nobody touched for 170 days."""
    found = TriptychFactory(season=SeasonFactory(), lead=UserFactory(), people=1)
    let_age(found, 170)
    return found


def test_a_draft_is_announced_a_fortnight_before_it_leaves(draft):
    retention.apply(at(0))
    (mail,) = Message.objects.all()
    assert mail.to_email == draft.lead.user.email
    assert f"/candidatures/{draft.pk}/garder/" in mail.text

    assert retention.apply(at(13))["brouillons"] == 0
    assert retention.apply(at(15))["brouillons"] == 1
    assert (Message.objects.count(), Participant.objects.count()) == (1, 0)


def test_one_that_was_not_announced_does_not_leave_that_night(draft):
    let_age(draft, 400)

    assert retention.apply(at(0))["brouillons"] == 0
    assert retention.apply(at(14.1))["brouillons"] == 1


def test_the_link_keeps_it(draft, as_user):
    retention.apply(at(0))
    client = as_user(draft.lead.user)
    address = f"/candidatures/{draft.pk}/garder/"
    assertContains(client.get(address), "Garder ce dossier")

    client.post(address)

    assert retention.apply(at(30))["brouillons"] == 0
    assert Message.objects.count() == 1


def test_a_change_of_any_of_its_rows_is_a_change_of_the_whole(draft):
    retention.apply(at(0))
    ParticipantFactory(triptych=draft, seat=2, invited_at=at(-3))

    assert retention.apply(at(30))["brouillons"] == 0
    Participant.objects.update(invited_at=None)
    Edit.objects.create(triptych=draft, author=draft.lead.user, what="Nom")
    assert retention.apply(at(30))["brouillons"] == 0


def test_none_leaves_nor_is_announced_while_its_call_is_open(draft):
    season = draft.season
    season.call_opens_on = timezone.localdate() - timedelta(days=400)
    season.save()
    let_age(draft, 400)

    assert [retention.apply(at(days))["brouillons"] for days in (0, 30)] == [0, 0]
    assert Message.objects.count() == 0


def test_a_draft_of_nobody_leaves_after_six_months(draft):
    Contact.objects.all().delete()
    kept = TriptychFactory(season=draft.season)

    assert retention.apply(at(12))["brouillons"] == 0
    assert retention.apply(at(14))["brouillons"] == 1
    assert list(Triptych.objects.all()) == [kept]


def test_an_account_that_nothing_uses_is_told_and_leaves_after_two_years(organiser):
    User.objects.update(date_joined=at(-731))
    idle = UserFactory(date_joined=at(-720))
    used = UserFactory(date_joined=at(-720), last_login=timezone.now())

    assert retention.apply(at(0))["personnes"] == 0
    assert Message.objects.get().to_email == idle.email
    assert retention.due(at(13)).addresses == []
    assert retention.due(at(15)).addresses == [idle.email]
    assert User.objects.filter(pk=used.pk).exists()


def test_whoever_signs_in_keeps_their_account(organiser):
    idle = UserFactory(date_joined=at(-720))
    retention.apply(at(0))
    User.objects.filter(pk=idle.pk).update(last_login=timezone.now())

    assert retention.due(at(30)).addresses == []
