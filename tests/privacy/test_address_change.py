"""« Changer d'adresse »: what follows, who is told, what is refused, and two people of one mailbox."""

from datetime import date, timedelta

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import timezone

from atelier.accounts.models import User
from atelier.audit.models import Change
from atelier.core import email_addresses, retention_periods
from atelier.core.declarations import declared
from atelier.core.personal_data import AddressColumn
from atelier.outbox.models import Bounce, Message
from atelier.privacy import erasure, retention
from atelier.privacy.address_change import (
    CHANGED,
    TAKEN,
    change_address,
    check_address,
    holder_of_account,
    holder_of_seat,
)
from atelier.privacy.data_subjects import person_of
from atelier.privacy.models import FormerAddress
from contributions.models import Payer
from territories.models import Contact, Edit, HolderChange, Participant
from tests.factories import (
    MessageFactory,
    ParticipantFactory,
    SeasonFactory,
    TriptychFactory,
    UserFactory,
    settled,
)

pytestmark = pytest.mark.django_db
OLD, NEW = "zoe@example.org", "zoe.martin@example.net"
ZOE = {"first_name": "Zoé", "last_name": "Martin"}
NOT_OF_A_PERSON_NOW = {"outbox.Bounce.email", "outbox.Reply.from_email", "privacy.FormerAddress.email"}


@pytest.fixture
def zoe(organiser):
    """Lead of a territory, seated in two seasons, payer's contact; a namesake sits elsewhere."""
    user = UserFactory(email=OLD, **ZOE)
    now, before = SeasonFactory(number=8), SeasonFactory(number=7)
    triptych = TriptychFactory(season=now, admitted=True, lead=user)
    for one in (triptych, TriptychFactory(season=before, admitted=True)):
        ParticipantFactory(triptych=one, email=OLD, user=user, state="confirmed", **ZOE)
    other = ParticipantFactory(triptych=triptych, seat=2, state="confirmed")
    settled(triptych=triptych)
    Payer.objects.update(email=OLD)
    Edit.objects.create(triptych=triptych, author=organiser, what="Zoé Martin nommée", about=OLD)
    change = {"leaving": other, "effective_on": date(2090, 1, 1), "asked_by": organiser, "reason": "départ"}
    HolderChange.objects.create(**change, **ZOE, position="maire", organisation="Val", email=OLD)
    MessageFactory(key="waiting", to_email=OLD, state="queued")
    MessageFactory(key="refused", to_email=OLD, state="failed")
    MessageFactory(key="sent", to_email=OLD, state="sent", sent_at=timezone.now())
    Bounce.objects.create(email=OLD, reason="boîte pleine")
    namesake = UserFactory(email="zoe@ailleurs.example", **ZOE)
    ParticipantFactory(triptych=triptych, seat=1, category=now.categories.last(), email=namesake.email,
                       user=namesake, state="confirmed", **ZOE)  # fmt: skip
    return user


def addresses():
    """Who has which address, in every column that follows somebody."""
    return {
        f"{one.label}.{one.column}": sorted(
            apps.get_model(one.label).objects.order_by().values_list(one.column, flat=True)
        )
        for one in declared(AddressColumn)
    }


def test_every_column_of_an_address_says_whose_it_is():
    """Another column for the address of somebody is declared, or it would stay behind."""
    found = {
        f"{field.model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, email_addresses.EmailField) and not model._meta.proxy
    }

    assert found == {f"{one.label}.{one.column}" for one in declared(AddressColumn)} | NOT_OF_A_PERSON_NOW


def test_every_place_follows_and_nobody_else_s(zoe, organiser):
    before = addresses()

    change_address(holder=holder_of_account(zoe), to=" Zoe.Martin@example.net", by=organiser)

    after = addresses()
    told = after.pop("outbox.Message.to_email")
    assert after == {
        name: sorted(NEW if one == OLD else one for one in found)
        for name, found in before.items()
        if name != "outbox.Message.to_email"
    }
    assert before["territories.Participant.email"].count(OLD) == 2
    assert sorted(told) == sorted([NEW, NEW, OLD, NEW, OLD])  # two waited, one was sent; two notices
    assert Contact.objects.get(user=zoe).is_lead
    assert not Bounce.objects.filter(email=OLD).exists()


def test_the_former_is_told_the_new_proves_itself_and_the_journal_says_who(zoe, organiser):
    secret = zoe.get_session_auth_hash()

    change_address(holder=holder_of_account(zoe), to=NEW, by=organiser)

    zoe.refresh_from_db()
    assert zoe.get_session_auth_hash() != secret
    assert [(one.email, one.verified) for one in zoe.emailaddress_set.all()] == [(NEW, False)]
    notice = Message.objects.get(source="privacy/emails/address_changed")
    given = Message.objects.get(source="privacy/emails/address_given")
    assert (notice.to_email, given.to_email) == (OLD, NEW)
    assert NEW not in notice.text
    assert "L’équipe d’organisation a noté, pour Zoé Martin, une autre adresse." in notice.text
    (line,) = Change.objects.filter(content_type__model="user", object_pk=str(zoe.pk), action=Change.Action.UPDATE)
    assert [(one.name, one.before, one.after) for one in line.steps] == [("courriel", OLD, NEW)]


def test_whoever_proved_it_gets_no_second_mail(zoe):
    change_address(holder=holder_of_account(zoe), to=NEW, by=zoe, proven=True)

    assert zoe.emailaddress_set.get().verified
    assert "Zoé Martin a choisi une autre adresse." in Message.objects.get(source__startswith="privacy").text


def test_from_a_seat_the_account_comes_too(zoe, organiser):
    change_address(holder=holder_of_seat(zoe.participants.last()), to=NEW, by=organiser)

    assert {User.objects.get(pk=zoe.pk).email, *zoe.participants.values_list("email", flat=True)} == {NEW}


def test_an_invited_person_without_account_gets_a_new_link_and_the_former_one_dies(organiser):
    seat = ParticipantFactory(email=OLD, **ZOE)
    link = seat.invitation

    change_address(holder=holder_of_seat(seat), to=NEW, by=organiser)

    seat.refresh_from_db()
    assert (seat.email, seat.invitation == link, seat.user) == (NEW, False, None)
    assert Message.objects.get(source="territories/emails/person_invited").to_email == NEW


def test_a_seat_without_an_address_takes_one_and_nothing_else_moves(organiser):
    triptych = TriptychFactory(lead=UserFactory())
    mute = ParticipantFactory(triptych=triptych, email="")
    ParticipantFactory(email="")
    settled(triptych=triptych)
    Payer.objects.update(email="")

    change_address(holder=holder_of_seat(mute), to=NEW, by=organiser)

    assert list(Participant.objects.order_by("pk").values_list("email", flat=True)) == [NEW, ""]
    assert (Payer.objects.get().email, FormerAddress.objects.count()) == ("", 0)


def test_of_two_people_of_a_mailbox_one_moves_with_what_is_theirs_alone(organiser):
    """A secretariat: one account, a seat of each in two seasons, a payer, a message about each."""
    mailbox = UserFactory(email=OLD, **ZOE)
    hers = ParticipantFactory(email=OLD, user=mailbox, state="confirmed", **ZOE)
    his = ParticipantFactory(email=OLD, user=mailbox, state="confirmed", first_name="Luc", last_name="Petit")
    settled(triptych=hers.triptych)
    Payer.objects.update(email=OLD)
    for seat in (hers, his):
        MessageFactory(key=f"to {seat.first_name}", to_email=OLD).topics.create(ref=f"participant:{seat.pk}")

    change_address(holder=holder_of_account(mailbox), to=NEW, by=organiser)

    hers.refresh_from_db()
    his.refresh_from_db()
    assert (hers.email, hers.user.email, his.email, his.user.email) == (NEW, NEW, OLD, OLD)
    assert (his.user.get_full_name(), Payer.objects.get().email) == ("Luc Petit", OLD)
    waiting = Message.objects.filter(key__startswith="to ").order_by("key")
    assert [one.to_email for one in waiting] == [OLD, NEW]


def test_whoever_is_not_of_the_account_leaves_it_where_it_is(organiser):
    mailbox = UserFactory(email=OLD, **ZOE)
    ParticipantFactory(email=OLD, user=mailbox, state="confirmed", **ZOE)
    his = ParticipantFactory(email=OLD, user=mailbox, state="confirmed", first_name="Luc", last_name="Petit")

    change_address(holder=holder_of_seat(his), to=NEW, by=organiser)

    his.refresh_from_db()
    mailbox.refresh_from_db()
    assert (his.email, his.user.email, mailbox.email) == (NEW, NEW, OLD)
    assert [one.email for one in mailbox.participants.all()] == [OLD]


def test_another_spelling_of_one_person_follows_when_it_is_said(organiser):
    user = UserFactory(email=OLD, **ZOE)
    spelt = ParticipantFactory(email=OLD, user=user, state="confirmed", first_name="Zoé", last_name="Martin-Roux")
    ParticipantFactory(email=OLD, user=user, state="confirmed", **ZOE)

    change_address(holder=holder_of_account(user, also=frozenset({spelt.pk})), to=NEW, by=organiser)

    assert {(one.email, one.user_id) for one in Participant.objects.all()} == {(NEW, user.pk)}


@pytest.mark.parametrize("to", ["pas une adresse", "x@invalid", OLD, "", f"{'x' * 260}@example.org"])
def test_what_is_no_other_address_is_refused(zoe, to):
    with pytest.raises(ValidationError):
        check_address(holder_of_account(zoe), to)


def test_the_address_of_another_account_is_refused_without_saying_whose(zoe, organiser):
    before = addresses()
    UserFactory(email=NEW, first_name="Ada", last_name="Lointaine")

    with pytest.raises(ValidationError) as refusal:
        change_address(holder=holder_of_account(zoe), to=NEW, by=organiser)

    assert refusal.value.messages == [TAKEN]
    assert "Ada" not in TAKEN
    assert {**addresses(), "accounts.User.email": ""} == {**before, "accounts.User.email": ""}


def test_of_two_changes_read_at_once_the_second_is_told(zoe, organiser):
    first, second = holder_of_account(zoe), holder_of_account(User.objects.get(pk=zoe.pk))
    change_address(holder=first, to=NEW, by=organiser)

    with pytest.raises(ValidationError) as refusal:
        change_address(holder=second, to="autre@example.org", by=organiser)

    assert refusal.value.messages == [CHANGED]
    assert User.objects.get(pk=zoe.pk).email == NEW


def test_a_seat_of_the_season_at_that_address_is_refused(organiser):
    triptych = TriptychFactory(admitted=True)
    one, other = (ParticipantFactory(triptych=triptych, seat=seat, state="confirmed") for seat in (1, 2))

    with pytest.raises(ValidationError) as refusal:
        change_address(holder=holder_of_seat(one), to=other.email, by=organiser)

    assert "déjà inscrite avec ce courriel dans ce triptyque" in refusal.value.messages[0]


def test_what_was_written_to_the_former_address_is_still_theirs_until_it_is_forgotten(zoe, organiser):
    change_address(holder=holder_of_account(zoe), to=NEW, by=organiser)
    assert person_of(NEW).addresses == (NEW, OLD)

    with time_machine.travel(timezone.now() + retention_periods.AFTER_SENDING + timedelta(days=1)):
        retention.apply()
        assert person_of(NEW).addresses == (NEW,)
    assert not FormerAddress.objects.exists()


def test_a_former_address_that_somebody_else_has_now_is_theirs_alone(zoe, organiser):
    change_address(holder=holder_of_account(zoe), to=NEW, by=organiser)
    UserFactory(email=OLD)

    assert person_of(NEW).addresses == (NEW,)


def test_erasing_takes_what_was_written_to_the_former_address(zoe, organiser, settings, tmp_path):
    Contact.objects.all().delete()
    change_address(holder=holder_of_account(zoe), to=NEW, by=organiser)

    erasure.erase(email=NEW, by=organiser)

    assert not Message.objects.filter(to_email__in=[OLD, NEW]).exists()
    assert not FormerAddress.objects.exists()
