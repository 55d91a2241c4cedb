"""Canaries: for each circle of readers, who meets the text on any page; and answers that nobody but one reads."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from referential import access, grids, self_assessment
from referential.models import Entry, ExperienceSheet, Visibility
from sessions.exchanges.models import Note
from territories.models import Triptych
from tests.factories import (
    AssessmentRoundFactory,
    EntryFactory,
    ExperienceFactory,
    add_days,
    agree_on,
    answer_all,
)
from tests.readers import TEAM, TERRITORY, pages, readers_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lead")]

READERS = {
    Visibility.DRAFT: {"author"},
    Visibility.TEAM: {"author"} | TEAM,
    Visibility.TERRITORY: TERRITORY | TEAM,
    Visibility.SEASON: TERRITORY | TEAM | {"peer"},
    # What a territory writes after a publication is its own until it asks anew.
    Visibility.PUBLIC: TERRITORY | TEAM,
}


def test_what_is_written_is_read_by_its_circle(client, cast, triptych):
    """Steps, experience sheets, notes of a day, a note that was not sent: each reader passes once through the pages."""
    written, sheets, expected = {"triptych": triptych, "author": cast["author"]}, [], {}
    for circle, who in READERS.items():
        EntryFactory(**written, title=f"CANARI-S{circle}.", visibility=circle)
        sheets.append(ExperienceFactory(**written, done=f"CANARI-X{circle}.", visibility=circle))
        expected |= {f"CANARI-S{circle}.": who, f"CANARI-X{circle}.": who}
    (day,) = add_days(triptych.season, triptych.season.call_closes_on)
    for circle, who in {**READERS, Visibility.DRAFT: {"organiser"}, Visibility.TEAM: TEAM}.items():
        if circle != Visibility.PUBLIC:
            of = triptych if circle == Visibility.TERRITORY else None
            note = {"day": day, "author": cast["organiser"], "triptych": of}
            Note.objects.create(**note, title=f"CANARI-N{circle}.", visibility=circle)
            expected[f"CANARI-N{circle}."] = who
    assessment_round = AssessmentRoundFactory(season=triptych.season)
    unsent = {assessment_round.grid.dimensions.get(code="E1"): {"answer": "1", "note": "CANARI-UNSENT"}}
    author = triptych.participants.order_by("pk").first()
    self_assessment.save_answer(participant=author, assessment_round=assessment_round, answers=unsent)
    addresses = pages(
        triptych,
        *(reverse("referential:experience", args=[sheet.pk]) for sheet in sheets),
        reverse("admin:day_notes", args=[day.pk]),
        reverse("referential:step", args=[assessment_round.pk, "engagement"]),
    )

    expected["CANARI-UNSENT"] = {"author"}
    assert readers_of(client, cast, addresses, *expected) == expected


@pytest.mark.parametrize(("model", "factory"), [(Entry, EntryFactory), (ExperienceSheet, ExperienceFactory)])
def test_whoever_does_not_read_does_not_write(cast, triptych, model, factory):
    item = factory(triptych=triptych, author=cast["author"], visibility=Visibility.TEAM)
    fellow = access.reader_of(cast["fellow"])

    assert list(model.objects.readable_by(fellow)) == []
    assert list(model.objects.readable_by(access.reader_of(cast["facilitator"]))) == [item]


def test_nobody_reads_a_person_s_answers_or_notes(client, cast, triptych):
    """The note is a canary; the answer is one that no mean shows: 1 beside 5 reads as 3, with all others at 3."""
    assessment_round = AssessmentRoundFactory(season=triptych.season)
    author, second, *others = triptych.participants.order_by("pk")
    dimension = assessment_round.grid.dimensions.get(code="E1")
    note = {dimension: {"answer": "1", "note": "CANARI-NOTE"}}
    answer_all(author, assessment_round, "3", send=False)
    self_assessment.save_answer(participant=author, assessment_round=assessment_round, answers=note)
    self_assessment.submit_answers(participant=author, assessment_round=assessment_round)
    answer_all(second, assessment_round, "3", E1="5")
    for person in others:
        answer_all(person, assessment_round)
    agree_on(triptych, assessment_round)
    addresses = pages(
        triptych,
        reverse("referential:round", args=[assessment_round.pk]),
        reverse("referential:step", args=[assessment_round.pk, "engagement"]),
        reverse("referential:regards", args=[triptych.pk, assessment_round.pk]),
        reverse("referential:common", args=[triptych.pk, assessment_round.pk]),
        reverse("referential:common_dimension", args=[triptych.pk, assessment_round.pk, "E1"]),
    )

    assert readers_of(client, cast, addresses, "CANARI-NOTE") == {"CANARI-NOTE": set()}
    levels = {}
    for name, user in cast.items():
        client.force_login(user)
        response = client.get(reverse("referential:regards", args=[triptych.pk, assessment_round.pk]))
        if response.status_code == 200:
            (line,) = [line for line in response.context["view"].lines if line.dimension.code == "E1"]
            levels[name] = [regard.in_words for regard in line.regards], line.own and line.own.answer
    assert levels == {
        "author": (["non montré", "3", "3"], "1"),
        "fellow": (["3", "3", "non montré"], "3"),
        **dict.fromkeys(["facilitator", "organiser"], (["3", "3", "3"], None)),
        "contact": (["non montré"] * 3, None),  # may be any of the six, under another address
    }


def test_a_trajectory_shows_its_own_steps_alone(client, cast, triptych):
    peers = Triptych.objects.get(participants__user=cast["peer"])
    EntryFactory(triptych=peers, author=cast["peer"], visibility=Visibility.SEASON, title="CANARI-E")
    EntryFactory(triptych=triptych, author=cast["author"], visibility=Visibility.SEASON, title="La nôtre")
    client.force_login(cast["organiser"])

    for name in ("referential:trajectory", "referential:territory"):
        html = client.get(reverse(name, args=[triptych.pk])).content.decode()
        assert ("La nôtre" in html, "CANARI-E" in html) == (True, False)


@pytest.mark.parametrize("name", ["referential:regards", "referential:common"])
def test_a_round_of_another_season_or_not_begun_is_not_found(client, cast, triptych, name):
    tomorrow = timezone.localdate() + timedelta(days=1)
    coming = AssessmentRoundFactory(season=triptych.season, opens_on=tomorrow, kind="midway")
    elsewhere = AssessmentRoundFactory()
    now = AssessmentRoundFactory(season=triptych.season)
    client.force_login(cast["author"])

    statuses = [client.get(reverse(name, args=[triptych.pk, one.pk])).status_code for one in (coming, elsewhere, now)]
    assert statuses == [404, 404, 200]


def test_a_dimension_is_that_of_the_grid_of_the_round(client, cast, triptych):
    assessment_round = AssessmentRoundFactory(season=triptych.season)
    dimension = assessment_round.grid.dimensions.order_by("pk").first()
    grids.new_version(assessment_round.grid)  # holds the same codes
    for person in triptych.participants.order_by("pk"):
        answer_all(person, assessment_round)
    self_assessment.start_common_sheet(triptych=triptych, assessment_round=assessment_round)
    client.force_login(cast["author"])

    page = reverse("referential:common_dimension", args=[triptych.pk, assessment_round.pk, dimension.code])
    assert client.get(page).context["dimension"] == dimension


@pytest.mark.parametrize("status", ["draft", "submitted", "refused"])
def test_the_pages_of_a_territory_are_there_once_it_is_admitted(client, cast, triptych, status):
    Triptych.objects.filter(pk=triptych.pk).update(status=status, rank=None)
    client.force_login(cast["organiser"])

    assert client.get(reverse("referential:territory", args=[triptych.pk])).status_code == 404


@pytest.mark.parametrize("change", [{"state": "declined"}, {"state": "left"}, {"triptych": "withdrawn"}])
def test_a_seat_that_is_no_longer_held_opens_nothing(client, cast, triptych, change):
    assessment_round = AssessmentRoundFactory(season=triptych.season)
    address = reverse("referential:round", args=[assessment_round.pk])
    client.force_login(cast["author"])
    assert client.get(address).status_code == 200

    if "triptych" in change:
        Triptych.objects.filter(pk=triptych.pk).update(status=change["triptych"], rank=None)
    else:
        triptych.participants.filter(user=cast["author"]).update(**change)

    assert client.get(address).status_code == 404


def test_one_s_own_category_is_that_of_one_s_seat_in_that_territory(cast, triptych):
    """Of a territory where one is a contact, one has no answer of one's own: one answered elsewhere."""
    elsewhere = Triptych.objects.get(participants__user=cast["peer"])
    elsewhere.contacts.create(user=cast["author"])

    assert access.viewer_of(cast["author"], elsewhere) is None
    assert access.viewer_of(cast["author"], triptych).user == cast["author"]


@pytest.mark.parametrize(
    ("factory", "name"),
    [(ExperienceFactory, "referential:change_experience"), (EntryFactory, "referential:change_entry")],
)
def test_a_fellow_does_not_open_a_draft_to_change_it(client, cast, triptych, factory, name):
    draft = factory(triptych=triptych, author=cast["author"], visibility=Visibility.DRAFT)
    statuses = {}
    for who in ("author", "fellow"):
        client.force_login(cast[who])
        statuses[who] = client.get(reverse(name, args=[draft.pk])).status_code

    assert statuses == {"author": 200, "fellow": 404}


def test_a_note_kept_to_oneself_is_not_opened_by_the_rest_of_the_team(client, cast, triptych):
    (day,) = add_days(triptych.season, triptych.season.call_closes_on)
    note = Note.objects.create(day=day, author=cast["facilitator"], title="À moi", visibility=Visibility.DRAFT)
    statuses = {}
    for name in ("facilitator", "organiser"):
        client.force_login(cast[name])
        statuses[name] = client.get(reverse("admin:change_note", args=[note.pk])).status_code

    assert statuses == {"facilitator": 200, "organiser": 404}


def test_what_does_not_exist_is_not_found(client, cast, triptych):
    now = AssessmentRoundFactory(season=triptych.season)
    coming = AssessmentRoundFactory(season=triptych.season, opens_on=now.closes_on, kind="midway")
    client.force_login(cast["author"])
    assert client.get(reverse("referential:step", args=[now.pk, "sagesse"])).status_code == 404
    assert client.get(reverse("referential:ask_publication", args=["poeme", 1])).status_code == 404
    common = reverse("referential:common", args=[triptych.pk, now.pk])
    assert client.post(common, {"settle": "1"}).status_code == 404  # nothing was discussed yet
    client.force_login(cast["organiser"])
    assert client.get(reverse("admin:regards_pdf", args=[coming.pk])).status_code == 404
