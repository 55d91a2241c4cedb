"""The journal of erasures: what a restored backup is compared with."""

import contextlib
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session  # noqa: TID251 - what a browser left
from django.db import transaction
from django.db.models import Value
from django.utils import timezone

from atelier.outbox.models import Bounce, Message
from atelier.privacy import erasure, erasure_journal, retention, tasks
from atelier.privacy.data_subjects import person_of
from territories.models import AccessNeed, Edit, HolderChange, Participant
from tests.factories import EntryFactory, MessageFactory, ParticipantFactory, TriptychFactory, UserFactory
from tests.privacy.canaries import listed, named

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mode")]


class Rollback(Exception):
    """The former database is back."""


def erased_then_restored(email):
    with contextlib.suppress(Rollback), transaction.atomic():
        erasure.erase(email=email)
        raise Rollback


def test_somebody_who_came_back_after_their_erasure_keeps_their_seat_and_role(known):
    erasure.erase(email=known.email)
    back = ParticipantFactory(triptych=TriptychFactory(), first_name="Zélie", email="zelie@example.org")
    account = UserFactory(email="zelie@example.org", is_facilitator=True)

    assert erasure.replay(since=timezone.now()) == 0

    back.refresh_from_db()
    account.refresh_from_db()
    assert (back.first_name, account.is_facilitator) == ("Zélie", True)


def test_an_erasure_later_than_the_archive_is_applied_again(known):
    made_at = timezone.now()
    erased_then_restored(known.email)

    assert erasure.replay(since=made_at) == 1
    assert not Participant.objects.filter(email="zelie@example.org").exists()


def test_applying_an_erasure_again_does_not_make_it_later(known):
    """An archive made after they came back can still be restored, after an older one was."""
    erased_then_restored(known.email)
    came_back = timezone.now()
    assert erasure.replay(since=came_back - timedelta(days=1)) == 1
    ParticipantFactory(triptych=TriptychFactory(), email="zelie@example.org")

    assert erasure.replay(since=came_back) == 0


def test_without_its_key_the_journal_says_so_instead_of_recognising_nobody(known):
    """The file was not copied beside the journal; or another was made since, by an erasure here."""
    erased_then_restored(known.email)
    erasure_journal.key_path().unlink()
    with pytest.raises(erasure_journal.KeyLost, match="erasure_key"):
        erasure.replay()
    erasure.erase(email="pair@example.org")

    with pytest.raises(erasure_journal.KeyLost, match="erasure_key"):
        erasure.replay()


def test_the_key_of_the_journal_is_made_once_for_its_owner_alone(known):
    erasure.erase(email=known.email)
    path = erasure_journal.key_path()
    key = path.read_text()
    erasure.erase(email="pair@example.org")

    assert (path.read_text(), path.stat().st_mode & 0o777, len(key.strip())) == (key, 0o600, 64)


def test_a_line_that_cannot_be_read_stops_no_other(known):
    erased_then_restored(known.email)
    with erasure_journal.journal_path().open("a") as file:
        file.write('[1]\n"x"\n{"at": 3, "fingerprint": null}\n{"at": "2026-01')

    assert erasure.replay() == 1


@pytest.fixture
def twice(known):
    """The account has another verified address, and a seat of a former season holds a third."""
    EmailAddress.objects.create(user=known.user, email="Zelie.Perso@example.net", verified=True)
    former = ParticipantFactory(
        triptych=TriptychFactory(), user=known.user, first_name="Zélie", last_name="Quernec", email="mairie@example.com"
    )
    return known, former


ADDRESSES = ("zelie@example.org", "zelie.perso@example.net", "mairie@example.com")


@pytest.mark.parametrize("asked", ADDRESSES)
def test_every_address_of_the_person_is_erased_and_marked(twice, organiser, asked):
    known, former = twice
    for address in ADDRESSES:
        Bounce.objects.get_or_create(email=address, defaults={"reason": "pleine"})
        MessageFactory(to_email=address)
        Edit.objects.create(triptych=known.triptych, author=organiser, what="siège 1", about=address)
        HolderChange.objects.create(
            leaving=Participant.objects.get(email="pair@example.org"), effective_on="2090-01-01", asked_by=organiser,
            reason="–", first_name="Zélie", last_name="Quernec", email=address, state="refused",
            decided_by=organiser, decided_at=timezone.now(),
        )  # fmt: skip
        EntryFactory(triptych=known.triptych, text=f"Écrire à {address}")

    erasure.erase(email=asked)

    assert not Bounce.objects.filter(email__in=ADDRESSES).exists()
    assert not Message.objects.filter(to_email__in=ADDRESSES).exists()
    assert not HolderChange.objects.filter(email__in=ADDRESSES).exists()
    assert not Edit.objects.exclude(about="").exists()
    assert named(ADDRESSES) <= listed()
    former.refresh_from_db()
    assert (former.last_name, former.user) == ("effacée", None)
    former_address = 1
    assert len(erasure_journal.journal_path().read_text().splitlines()) == len(ADDRESSES) + former_address


def test_an_address_that_is_somebody_elses_account_is_not_theirs(known):
    """A seat that their account holds bears the address of another account: typed by mistake, or on purpose."""
    other = UserFactory(email="autre@example.org", first_name="Odile")
    ParticipantFactory(triptych=TriptychFactory(), user=known.user, email=other.email)
    elsewhere = ParticipantFactory(triptych=TriptychFactory(), email=other.email, last_name="Ferrandier")
    EmailAddress.objects.create(user=known.user, email="jamais-prouvee@example.org", verified=False)
    unproven = ParticipantFactory(triptych=TriptychFactory(), email="jamais-prouvee@example.org", last_name="Tiers")

    erasure.erase(email=known.email)

    for row in (other, elsewhere, unproven):
        row.refresh_from_db()
    assert (other.first_name, elsewhere.last_name, unproven.last_name) == ("Odile", "Ferrandier", "Tiers")


def test_two_accounts_whose_seats_bear_one_address_stay_two():
    """A secretary's mailbox typed in two seasons: each seat belongs to its own account."""
    one, other = UserFactory(email="ua@example.org"), UserFactory(email="ub@example.org")
    for user in (one, other):
        ParticipantFactory(triptych=TriptychFactory(), user=user, email="secretariat@example.org", last_name=user.email)
    need = AccessNeed.objects.create(participant=other.participants.get(), text="Une rampe")

    assert [seat.last_name for seat in person_of("ua@example.org").people] == ["ua@example.org"]
    erasure.erase(email="ua@example.org")

    assert AccessNeed.objects.get() == need
    assert other.participants.get().last_name == "ub@example.org"


def test_capitals_in_the_address_of_a_change_of_holder(known, organiser):
    peer = Participant.objects.get(email="pair@example.org")
    values = {"leaving": peer, "effective_on": "2090-01-01", "asked_by": organiser, "reason": "–"}
    made = HolderChange.objects.create(**values, first_name="Zélie", last_name="Quernec", email="Zelie@Example.ORG")
    assert made.email == "zelie@example.org"
    HolderChange.objects.filter(pk=made.pk).update(email=Value("ZELIE@example.org"))  # as an import in SQL

    erasure.erase(email=known.email)

    made.refresh_from_db()
    assert (made.last_name, made.email) == ("effacée", f"efface-{made.pk}@invalid")


def session_of(**values):
    store = SessionStore()
    store.update(values)
    store.create()
    return store.session_key


def test_no_session_keeps_the_address(known, client):
    """Another device, where they are signed in; and one where somebody asked for a code."""
    client.force_login(known.user)
    asked = session_of(account_login_code={"email": "Zelie@example.org"})
    other = session_of(account_login_code={"email": "pair@example.org"})

    erasure.erase(email=known.email)

    assert list(Session.objects.values_list("session_key", flat=True)) == [other]
    assert asked != other


def test_sessions_that_have_expired_leave_at_night(known):
    kept, old = session_of(a="1"), session_of(a="2")
    Session.objects.filter(session_key=old).update(expire_date=timezone.now() - timedelta(minutes=1))

    tasks.apply_retention()

    assert list(Session.objects.values_list("session_key", flat=True)) == [kept]


def test_of_somebody_whose_former_seat_bears_another_address_the_present_one_keeps_both(known):
    """By night: an address is past its time only when every seat and every use of the person is."""
    former = ParticipantFactory(triptych=TriptychFactory(submitted=True), user=known.user, email="mairie@example.com")
    type(former.triptych).objects.filter(pk=former.triptych_id).update(
        status="refused", updated_at=timezone.now() - timedelta(days=731)
    )

    assert retention.due().addresses == []
    known.triptych.participants.update(state="left")
    type(known.triptych).objects.filter(pk=known.triptych_id).update(
        status="withdrawn", rank=None, updated_at=timezone.now() - timedelta(days=731)
    )
    assert {"mairie@example.com", "zelie@example.org"} <= set(retention.due().addresses)
