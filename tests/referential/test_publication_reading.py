"""Who is named anywhere in what would be public is asked, and an organiser reads it before it turns public."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from atelier.outbox.models import Message
from referential import publication
from referential.models import Publication, Visibility
from tests.admin_actions import shown_by
from tests.factories import ExperienceFactory, UserFactory, triptych_of_six

pytestmark = pytest.mark.django_db
NAMING = [
    {"title": "La ferme de Sabine Delcourt"},
    {"title": "La ferme Delcourt"},
    {"title": "DELCOURT (Sabine)"},
    {"done": "Avec DELCOURT (Sabine), puis seule."},
    {"contacts": "m. delcourt"},
    {"done": "Avec Del\u200bcourt, sur la page un nom comme un autre."},
    {"done": "Avec Del\u00adcourt, de même."},
    {"quotes": "«\u00a0Oui\u00a0», Delcourt"},
    {"resources": "https://example.org/delcourt"},
]


@pytest.fixture
def lead():
    return UserFactory(email="referente@example.org")


@pytest.fixture
def triptych(lead):
    triptych = triptych_of_six()
    triptych.contacts.create(user=lead, is_lead=True)
    return triptych


@pytest.fixture
def named(triptych):
    """Somebody of another territory of the season."""
    other = triptych_of_six(season=triptych.season, rank=2)
    other.contacts.create(user=UserFactory(email="autre@example.org"), is_lead=True)
    person = other.participants.order_by("pk").first()
    person.first_name, person.last_name = "Sabine", "Delcourt"
    person.save()
    return person


@pytest.fixture
def agreed(triptych, lead):
    sheet = ExperienceFactory(triptych=triptych, author=lead, title="Une légumerie", done="CANARI")
    return publication.ask_consents(item=sheet, quoted=[], by=lead)


@pytest.mark.parametrize("fields", NAMING, ids=lambda fields: next(iter(fields.items()))[1])
def test_a_last_name_anywhere_in_what_is_public_is_enough_to_ask(triptych, lead, named, fields):
    asked = publication.ask_consents(
        item=ExperienceFactory(triptych=triptych, author=lead, **fields), quoted=[], by=lead
    )

    assert named.user in {consent.user for consent in asked.consents.all()}
    assert asked.state == "asked"


def test_both_people_of_one_name_are_asked(triptych, lead, named):
    twin = named.triptych.participants.order_by("pk").last()
    twin.last_name = "DELCOURT"
    twin.save()

    asked = publication.ask_consents(
        item=ExperienceFactory(triptych=triptych, author=lead, title="Chez Delcourt"), quoted=[], by=lead
    )

    assert {named.user, twin.user} <= {consent.user for consent in asked.consents.all()}


@pytest.mark.parametrize("title", ["La Delcourtoise", "Sabine et les autres", "Le tribunal del courtage"])
def test_part_of_a_word_names_nobody(triptych, lead, named, title):
    asked = publication.ask_consents(
        item=ExperienceFactory(triptych=triptych, author=lead, title=title), quoted=[], by=lead
    )

    assert [consent.user for consent in asked.consents.all()] == [lead]


@pytest.mark.usefixtures("mode")
def test_an_organiser_reads_every_word_then_makes_it_public(as_user, organiser, client, agreed):
    address = reverse("admin:read_publication", args=[agreed.pk])
    desk = as_user(organiser)
    assertContains(desk.get(reverse("admin:index")), address)
    page = desk.get(address)
    assertContains(page, "CANARI")
    assertNotContains(desk.get(reverse("referential:library")), "Une légumerie")

    done = desk.post(address, {"public": "1", **shown_by(page)}, follow=True)

    assertContains(done, "Le texte est public.")
    assertContains(client.get(reverse("referential:library")), "Une légumerie")
    assert Message.objects.filter(subject__startswith="Votre texte est public").count() == 1


def test_an_organiser_may_keep_it_from_the_public(as_user, organiser, agreed):
    address = reverse("admin:read_publication", args=[agreed.pk])
    desk = as_user(organiser)

    desk.post(address, {"private": "1", **shown_by(desk.get(address))})

    agreed.refresh_from_db()
    assert agreed.state == "refused"
    assert publication._item_of(agreed).visibility == Visibility.TERRITORY
    assert Message.objects.filter(subject__startswith="Publication refusée").count() == 1


def test_an_agreement_taken_back_before_the_reading_ends_it(as_user, organiser, agreed):
    address = reverse("admin:read_publication", args=[agreed.pk])
    desk = as_user(organiser)
    shown = shown_by(desk.get(address))

    publication.answer_consent(consent=agreed.consents.get(), choice="no")

    desk.post(address, {"public": "1", **shown})
    with pytest.raises(ValidationError, match="n’attend plus"):
        publication.publish(publication=agreed, public=True)
    assert Publication.objects.get().state == "refused"


def test_what_waits_for_agreements_is_not_made_public(triptych, lead, named):
    sheet = ExperienceFactory(triptych=triptych, author=lead, title="Chez Delcourt")
    asked = publication.ask_consents(item=sheet, quoted=[], by=lead)

    with pytest.raises(ValidationError, match="n’attend plus"):
        publication.publish(publication=asked, public=True)


def test_facilitators_do_not_make_public(as_user, facilitator, agreed):
    assert as_user(facilitator).get(reverse("admin:read_publication", args=[agreed.pk])).status_code == 403


def test_a_text_that_waits_for_its_reading_is_not_asked_for_again(agreed, lead):
    with pytest.raises(ValidationError, match="déjà demandée"):
        publication.ask_consents(item=publication._item_of(agreed), quoted=[], by=lead)
