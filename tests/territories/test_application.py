import pypdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from atelier.core import background
from atelier.outbox.models import Message
from atelier.seasons.models import Season
from territories import application, documents
from territories.models import Participant, Triptych
from tests.factories import ParticipantFactory, SeasonFactory, TerritoryFactory, TriptychFactory, UserFactory

pytestmark = pytest.mark.django_db


def sentences(triptych):
    return [gap.sentence.replace("\u00a0", " ") for gap in application.remaining_steps(triptych)]


def test_a_draft_is_opened_with_its_referent_and_its_history(contact):
    triptych = application.start_application(
        user=contact, season=SeasonFactory(open=True), territory=TerritoryFactory.build()
    )

    assert (triptych.is_draft, triptych.lead.user) == (True, contact)
    assert [(change.old, change.new, change.author) for change in triptych.status_changes.all()] == [
        ("", "draft", contact)
    ]


def test_an_empty_draft_is_told_everything_that_remains(contact):
    triptych = TriptychFactory(lead=contact)

    assert sentences(triptych) == [
        "Présentez votre dynamique.",
        "Dites ce que vous attendez d’un échange avec des pairs.",
        "Nommez au moins une personne du triptyque.",
        "Il manque 2 personnes dans la catégorie « Élus ».",
        "Il manque 2 personnes dans la catégorie « Agents ».",
        "Il manque 2 personnes dans la catégorie « Opérateurs ».",
        "Acceptez les engagements de la saison.",
        "Indiquez la contribution envisagée.",
    ]


def test_without_a_referent_nobody_submits_and_the_page_says_why(as_user, contact):
    triptych = TriptychFactory(complete=True, people=6)
    triptych.contacts.create(user=contact)

    with pytest.raises(ValidationError, match="n’a pas de référent"):
        application.submit_application(triptych=triptych, user=contact)
    page = as_user(contact).get(reverse("territories:step", args=[triptych.pk, "recapitulatif"]))

    assertContains(page, "n’a pas de référent")
    assertNotContains(page, "Déposer la candidature</button>")


def test_a_missing_person_is_told_and_does_not_block():
    triptych = TriptychFactory(complete=True, people=5)

    assert sentences(triptych) == ["Il manque 1 personne dans la catégorie « Opérateurs »."]
    assert [gap.blocking for gap in application.remaining_steps(triptych)] == [False]


def test_someone_who_declined_leaves_a_seat_to_fill():
    triptych = TriptychFactory(complete=True, people=6)
    triptych.participants.filter(category__code="elus", seat=1).update(state="declined")

    assert sentences(Triptych.objects.get()) == ["Il manque 1 personne dans la catégorie « Élus »."]


def test_submitting_records_the_moment_and_acknowledges_to_every_contact_with_a_summary(draft, contact):
    colleague = UserFactory(email="collegue@example.org")
    draft.contacts.create(user=colleague)

    submitted = application.submit_application(triptych=draft, user=contact)
    documents.acknowledge(submitted.pk)

    assert (submitted.status, submitted.submitted_at is not None) == ("submitted", True)
    assert {file.name for message in Message.objects.all() for file in message.attachments.all()} == {
        f"candidature-saison-{draft.season.number}.pdf"
    }
    assert sorted(Message.objects.values_list("to_email", flat=True)) == ["collegue@example.org", "contact@example.org"]


def test_submitting_twice_tells_once(draft, contact):
    for _ in range(2):
        application.submit_application(triptych=draft, user=contact)
        documents.acknowledge(draft.pk)

    assert Message.objects.count() == 1


def test_the_summary_says_what_was_submitted(draft, contact):
    application.submit_application(triptych=draft, user=contact)
    triptych = documents.acknowledge(draft.pk)

    with default_storage.open(triptych.summary_path) as file:
        reader = pypdf.PdfReader(file)
        text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for said in ("Une boucle locale d’énergie.", "Zoé Maréchal", "4 500 €", "Élus", "invité"):
        assert said in text


def test_the_sweep_finds_what_was_submitted_and_not_acknowledged(draft, contact, monkeypatch):
    application.submit_application(triptych=draft, user=contact)
    TriptychFactory()
    rung = []
    monkeypatch.setattr(background.app, "send_task", lambda name, args, **more: rung.append((name, args)))

    background.enqueue_waiting()

    assert rung == [("territories.tasks.acknowledge_application", [draft.pk])]


def test_an_application_of_an_archived_season_waits_for_no_acknowledgement():
    season = SeasonFactory(status=Season.Status.ARCHIVED)
    TriptychFactory(season=season, submitted=True)

    assert list(Triptych.objects.unacknowledged()) == []


def test_the_summary_of_an_application_without_an_amount_says_so(draft, contact):
    application.submit_application(triptych=draft, user=contact)
    Triptych.objects.update(wished_amount=None)

    triptych = documents.acknowledge(draft.pk)

    with default_storage.open(triptych.summary_path) as file:
        text = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(file).pages).split())
    assert "Contribution envisagée : non renseignée." in text.replace("\u00a0", " ")


def test_an_incomplete_draft_is_refused_with_what_is_missing(contact):
    triptych = TriptychFactory(lead=contact)

    with pytest.raises(ValidationError) as refused:
        application.submit_application(triptych=triptych, user=contact)

    assert "Présentez votre dynamique." in refused.value.messages
    assert Triptych.objects.get().is_draft


def test_a_draft_is_refused_once_the_call_is_closed(draft, contact):
    draft.season.call_closes_on = draft.season.call_opens_on
    draft.season.save()

    with pytest.raises(ValidationError, match="L’appel à candidatures est clos"):
        application.submit_application(triptych=draft, user=contact)


def test_the_six_seats_are_drawn_by_category_with_their_state():
    triptych = TriptychFactory(people=3)
    triptych.participants.filter(seat=1).update(state="confirmed")

    panels = Triptych.objects.with_panels().get().panels()

    assert [[seat.state for seat in panel.seats] for panel in panels] == [
        ["confirmed", "invited"],
        ["confirmed", "empty"],
        ["empty", "empty"],
    ]


def test_a_new_holder_is_drawn_in_place_of_the_one_who_left():
    triptych = TriptychFactory()
    gone = ParticipantFactory(triptych=triptych, state="left")
    come = ParticipantFactory(triptych=triptych)

    (panel, *_) = Triptych.objects.with_panels().get().panels()

    assert (panel.seats[0].participant, gone.pk != come.pk) == (come, True)


def test_the_same_address_twice_is_refused_in_a_sentence():
    first = ParticipantFactory(email="zoe@example.org", state="confirmed")
    other = TriptychFactory(season=first.season)
    category = other.season.categories.first()

    with pytest.raises(ValidationError, match="dans ce triptyque ou dans un autre"):
        Participant(triptych=other, category=category, email="ZOE@example.org", state="confirmed").clean()
    with pytest.raises(ValidationError, match="dans ce triptyque"):
        Participant(triptych=first.triptych, category=category, seat=2, email="ZOE@example.org").clean()
    Participant(triptych=other, category=category, email="ZOE@example.org").clean()


def test_the_same_person_may_take_part_in_another_season():
    ParticipantFactory(email="zoe@example.org")

    assert ParticipantFactory(email="zoe@example.org").pk


def test_a_seat_past_the_number_of_seats_is_refused():
    triptych = TriptychFactory()

    with pytest.raises(ValidationError, match="La catégorie compte 2 sièges"):
        Participant(triptych=triptych, category=triptych.season.categories.first(), seat=3).clean()


def test_a_category_of_another_season_is_refused():
    triptych = TriptychFactory()

    with pytest.raises(ValidationError, match="une autre saison"):
        Participant(triptych=triptych, category=SeasonFactory().categories.first(), seat=1).clean()
