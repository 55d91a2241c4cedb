import hashlib
import io
from datetime import date

import pypdf
import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from atelier.accounts.models import User
from atelier.core import background
from atelier.outbox.models import Message
from sessions.documents import access, convocations, rendering, snapshots
from sessions.documents.models import Convocation
from tests.factories import ParticipantFactory, SeasonFactory, TriptychFactory, UserFactory, VenueFactory, add_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def season_3():
    return SeasonFactory(number=3)


@pytest.fixture
def december_day(season_3):
    (day,) = add_days(season_3, date(2020, 12, 4))
    return day


@pytest.fixture
def six(season_3):
    return TriptychFactory(admitted=True, season=season_3, people=6, people__state="confirmed")


def content_of(convocation):
    with default_storage.open(convocation.pdf_path) as file:
        return file.read()


def text_of(convocation):
    reader = pypdf.PdfReader(io.BytesIO(content_of(convocation)))
    return len(reader.pages), " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_everyone_confirmed_in_an_admitted_triptych_is_convened(december_day, six, season_3):
    six.participants.filter(category__code="elus", seat=1).update(state="invited")
    TriptychFactory(submitted=True, season=season_3, people=2, people__state="confirmed")
    TriptychFactory(admitted=True, people=6, people__state="confirmed")  # of the season before, still seated

    issued = convocations.issue_convocations(day=december_day)

    assert [convocation.number for convocation in issued.created] == [f"CONV-S3-J1-000{rank}" for rank in range(1, 6)]
    assert {convocation.participant.triptych for convocation in issued.created} == {six}


def test_a_number_is_never_given_again_once_its_convocation_is_erased(december_day, six):
    first, *_ = convocations.issue_convocations(day=december_day).created
    first.delete()

    (again,) = convocations.issue_convocations(day=december_day).created

    assert again.participant == first.participant
    assert again.number == "CONV-S3-J1-0007"


def test_issuing_again_issues_nothing_new(december_day, six):
    convocations.issue_convocations(day=december_day)

    again = convocations.issue_convocations(day=december_day)

    assert (again.created, again.unchanged) == ([], 6)


def test_a_change_makes_a_version_that_says_what_it_replaces(december_day, six):
    convocations.issue_convocations(day=december_day)
    december_day.venue = VenueFactory()
    december_day.save()

    issued = convocations.issue_convocations(day=december_day)

    assert {convocation.version for convocation in issued.created} == {2}
    second = rendering.render_convocation(issued.created[0].pk)
    assert f"Annule et remplace la convocation n° {second.replaced.number}" in text_of(second)[1]
    assert set(Convocation.objects.latest().values_list("version", flat=True)) == {2}


def test_a_correction_for_one_person_reissues_theirs_alone(december_day, six):
    convocations.issue_convocations(day=december_day)
    six.participants.filter(category__code="elus", seat=1).update(last_name="Œuvrard")

    assert [
        row.snapshot["participant"]["name"] for row in convocations.issue_convocations(day=december_day).created
    ] == ["Zoé Œuvrard"]


def test_the_document_holds_one_page_with_the_day_in_words(december_day, six):
    december_day.venue = VenueFactory(room="salle du Canal", access="métro Exemple")
    december_day.save()

    pages, text = text_of(rendering.render_convocation(convocations.issue_convocations(day=december_day).created[0].pk))

    assert pages == 1
    for expected in (
        "vendredi 4 décembre 2020",
        "Convocation à la journée 1, saison 3",
        "9 h 30 – 12 h 30",
        "Maison des passages, salle du Canal, 8 quai de l’Exemple",
        "jusqu’au 27 novembre 2020 inclus",
        "elle ne remplace pas l’ordre de mission",
    ):
        assert expected in text


def test_a_long_name_and_a_full_programme_still_hold_on_one_page(december_day, season_3):
    triptych = TriptychFactory(admitted=True, season=season_3)
    triptych.territory.name = "Communauté d’agglomération " * 5
    triptych.territory.save()
    ParticipantFactory(triptych=triptych, state="confirmed", position="directrice " * 4, organisation="Organisme " * 7)
    for half_day in december_day.half_days.all():
        for hour in range(3):
            half_day.items.create(starts_at=f"{10 + hour}:00", format="peers", title="Un intitulé assez long " * 3)

    pages, text = text_of(rendering.render_convocation(convocations.issue_convocations(day=december_day).created[0].pk))

    assert (pages, "Un intitulé assez long" in text) == (1, True)


def test_rendering_queues_one_message_with_its_file(december_day, six):
    convocation = convocations.issue_convocations(day=december_day).created[0]

    rendering.render_convocation(convocation.pk)
    rendering.render_convocation(convocation.pk)

    (message,) = Message.objects.all()
    assert message.subject == "Convocation\u00a0: journée 1 de la saison 3, vendredi 4 décembre 2020"
    assert [(file.name, file.content_type) for file in message.attachments.all()] == [
        (f"{convocation.number}.pdf", "application/pdf"),
    ]
    assert all(default_storage.exists(file.path) for file in message.attachments.all())


def test_the_stored_file_is_the_one_whose_fingerprint_was_kept(december_day, six):
    convocation = rendering.render_convocation(convocations.issue_convocations(day=december_day).created[0].pk)

    content = content_of(convocation)
    assert (len(content), hashlib.sha256(content).hexdigest()) == (convocation.size, convocation.sha256)


def test_the_sweep_rings_for_what_is_not_rendered(december_day, six, monkeypatch):
    rendered, *waiting = convocations.issue_convocations(day=december_day).created
    rendering.render_convocation(rendered.pk)
    rung = []
    monkeypatch.setattr(background.app, "send_task", lambda name, args, **more: rung.append((name, *args)))

    background.enqueue_waiting()

    documents = sorted(pk for name, pk in rung if name == "sessions.tasks.render_convocation")
    assert documents == [convocation.pk for convocation in waiting]


def test_a_snapshot_holds_plain_data_only(december_day, six):
    convocation = convocations.issue_convocations(day=december_day).created[0]

    assert Convocation.objects.get(pk=convocation.pk).snapshot == convocation.snapshot
    assert set(snapshots.venue_snapshot(december_day) or {}) == set()


def test_hostile_text_is_shown_and_not_obeyed(december_day, season_3):
    triptych = TriptychFactory(admitted=True, season=season_3)
    ParticipantFactory(triptych=triptych, state="confirmed", first_name="<b>Zoé</b>", last_name="{{ settings }}")

    _, text = text_of(rendering.render_convocation(convocations.issue_convocations(day=december_day).created[0].pk))

    assert "<b>Zoé</b> {{ settings }}" in text


def test_each_sees_their_own_convocations_in_their_space(as_user, december_day, six):
    one, other = six.participants.order_by("pk")[:2]
    for person in (one, other):
        type(person).objects.filter(pk=person.pk).update(user=UserFactory(email=person.email))
    for row in convocations.issue_convocations(day=december_day).created:
        rendering.render_convocation(row.pk)
    numbers = {person.pk: Convocation.objects.get(participant=person).number for person in (one, other)}

    user = User.objects.get(email=one.email)

    assert [row.number for row in access.convocations_for(user)[0]] == [numbers[one.pk]]
    space = as_user(user).get(reverse("space"))
    assertContains(space, numbers[one.pk])
    assertNotContains(space, numbers[other.pk])
