"""« Changer d'adresse » by an organiser, and every other door to the address of somebody."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from atelier.accounts.models import User
from atelier.backoffice.data_quality import duplicates, merging, quality
from territories.models import Participant
from tests.admin_actions import shown_by
from tests.factories import ParticipantFactory, TriptychFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mode")]
OLD, NEW = "zoe@example.org", "zoe.martin@example.net"
ZOE = {"first_name": "Zoé", "last_name": "Martin"}


@pytest.fixture
def zoe():
    user = UserFactory(email=OLD, **ZOE)
    return ParticipantFactory(triptych=TriptychFactory(admitted=True), email=OLD, user=user, state="confirmed", **ZOE)


def page_of(row):
    return reverse("change_address", args=["participant" if isinstance(row, Participant) else "compte", row.pk])


def change(client, row, **typed):
    return client.post(page_of(row), {**shown_by(client.get(page_of(row))), **typed}, follow=True)


@pytest.mark.parametrize("start", ["seat", "account"])
def test_from_the_seat_or_the_account_both_change(desk, zoe, start):
    answer = change(desk, zoe if start == "seat" else zoe.user, email=NEW.upper())

    assertContains(answer, f"Zoé Martin\u00a0: l’adresse est {NEW}.")
    assert set(User.objects.filter(participants=zoe).values_list("email", "participants__email")) == {(NEW, NEW)}


def test_the_forms_of_the_administration_lead_there_and_change_no_address(desk, zoe):
    for row, name in ((zoe, "territories_participant"), (zoe.user, "accounts_user")):
        form = reverse(f"admin:{name}_change", args=[row.pk])
        page = desk.get(form)
        assertContains(page, page_of(row))
        assertNotContains(page, 'name="email"')
    assertNotContains(desk.get(reverse("admin:territories_participant_change", args=[zoe.pk])), 'name="user"')


def test_who_has_the_new_address_is_named_and_sharing_is_confirmed(desk, zoe):
    seat = ParticipantFactory(email=NEW, first_name="Luc", last_name="Petit", triptych__territory__name="Bois")
    page = change(desk, zoe, email=NEW)
    assertContains(page, "Luc Petit (Bois) a déjà cette adresse")
    assert Participant.objects.get(pk=zoe.pk).email == OLD

    change(desk, zoe, email=NEW, shared="on")

    assert set(Participant.objects.filter(email=NEW)) == {zoe, seat}


def test_who_shares_the_former_one_is_shown_and_may_be_the_same(desk, zoe):
    other = ParticipantFactory(email=OLD, user=zoe.user, first_name="Zoé", last_name="Roux", state="confirmed")
    assertContains(desk.get(page_of(zoe)), "Boîte partagée.")

    change(desk, zoe, email=NEW, also=other.pk)

    assert set(Participant.objects.values_list("email", "user")) == {(NEW, zoe.user_id)}


def test_what_changed_since_it_was_shown_is_shown_again(desk, zoe):
    shown = shown_by(desk.get(page_of(zoe)))
    ParticipantFactory(email=OLD, user=zoe.user, state="confirmed", **ZOE)

    assertContains(desk.post(page_of(zoe), {**shown, "email": NEW}), "a changé depuis que vous l’avez lu")
    assert Participant.objects.get(pk=zoe.pk).email == OLD


def test_the_address_of_another_account_is_refused_in_the_field(desk, zoe):
    UserFactory(email=NEW)

    page = change(desk, zoe, email=NEW)

    assertContains(page, "déjà celle d’un autre compte")
    assertContains(page, f'value="{NEW}"')


def test_one_s_own_is_changed_with_a_code(desk, organiser):
    assertRedirects(desk.get(page_of(organiser)), reverse("my_address"))


def test_the_quality_of_data_lists_what_differs_and_the_act_puts_it_right(desk, zoe):
    assert list(quality._parted_addresses(zoe.season)) == []
    Participant.objects.filter(pk=zoe.pk).update(email=NEW)

    (line,) = quality._parted_addresses(zoe.season)
    assert (line.what, line.address) == ("Zoé Martin", page_of(zoe))
    assert line.detail.endswith(f"siège {NEW}, compte {OLD}")
    change(desk, zoe, email=NEW)

    assert list(quality._parted_addresses(zoe.season)) == []
    assert User.objects.get(pk=zoe.user_id).email == NEW


def test_the_column_corrected_in_place_takes_the_account_with_it(organiser, zoe):
    quality.apply_repair(
        repair=quality.REPAIRS["participant-email"], row=zoe, value=f" {NEW.upper()} ", author=organiser
    )

    assert User.objects.get(pk=zoe.user_id).email == NEW


def test_no_other_door_parts_a_seat_from_its_account(zoe):
    zoe.email = NEW
    with pytest.raises(ValidationError) as refusal:
        zoe.full_clean()
    assert "« Changer d’adresse »" in str(refusal.value)


def test_a_seat_that_is_parted_already_is_saved_for_the_rest(zoe):
    Participant.objects.filter(pk=zoe.pk).update(email=NEW)
    zoe.refresh_from_db()
    zoe.position = "adjointe"
    zoe.full_clean()


def test_two_accounts_made_one_leave_no_seat_behind(zoe, organiser):
    kept = UserFactory(email=NEW)

    merging.merge(kind=duplicates.KINDS["compte"], kept=kept, gone=zoe.user, taken=set(), author=organiser)

    zoe.refresh_from_db()
    assert (zoe.user, zoe.email) == (kept, NEW)
