"""The group of a season: questions to peers with their answers, notes of days, the booklet of a territory."""

from datetime import date, timedelta

import pypdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from referential import publication
from referential.models import Entry, Publication, Trajectory, Visibility
from sessions import tasks
from sessions.documents import booklets, rendering
from sessions.documents.models import Booklet
from sessions.exchanges import peer_questions
from sessions.exchanges.models import Note, PeerAnswer, PeerQuestion
from tests import pdfua
from tests.factories import (
    AssessmentRoundFactory,
    EntryFactory,
    ExperienceFactory,
    UserFactory,
    add_days,
    agree_on,
    answer_all,
    triptych_of_six,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(triptych):
    return triptych.participants.order_by("pk").first().user


@pytest.fixture
def next_day(triptych):
    return add_days(triptych.season, timezone.localdate() + timedelta(days=20))[0]


@pytest.fixture
def peer(triptych):
    return triptych_of_six(season=triptych.season, rank=2).participants.order_by("pk").first().user


@pytest.fixture
def question(triptych, author):
    return EntryFactory(triptych=triptych, author=author, kind=Entry.Kind.QUESTION, title="Comment tenir ?")


def test_a_question_is_put_to_the_peers_and_answered(as_user, author, peer, question, next_day):
    group = reverse("sessions:group", args=[next_day.season.number])
    assertContains(as_user(author).get(group), "votre question, pas encore adressée")
    assertNotContains(as_user(peer).get(group), "Comment tenir")

    as_user(author).post(reverse("sessions:address_question", args=[question.pk]), {"day": next_day.pk})

    put = PeerQuestion.objects.get()
    assertContains(as_user(peer).get(group), put.get_absolute_url())
    as_user(peer).post(put.get_absolute_url(), {"text": "En se relayant."})
    response = as_user(author).get(put.get_absolute_url())
    assertContains(response, "En se relayant.")
    assertContains(response, str(PeerAnswer.objects.get().triptych.territory))


def test_a_question_is_that_of_its_season(as_user, organiser, question, next_day):
    put = peer_questions.put_to_peers(entry=question, day=next_day)
    other = triptych_of_six()
    pages = [reverse("sessions:group", args=[number]) for number in (next_day.season.number, other.season.number)]

    assertContains(as_user(organiser).get(pages[0]), put.get_absolute_url())
    assertNotContains(as_user(organiser).get(pages[1]), put.get_absolute_url())


def test_one_puts_to_peers_the_questions_of_one_s_own_territory_alone(as_user, author, peer, question, next_day):
    Entry.objects.filter(pk=question.pk).update(visibility=Visibility.SEASON)
    group, own = reverse("sessions:group", args=[next_day.season.number]), "votre question, pas encore adressée"

    assertContains(as_user(author).get(group), own)
    assertNotContains(as_user(peer).get(group), own)


def test_an_empty_answer_is_said_to_be_missing(as_user, peer, question, next_day):
    put = peer_questions.put_to_peers(entry=question, day=next_day)

    assertContains(as_user(peer).post(put.get_absolute_url(), {"text": "  "}), "est à corriger")
    assert PeerAnswer.objects.count() == 0


def test_only_a_question_is_put_to_peers_and_once(triptych, author, question, next_day):
    with pytest.raises(ValidationError, match="Seule une question"):
        peer_questions.put_to_peers(entry=EntryFactory(triptych=triptych, author=author), day=next_day)
    peer_questions.put_to_peers(entry=question, day=next_day)

    with pytest.raises(ValidationError, match="déjà adressée"):
        peer_questions.put_to_peers(entry=question, day=next_day)


def test_a_day_of_another_season_is_refused(as_user, author, question, next_day):
    (foreign,) = add_days(triptych_of_six().season, date(2090, 1, 1))

    as_user(author).post(reverse("sessions:address_question", args=[question.pk]), {"day": foreign.pk})

    assert PeerQuestion.objects.count() == 0


def test_a_stranger_reads_neither_group_nor_question(as_user, stranger, question, next_day):
    put = peer_questions.put_to_peers(entry=question, day=next_day)
    client = as_user(stranger)

    assert client.get(reverse("sessions:group", args=[next_day.season.number])).status_code == 404
    assert client.get(put.get_absolute_url()).status_code == 404
    assert client.post(put.get_absolute_url(), {"text": "x"}).status_code == 404


def test_the_team_keeps_notes_by_item_and_stake(as_user, facilitator, next_day):
    item = next_day.half_days.first().items.create(starts_at="10:00", format="inter", title="Tables")
    address = reverse("admin:day_notes", args=[next_day.pk])
    typed = {
        "title": "Le relais",
        "text": "Personne ne l’a prévu.",
        "url": "exemple.example.org/film",
        "item": item.pk,
        "stakes": ["1"],
        "visibility": "3",
    }

    assertContains(as_user(facilitator).post(address, typed, follow=True), "La note est enregistrée.")

    note = Note.objects.get()
    assert (note.item, note.author, note.season, note.url) == (
        item, facilitator, next_day.season, "https://exemple.example.org/film",
    )  # fmt: skip
    assert [stake.name for stake in note.stakes.all()] == ["Engagement"]


def test_a_note_for_a_territory_names_it_and_loses_nothing(as_user, facilitator, next_day):
    address = reverse("admin:day_notes", args=[next_day.pk])

    response = as_user(facilitator).post(address, {"title": "Long titre", "text": "Long texte", "visibility": "2"})

    assertContains(response, "dites lequel")
    assertContains(response, "Long texte")
    assert Note.objects.count() == 0


def test_a_note_is_changed_published_and_erased_by_the_team(as_user, facilitator, next_day, client):
    note = Note.objects.create(day=next_day, author=facilitator, title="Le relais", text="Un.", visibility=1)
    team = as_user(facilitator)
    team.post(reverse("admin:change_note", args=[note.pk]), {"title": "Le relais", "text": "Deux.", "visibility": "3"})
    assertContains(team.get(reverse("referential:ask_publication", args=["note", note.pk])), "Deux.")
    team.post(reverse("referential:ask_publication", args=["note", note.pk]), {"asked": "1"})
    publication.publish(publication=Publication.objects.get(), public=True)
    client.logout()
    assertContains(client.get(reverse("referential:library")), "Le relais")

    as_user(facilitator).post(reverse("admin:erase_note", args=[note.pk]))

    client.logout()
    assertNotContains(client.get(reverse("referential:library")), "Le relais")
    assert Note.objects.count() == 0


def test_a_participant_neither_writes_nor_publishes_notes(as_user, author, facilitator, next_day):
    note = Note.objects.create(day=next_day, author=facilitator, title="Le relais", text="Un.", visibility=3)

    assert as_user(author).get(reverse("referential:ask_publication", args=["note", note.pk])).status_code == 404


@pytest.fixture
def told(triptych, author, next_day, peer, question):
    """A territory with something of everything, drafts and answers included."""
    Trajectory.objects.create(triptych=triptych, summary="Bien manger.", learnt="Changer le marché.", offer="Un repas.")
    for visibility in Visibility:
        title = f"Étape-{visibility.name}"
        EntryFactory(triptych=triptych, author=author, title=title, visibility=visibility, date=None)
    ExperienceFactory(triptych=triptych, author=author, title="Une légumerie")
    put = peer_questions.put_to_peers(entry=question, day=next_day)
    peer_questions.answer_question(question=put, author=peer, triptych=None, text="En se relayant.")
    initial = AssessmentRoundFactory(season=triptych.season, opens_on=timezone.localdate() - timedelta(days=40))
    for person in triptych.participants.all():
        answer_all(person, initial)
    agree_on(triptych, initial, "3")
    agree_on(triptych, AssessmentRoundFactory(season=triptych.season, kind="final", over=True), "4")
    return triptych


def test_the_booklet_says_the_path_the_people_and_what_was_learnt(told):
    booklet = rendering.render_booklet(booklets.issue_booklet(told)[0].pk)

    with default_storage.open(booklet.pdf_path) as file:
        text = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(file).pages).split())
        file.seek(0)
        assert pdfua.faults(file.read()) == []
    for words in (
        str(told.territory), "Bien manger.", "Étape-TERRITORY", "Étape-SEASON", "Changer le marché.", "Un repas.",
        "Une légumerie", "En se relayant.", "Positionnement initial", "Positionnement final", "Nous l’avons vu.",
    ):  # fmt: skip
        assert words in text, words
    assert "Étape-DRAFT" not in text
    assert "Étape-TEAM" not in text


def test_the_booklet_draws_two_radars_with_the_agreed_figures(told):
    first, second = booklets.radars(booklets.booklet_snapshot(told)["positions"])

    assert [(one.name, one.values) for one in first.series] == [("Positionnement initial", ["3"] * 4)]
    assert [(one.name, one.values) for one in second.series] == [
        ("Positionnement initial", ["3"] * 4),
        ("Positionnement final", ["4"] * 4),
    ]


def test_a_booklet_changes_its_version_when_what_it_says_changes(told, author):
    first, made = booklets.issue_booklet(told)
    assert (made, booklets.issue_booklet(told)) == (True, (first, False))
    EntryFactory(triptych=told, author=author, title="Du neuf")

    second, made = booklets.issue_booklet(told)

    assert (second.version, made, [one.pk for one in Booklet.objects.latest()]) == (2, True, [second.pk])
    first.refresh_from_db()
    assert "Du neuf" not in str(first.snapshot)


def test_a_territory_asks_for_its_booklet_and_fetches_it(as_user, told, author, peer):
    group = reverse("sessions:group", args=[told.season.number])
    assertContains(as_user(author).post(reverse("sessions:issue_booklet", args=[told.pk]), follow=True), "se prépare")
    tasks.render_booklet(Booklet.objects.get().pk)

    address = Booklet.objects.get().get_absolute_url()

    assertContains(as_user(author).get(group), address)
    assert as_user(author).get(address).status_code == 200
    assert as_user(peer).get(address).status_code == 404
    assert as_user(peer).post(reverse("sessions:issue_booklet", args=[told.pk])).status_code == 404
    assertNotContains(as_user(peer).get(group), address)


def test_an_organiser_prepares_every_booklet(as_user, organiser, told):
    response = as_user(organiser).post(reverse("admin:season_documents"), {"booklets": ""}, follow=True)

    assertContains(response, "Livrets émis\u00a0: 2.")
    assert Booklet.objects.count() == 2


def test_a_note_of_plenary_wants_the_referent_of_whom_it_names(next_day, facilitator, triptych):
    triptych.contacts.create(user=UserFactory(email="referente@example.org"), is_lead=True)
    named = triptych.participants.order_by("pk").first()
    note = Note.objects.create(
        day=next_day, author=facilitator, title="Le relais", text=f"Comme le dit {named.full_name}.", visibility=3
    )

    asked = publication.ask_consents(item=note, quoted=[], by=facilitator)

    assert set(asked.consents.values_list("user__email", "role")) == {
        ("referente@example.org", "lead"),
        (named.email, "quoted"),
    }


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_the_group_makes_the_same_number_of_queries(
    as_user, author, triptych, facilitator, next_day, count, django_assert_num_queries
):
    for number in range(count):
        shared = {"triptych": triptych, "author": author, "visibility": Visibility.SEASON}
        EntryFactory(title=f"Étape {number}", **shared)
        ExperienceFactory(title=f"Fiche {number}", **shared)
        asked = EntryFactory(title=f"Question {number}", kind=Entry.Kind.QUESTION, **shared)
        peer_questions.answer_question(
            question=peer_questions.put_to_peers(entry=asked, day=next_day),
            author=author,
            triptych=triptych,
            text="Oui.",
        )
        Note.objects.create(day=next_day, author=facilitator, title=f"Note {number}", visibility=3)
    client = as_user(author)

    with django_assert_num_queries(18):
        client.get(reverse("sessions:group", args=[triptych.season.number]))
