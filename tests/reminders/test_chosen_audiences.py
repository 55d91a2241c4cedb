"""A letter to the territories or the people that were chosen on a page or on a list."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains

from atelier.outbox.models import Message
from atelier.reminders import broadcasts
from territories.models import Participant
from tests.admin_actions import act, shown_by
from tests.factories import ParticipantFactory, SeasonFactory, TriptychFactory

pytestmark = pytest.mark.django_db
LETTER = {"subject": "Des nouvelles", "text": "{formule}\n\nÀ bientôt.", "token": "abc"}


@pytest.fixture
def admitted():
    return TriptychFactory(season=SeasonFactory(number=90), admitted=True, people=2, people__state="confirmed")


def write_at(desk, page_of_row):
    """Follow « Écrire » of a page to read, then send; the letters that left."""
    (address,) = [act.address for act in desk.get(page_of_row).context["acts"] if act.title == "Écrire"]
    return send(desk, address)


def send(desk, address):
    letter = {**LETTER, "audience": desk.get(address).context["form"]["audience"].value()}
    desk.post(address, {**letter, **shown_by(desk.post(address, letter)), "send": "1"})
    return sorted(Message.objects.values_list("to_email", flat=True))


def broadcast_recipients_of(triptych):
    return broadcasts.broadcast_recipients(triptych.season, f"territories:{triptych.pk}")


def read(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_read", args=[row.pk])


def test_a_territory_is_written_to_from_its_page_and_no_other_with_it(desk, admitted):
    other = TriptychFactory(season=admitted.season, submitted=True)
    unaware, gone = (
        ParticipantFactory(triptych=other, seat=seat, state=state, invited_at=None)
        for seat, state in ((1, "invited"), (2, "left"))
    )
    people = {*admitted.participants.values_list("email", flat=True)}
    contacts = {contact.user.email for contact in admitted.contacts.all()}

    written = write_at(desk, read(admitted))

    assert written == sorted(people | contacts)
    assert not {unaware.email, gone.email} & {one.email for one in broadcast_recipients_of(other)}


def test_one_person_is_written_to_from_their_page(desk, admitted):
    person = admitted.participants.order_by("pk").first()
    assertContains(desk.get(read(person)), f"a=people:{person.pk}")
    assert write_at(desk, read(person)) == [person.email]


@pytest.mark.parametrize("state", ["declined", "left"])
def test_whoever_declined_or_left_is_not_written_to(state, desk, admitted):
    person = admitted.participants.order_by("pk").first()
    Participant.objects.filter(pk=person.pk).update(state=state)

    assert "Écrire" not in [act.title for act in desk.get(read(person)).context["acts"]]
    page = desk.get(f"{reverse('admin:letter')}?saison={admitted.season_id}&a=people:{person.pk}")
    assert f"people:{person.pk}" not in [key for key, _ in page.context["form"].fields["audience"].choices]


def test_the_people_ticked_on_a_list_are_written_to(desk, admitted):
    people = admitted.participants.order_by("pk")
    page = act(desk, "territories_participant", "write_letter", *people)
    assert page.context["season"] == admitted.season
    assert send(desk, page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"]) == sorted(
        person.email for person in people
    )


def test_rows_of_two_seasons_are_not_written_to_at_once(desk, admitted):
    elsewhere = TriptychFactory(season=SeasonFactory(number=91), submitted=True)
    address = f"{reverse('admin:territories_triptych_changelist')}?saison=toutes"
    chosen = {"action": "write_letter", "_selected_action": [admitted.pk, elsewhere.pk]}

    assertContains(desk.post(address, chosen, follow=True), "de plusieurs saisons")


@pytest.mark.parametrize("asked", ["people:", "people:x,²", "people:999999", "nothing:1", "people:" + "9" * 30, ":"])
def test_an_audience_that_names_nobody_is_not_offered(asked, desk, admitted):
    page = desk.get(reverse("admin:letter"), {"saison": admitted.season_id, "a": asked})
    assert asked not in [key for key, _ in page.context["form"].fields["audience"].choices]


def test_the_treasurer_writes_to_nobody(as_user, treasurer, admitted):
    page = as_user(treasurer).get(read(admitted))
    assert "Écrire" not in [one.title for one in page.context["acts"]]
