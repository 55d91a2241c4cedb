"""What erasing leaves to somebody's reading: listed on the first page, corrected where it stands, marked read."""

from datetime import timedelta

import pytest
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from atelier.privacy import erasure, retention, text_reviews
from atelier.privacy.models import TextToReview
from referential.models import AssessmentRound, CommonPosition, CommonSheet, Dimension, Entry, Visibility
from sessions.documents.models import Booklet
from territories.models import AccessNeed, Participant
from tests.admin_actions import act
from tests.factories import EntryFactory, ParticipantFactory, TriptychFactory, UserFactory
from tests.privacy.canaries import asked, listed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mode")]

LIST = "/admin/privacy/texttoreview/"


def page_of(text):
    return reverse("admin:privacy_texttoreview_change", args=[text.pk])


def text_of(table):
    return TextToReview.objects.get(content_type__model=table)


@pytest.fixture
def erased(known):
    erasure.erase(email=known.email)
    return known


def test_an_organiser_sees_what_is_to_be_read_corrects_it_and_is_done(as_user, organiser, erased):
    client = as_user(organiser)
    assertContains(client.get("/admin/"), f'href="{LIST}"')
    assertContains(client.get("/admin/"), "3 textes à relire")
    assertContains(client.get(LIST), "Avec Quernec Zélie, tout commence.")
    text = text_of("entry")
    page = client.get(page_of(text))
    assertContains(page, "Avec Quernec Zélie, tout commence.")

    seen = page.context["adminform"].form.initial["text_seen"]
    answer = client.post(page_of(text), {"text": "Avec une élue, tout commence.", "text_seen": seen})

    assertRedirects(answer, LIST)
    assert Entry.objects.get().text == "Avec une élue, tout commence."
    text.refresh_from_db()
    assert (text.settled_by, text.settled_at is None) == (organiser, False)
    assertContains(client.get("/admin/"), "2 textes à relire")
    assertNotContains(client.get(LIST), "Avec une élue")
    assertContains(client.get(f"{LIST}?etat=relus"), "Avec une élue")


def test_the_text_of_a_booklet_is_corrected_in_its_place_and_the_booklet_is_drawn_again(as_user, organiser, erased):
    text = text_of("booklet")
    page = as_user(organiser).get(page_of(text))

    words = {"text": "Avec une élue.", "text_seen": page.context["adminform"].form.initial["text_seen"]}
    as_user(organiser).post(page_of(text), words)

    booklet = Booklet.objects.get()
    assert [entry["text"] for entry in booklet.snapshot["entries"]] == ["Avec une élue."]
    assert booklet.sha256 == ""


def test_a_text_that_its_author_changed_meanwhile_is_shown_again(as_user, organiser, erased):
    text = text_of("entry")
    seen = as_user(organiser).get(page_of(text)).context["adminform"].form.initial["text_seen"]
    Entry.objects.update(text="Avec Zélie Quernec, encore.")

    answer = as_user(organiser).post(page_of(text), {"text": "Rien.", "text_seen": seen})

    assertContains(answer, "Ce texte a changé depuis que vous l’avez ouvert")
    assert Entry.objects.get().text == "Avec Zélie Quernec, encore."
    assert TextToReview.objects.waiting().count() == 3


def test_what_a_column_refuses_is_said_and_nothing_is_settled(as_user, organiser, erased):
    text = text_of("message")
    seen = as_user(organiser).get(page_of(text)).context["adminform"].form.initial["text_seen"]

    answer = as_user(organiser).post(page_of(text), {"text": " ", "text_seen": seen})

    assertContains(answer, "error-summary")
    assert TextToReview.objects.waiting().count() == 3


def test_several_are_marked_read_at_once_as_they_are(as_user, organiser, erased):
    before = Entry.objects.get().text

    act(as_user(organiser), "privacy_texttoreview", "settle_selected", *TextToReview.objects.all())

    assert not TextToReview.objects.waiting().exists()
    assert Entry.objects.get().text == before


def test_nobody_else_of_the_team_reads_them(as_user, facilitator, treasurer, erased):
    for user in (facilitator, treasurer):
        assert as_user(user).get(LIST).status_code == 403
        assertNotContains(as_user(user).get("/admin/"), "textes à relire")


def test_a_draft_and_an_access_need_are_listed_and_not_shown(as_user, organiser, known):
    EntryFactory(triptych=known.triptych, title="Mes notes", text="Zélie Quernec y était", visibility=Visibility.DRAFT)
    peer = Participant.objects.get(email="pair@example.org")
    need = AccessNeed.objects.create(participant=peer, text="Je viens avec Zélie Quernec")
    erasure.erase(email=known.email)
    client = as_user(organiser)

    draft = TextToReview.objects.get(content_type__model="entry", object_pk=Entry.objects.get(title="Mes notes").pk)
    for text in (draft, text_of("accessneed")):
        page = client.get(page_of(text))
        assertContains(page, "son auteur seul lit")
        assertNotContains(page, "Quernec")
        client.post(page_of(text), {"text": "Rien", "text_seen": ""})
    assertNotContains(client.get(LIST), "y était")
    need.refresh_from_db()
    assert need.text == "Je viens avec Zélie Quernec"
    assert Entry.objects.get(title="Mes notes").text == "Zélie Quernec y était"
    assert TextToReview.objects.waiting().count() == 3


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_as_often_for_many_texts(
    as_user, organiser, known, count, django_assert_num_queries
):
    for _ in range(count):
        EntryFactory(triptych=known.triptych, text="Zélie Quernec y était")
    erasure.erase(email=known.email)
    TextToReview.objects.exclude(content_type__model="entry").delete()
    client = as_user(organiser)
    client.get(LIST)
    with django_assert_num_queries(10):
        client.get(LIST)


def test_what_was_read_a_year_ago_leaves_and_so_does_what_is_gone(organiser, erased):
    Entry.objects.all().delete()
    old = text_of("message")
    TextToReview.objects.filter(pk=old.pk).update(settled_at=timezone.now() - timedelta(days=366), settled_by=organiser)

    retention.apply()

    assert {table for table, _, _ in listed()} == {"atelier_sessions.Booklet"}


def test_nobody_is_listed_after_somebody_whom_no_text_names():
    user = UserFactory(email="seule@example.org", first_name="Ysoline", last_name="Kervadec")
    TriptychFactory()

    erasure.erase(email=user.email)

    assert not TextToReview.objects.exists()


def test_the_reason_of_a_common_position_is_corrected_though_its_sheet_is_closed(organiser, known):
    sheet = CommonSheet.objects.create(triptych=known.triptych, assessment_round=AssessmentRound.objects.first())
    dimension = Dimension.objects.order_by("pk").first()
    position = CommonPosition.objects.create(sheet=sheet, dimension=dimension, why="Zélie Quernec le dit", answer="3")
    CommonSheet.objects.update(submitted_at=timezone.now(), submitted_by=organiser)
    erasure.erase(email=known.email)
    review = text_of("commonposition")

    text_reviews.settle(review=review, by=organiser, seen=review.text, text="Une élue le dit")

    position.refresh_from_db()
    review.refresh_from_db()
    assert (position.why, review.is_waiting) == ("Une élue le dit", False)


def test_an_odd_booklet_of_somewhere_else_and_an_odd_one_of_theirs_stop_no_erasure(known):
    odd = [{"people": [{"nom": "x"}, "y"], "questions": [{"answers": None}, 3]}, {"people": None}, ["x"], "x", 3]
    for at, snapshot in enumerate(odd):
        Booklet.objects.create(triptych=known.triptych, version=10 + at, number=f"L-{at}", snapshot=snapshot)

    erasure.erase(email=known.email)

    assert [row.snapshot for row in Booklet.objects.filter(version__gte=10).order_by("version")] == odd
    names = {one["pk"]: one["name"] for one in Booklet.objects.get(version=1).snapshot["people"]}
    assert names[known.pk] == "Personne effacée"


@pytest.mark.parametrize(
    "changes", [None, {}, [], "x", {"email": "x"}, {"email": []}, {"email": ["zelie@example.org"]}]
)
def test_an_odd_line_of_the_journal_stops_no_erasure(known, changes):
    kind = ContentType.objects.get_for_model(Participant)
    LogEntry.objects.create(
        content_type=kind, object_pk="999999", object_repr="x", action=LogEntry.Action.UPDATE, changes=changes
    )
    good = {"email": ["zelie@example.org", "luc@example.org"], "last_name": "x"}
    LogEntry.objects.create(
        content_type=kind, object_pk="999999", object_repr="x", action=LogEntry.Action.UPDATE, changes=good
    )

    erasure.erase(email=known.email)

    assert not Participant.objects.filter(email="zelie@example.org").exists()


def test_a_place_is_listed_once_while_it_waits(organiser, known):
    other = ParticipantFactory(first_name="Odile", last_name="Ferrandier", email="odile@example.org")
    entry = EntryFactory(triptych=known.triptych, text="Zélie Quernec et Odile Ferrandier y étaient")
    erasure.erase(email=known.email)
    erasure.erase(email=other.email)
    rows = TextToReview.objects.filter(content_type__model="entry", object_pk=str(entry.pk))
    assert rows.count() == 1

    text_reviews.mark(rows, by=organiser)
    text_reviews.find(asked(first_name="Odile", last_name="Ferrandier"))
    assert rows.waiting().count() == 1


def test_a_text_whose_table_or_column_is_gone_is_said_to_be_gone(as_user, organiser, known):
    gone = ContentType.objects.create(app_label="former", model="table")
    here = ContentType.objects.get_for_model(Booklet)
    odd = {"content_type": here, "object_pk": str(Booklet.objects.get().pk), "json_keys": ["people", 0]}
    rows = [
        TextToReview.objects.create(**{**odd, "column": "former"}),
        TextToReview.objects.create(**{**odd, "column": "snapshot", "json_keys": 3}),
        TextToReview.objects.create(**{**odd, "column": "number", "json_keys": "odd"}),
        TextToReview.objects.create(**{**odd, "column": "size", "json_keys": {"odd": 1}}),
    ]
    TextToReview.objects.create(content_type=gone, object_pk="1", column="text")
    client = as_user(organiser)

    assertContains(client.get(LIST), "ce texte n’existe plus", count=4)
    for row in rows:
        assertContains(client.get(page_of(row)), "ce texte n’existe plus")
    retention.apply()
    assert not TextToReview.objects.exists()
