"""The chain of consent: frozen, asked of everyone concerned, public only then, and taken back at any time."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from atelier.outbox.models import Message
from referential import publication
from referential.models import Consent, Publication, Visibility
from tests.factories import EntryFactory, ExperienceFactory, UserFactory, triptych_of_six

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lead")]


@pytest.fixture
def sheet(triptych, person):
    return ExperienceFactory(triptych=triptych, author=person.user, title="Une légumerie", done="CANARI-TEXTE")


def read_by_an_organiser(asked):
    """Everybody agreed; whoever reads the text makes it public."""
    return publication.publish(publication=asked, public=True)


def library(client):
    client.logout()
    return client.get(reverse("referential:library"))


def test_the_referent_alone_is_asked_for_a_text_that_quotes_nobody(client, sheet, lead, person):
    asked = publication.ask_consents(item=sheet, quoted=[], by=person.user)

    assert list(asked.consents.values_list("user", "role", "answer")) == [(lead.pk, "lead", "")]
    assert Message.objects.filter(to_email=lead.email, subject__contains="Une légumerie").count() == 1
    assertNotContains(library(client), "Une légumerie")
    assert client.get(asked.get_absolute_url()).status_code == 404

    publication.answer_consent(consent=asked.consents.get(), choice="yes")
    assertNotContains(library(client), "Une légumerie")
    read_by_an_organiser(asked)

    assertContains(library(client), "Une légumerie")
    assertContains(client.get(asked.get_absolute_url()), "CANARI-TEXTE")
    sheet.refresh_from_db()
    assert sheet.visibility == Visibility.PUBLIC


def test_a_text_that_went_before_the_last_answer_is_not_published(client, sheet, lead, person):
    asked = publication.ask_consents(item=sheet, quoted=[], by=person.user)
    type(sheet).objects.filter(pk=sheet.pk).delete()

    publication.answer_consent(consent=asked.consents.get(), choice="yes")

    asked.refresh_from_db()
    assert asked.state == Publication.State.WITHDRAWN
    assertNotContains(library(client), "Une légumerie")


def test_every_person_quoted_is_asked_and_the_last_answer_opens(sheet, lead, triptych):
    one, other, *_ = triptych.participants.order_by("pk")

    asked = publication.ask_consents(item=sheet, quoted=[one, other], by=lead)
    assert dict(asked.consents.values_list("user__email", "answer")) == {
        lead.email: "yes",
        one.email: "",
        other.email: "",
    }
    publication.answer_consent(consent=asked.consents.get(user=one.user), choice="yes")
    asked.refresh_from_db()
    assert asked.state == "asked"
    publication.answer_consent(consent=asked.consents.get(user=other.user), choice="yes")

    asked.refresh_from_db()
    assert asked.state == "agreed"
    assert read_by_an_organiser(asked).state == "granted"


def test_somebody_named_in_the_text_is_asked_even_if_nobody_ticks_them(triptych, lead, person):
    peer = triptych_of_six(season=triptych.season, rank=2)
    peer.contacts.create(user=UserFactory(email="autre@example.org"), is_lead=True)
    named = peer.participants.order_by("pk").first()
    sheet = ExperienceFactory(
        triptych=triptych, author=lead, quotes=f"« Oui », {named.first_name.upper()}  {named.last_name}"
    )

    asked = publication.ask_consents(item=sheet, quoted=[], by=lead)

    assert dict(asked.consents.values_list("user__email", "role")) == {
        lead.email: "lead",
        "autre@example.org": "lead",
        named.email: "quoted",
    }


def test_who_follows_an_application_without_a_seat_is_asked_when_the_text_names_them(as_user, triptych, lead):
    peer, past = triptych_of_six(season=triptych.season, rank=2), triptych_of_six()
    names = {"first_name": "Sabine", "last_name": "Delcourt"}
    named = UserFactory(email="sabine@example.org", **names)
    peer.contacts.create(user=named)
    past.contacts.create(user=UserFactory(**names))
    sheet = ExperienceFactory(triptych=triptych, author=lead, title="La ferme de S. Delcourt")
    page = f"/espace/publier/experience/{sheet.pk}/"

    assertContains(as_user(lead).get(page), "Ce texte nomme aussi Sabine Delcourt")
    as_user(lead).post(page, {"sent": "1"})

    asked = Publication.objects.get()
    assert dict(asked.consents.values_list("user__email", "role")) == {lead.email: "lead", named.email: "quoted"}
    assertContains(as_user(named).get(f"/espace/accords/{asked.consents.get(user=named).pk}/"), "La ferme")


@pytest.mark.parametrize(
    ("last_name", "text", "is_asked"),
    [
        ("Delcourt", "avec D\u0435l\u0441ourt", True),  # two letters are Cyrillic
        ("Delcourt", "avec Delc\u03bfurt", True),  # one is Greek
        ("Delcourt", "avec DELC0URT", True),
        ("Delcourt", "avec De1court, de 5 ans", True),
        ("Martin-Roy", "Mme MART1N-R0Y", True),
        ("Roisse", "en 2025, la salle 20155E", False),
        ("Delcourt", "avec Del-court", True),
        ("Delcourt", "avec D e l c o u r t", True),
        ("Delcourt", "voir #SabineDelcourt", True),
        ("Martin-Roy", "Mme Martin l’a vu", True),
        ("Martin-Roy", "Mme Roy l’a vu", True),
        ("Martin-Roy", "sabine roy l’a vu", True),
        ("Martin-Roy", "le martin-pêcheur", False),
        ("de La Tour", "Mme Latour", True),
        ("de La Tour", "la commune, autour d’une tour", False),
        ("L’Hermitte", "Mme Lhermitte", True),
        ("Dupont", "près du pont", False),
        ("Delcourt", "Sabine", False),
    ],
)
def test_a_name_in_another_writing_or_half_of_it_is_enough_to_ask(triptych, lead, last_name, text, is_asked):
    named = triptych.participants.order_by("pk").first()
    named.first_name, named.last_name = "Sabine", last_name
    sheet = ExperienceFactory(triptych=triptych, author=lead, title="La ferme", done=text)

    found = publication.named_in(sheet.title, [("Fait", sheet.done)], [named])

    assert bool(found) == is_asked


def test_a_refusal_ends_the_request_and_says_so(client, sheet, lead, person):
    asked = publication.ask_consents(item=sheet, quoted=[], by=person.user)

    publication.answer_consent(consent=asked.consents.get(), choice="no")

    asked.refresh_from_db()
    assert asked.state == "refused"
    assert Message.objects.filter(to_email=person.email, subject__contains="Publication refusée").exists()
    assertNotContains(library(client), "Une légumerie")


@pytest.mark.parametrize("who", ["lead", "quoted"])
def test_an_agreement_taken_back_takes_the_text_out_at_once(client, sheet, lead, person, who):
    asked = publication.ask_consents(item=sheet, quoted=[person], by=lead)
    publication.answer_consent(consent=asked.consents.get(role="quoted"), choice="yes")
    read_by_an_organiser(asked)
    assertContains(library(client), "Une légumerie")

    publication.answer_consent(consent=asked.consents.get(role=who), choice="no")

    assertNotContains(library(client), "Une légumerie")
    assert client.get(asked.get_absolute_url()).status_code == 404
    sheet.refresh_from_db()
    assert sheet.visibility == Visibility.TERRITORY


def test_what_is_public_is_the_text_that_was_agreed_on(client, sheet, lead):
    asked = read_by_an_organiser(publication.ask_consents(item=sheet, quoted=[], by=lead))
    sheet.refresh_from_db()
    sheet.done = "CANARI-APRÈS"
    sheet.save()

    assertContains(client.get(asked.get_absolute_url()), "CANARI-TEXTE")
    assertNotContains(client.get(asked.get_absolute_url()), "CANARI-APRÈS")

    again = publication.ask_consents(item=sheet, quoted=[], by=lead)
    assertContains(client.get(asked.get_absolute_url()), "CANARI-TEXTE")
    read_by_an_organiser(again)

    assert [one.state for one in Publication.objects.order_by("pk")] == ["replaced", "granted"]
    assertContains(client.get(again.get_absolute_url()), "CANARI-APRÈS")


def test_deleting_a_text_takes_it_out_of_the_library(client, sheet, lead):
    read_by_an_organiser(publication.ask_consents(item=sheet, quoted=[], by=lead))

    publication.delete_source(sheet)

    assert Publication.objects.get().state == "withdrawn"
    assertNotContains(library(client), "Une légumerie")


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"visibility": Visibility.DRAFT}, "est un brouillon"), ({"done": ""}, "il est vide")],
)
def test_what_is_not_ready_is_not_asked_for(sheet, lead, fields, words):
    for name, value in fields.items():
        setattr(sheet, name, value)
    sheet.save()

    with pytest.raises(ValidationError, match=words):
        publication.ask_consents(item=sheet, quoted=[], by=lead)


def test_a_request_that_waits_is_not_asked_twice(sheet, person):
    publication.ask_consents(item=sheet, quoted=[], by=person.user)

    with pytest.raises(ValidationError, match="déjà demandée"):
        publication.ask_consents(item=sheet, quoted=[], by=person.user)


def test_a_territory_without_referent_publishes_nothing(triptych, sheet, person):
    triptych.contacts.all().delete()

    with pytest.raises(ValidationError, match="pas de référent"):
        publication.ask_consents(item=sheet, quoted=[], by=person.user)


def test_the_whole_chain_in_pages(as_user, sheet, lead, person, triptych):
    quoted = triptych.participants.order_by("pk").last()
    ask = reverse("referential:ask_publication", args=["experience", sheet.pk])
    assertContains(as_user(person.user).get(ask), "CANARI-TEXTE")
    response = as_user(person.user).post(ask, {"quoted": [str(quoted.pk)]}, follow=True)
    assertContains(response, "pas encore public")

    for user in (lead, quoted.user):
        client = as_user(user)
        consent = Consent.objects.get(user=user)
        assertContains(client.get(reverse("space")), consent.get_absolute_url())
        assertContains(client.get(consent.get_absolute_url()), "CANARI-TEXTE")
        assertContains(client.post(consent.get_absolute_url(), {"choice": "yes"}, follow=True), "donné votre accord")

    read_by_an_organiser(Publication.objects.get())
    assertContains(library(as_user(person.user)), "Une légumerie")
    taken = as_user(person.user).post(reverse("referential:take_back", args=["experience", sheet.pk]), follow=True)
    assertContains(taken, "plus public")
    assertNotContains(library(as_user(person.user)), "Une légumerie")


def test_an_agreement_is_answered_by_the_person_it_was_asked_of(as_user, sheet, person, stranger, organiser):
    asked = publication.ask_consents(item=sheet, quoted=[], by=person.user)
    address = asked.consents.get().get_absolute_url()

    for user in (stranger, person.user, organiser):
        assert as_user(user).get(address).status_code == 404
        assert as_user(user).post(address, {"choice": "yes"}).status_code == 404
    assert asked.consents.get().answer == ""


def test_each_sees_in_their_space_the_agreements_asked_of_them_until_they_answer(as_user, sheet, person, lead):
    asked = publication.ask_consents(item=sheet, quoted=[], by=person.user)
    waits, space = "Votre accord est demandé", reverse("space")

    assertContains(as_user(lead).get(space), waits)
    assertNotContains(as_user(person.user).get(space), waits)
    as_user(lead).post(asked.consents.get().get_absolute_url(), {"choice": "no"})
    assertNotContains(as_user(lead).get(space), waits)


def test_a_person_of_another_season_cannot_be_forged_into_the_quoted(as_user, sheet, person):
    foreign = triptych_of_six().participants.first()
    ask = reverse("referential:ask_publication", args=["experience", sheet.pk])

    response = as_user(person.user).post(ask, {"quoted": [str(foreign.pk)]})

    assert response.status_code == 200
    assert Publication.objects.count() == 0


def test_the_library_is_searched_by_words_and_stake(client, sheet, lead):
    entry = EntryFactory(triptych=sheet.triptych, author=lead, title="Le contrat", text="Trois ans.")
    entry.stakes.set([4])
    for item in (sheet, entry):
        read_by_an_organiser(publication.ask_consents(item=item, quoted=[], by=lead))
    address = reverse("referential:library")

    def titles(**query):
        return [one.title for one in client.get(address, query).context["publications"]]

    assert titles(q="canari") == titles(q="LEGUMERIE") == titles(q="légumerie") == ["Une légumerie"]
    assert titles(enjeu="valeur") == ["Le contrat"]
    assert titles(enjeu="\x00") == titles() == ["Le contrat", "Une légumerie"]
    assertContains(client.get(address, {"q": "introuvable\x00"}), "Rien pour cette recherche.")


@pytest.mark.parametrize("count", [1, 3])
def test_the_library_makes_the_same_number_of_queries(client, triptych, lead, count, django_assert_num_queries):
    for number in range(count):
        item = ExperienceFactory(triptych=triptych, author=lead, title=f"Fiche {number}")
        read_by_an_organiser(publication.ask_consents(item=item, quoted=[], by=lead))
    client.logout()

    with django_assert_num_queries(6):
        client.get(reverse("referential:library"))
