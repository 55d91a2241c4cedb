"""The pages of positions: a phone's page a stake, kept as one goes, the regards, the common position."""

import io
from datetime import timedelta

import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from referential import assessment_rounds, documents, self_assessment
from referential.models import AnswerSheet, AssessmentRound, CommonPosition, CommonSheet
from tests import pdfua
from tests.factories import (
    AssessmentRoundFactory,
    SeasonFactory,
    UserFactory,
    add_days,
    agree_on,
    answer_all,
    close_and_open,
    triptych_of_six,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(as_user, person):
    return as_user(person.user)


def step(assessment_round, stake="engagement"):
    return reverse("referential:step", args=[assessment_round.pk, stake])


def test_the_space_asks_for_the_answers_and_says_when_they_are_sent(phone, person, assessment_round):
    assertContains(phone.get(reverse("space")), "votre regard est attendu")
    answer_all(person, assessment_round, send=False)
    assertContains(phone.get(reverse("space")), "commencé, pas encore envoyé")
    self_assessment.submit_answers(participant=person, assessment_round=assessment_round)
    assertContains(phone.get(reverse("space")), "Revoir mes réponses")


def test_who_will_read_is_said_before_anything_is_asked(phone, assessment_round):
    response = phone.get(reverse("referential:round", args=[assessment_round.pk]))

    assertContains(response, "vous, et personne d’autre")
    assertContains(response, "deux personnes au moins")


def test_a_correction_asked_before_any_answer_is_refused_in_words(phone, assessment_round):
    response = phone.post(reverse("referential:correct", args=[assessment_round.pk]), follow=True)

    assertContains(response, "Vous n’avez encore rien répondu")


def test_each_page_is_kept_and_leads_to_the_next_then_to_all_of_them(phone, assessment_round):
    pages = ["engagement", "cooperation", "integration", "valeur"]
    for stake, following in zip(pages, [*pages[1:], None], strict=True):
        letter = {"integration": "I", "valeur": "V"}.get(stake, stake[0].upper())
        answers = {f"{letter}{number}": "2" for number in range(1, 5)}
        target = (
            step(assessment_round, following) if following else reverse("referential:round", args=[assessment_round.pk])
        )
        assertRedirects(phone.post(step(assessment_round, stake), answers), target)

    response = phone.post(reverse("referential:submit", args=[assessment_round.pk]), follow=True)

    assertContains(response, "Vos réponses sont envoyées")
    assert AnswerSheet.objects.submitted().get().positions.count() == 16


def test_a_tap_is_kept_at_once(phone, assessment_round):
    response = phone.post(step(assessment_round), {"E1": "4"}, headers={"HX-Request": "true"})

    assertContains(response, "<span>1 réponse sur 16 enregistrée.</span>")
    assertContains(phone.get(step(assessment_round)), 'name="E1" value="4" checked')


def test_what_is_left_blank_stays_as_it_was(phone, assessment_round):
    phone.post(step(assessment_round), {"E1": "4", "E2": "unknown"})
    phone.post(step(assessment_round), {"E2": "2", "E3-note": "à dire"})

    rows = AnswerSheet.objects.get().positions.values_list("dimension__code", "answer", "note")
    assert list(rows) == [("E1", "4", ""), ("E2", "2", ""), ("E3", "", "à dire")]


@pytest.mark.parametrize("forged", ["6", "0", "élu", "<b>", "1 "])
def test_a_forged_answer_is_refused_in_words(phone, assessment_round, forged):
    response = phone.post(step(assessment_round), {"E1": forged, "E1-note": "gardée"})

    assertContains(response, "à corriger")
    assertContains(response, "gardée")
    assert AnswerSheet.objects.count() == 0


def test_a_note_too_long_loses_nothing(phone, assessment_round):
    response = phone.post(step(assessment_round), {"E1": "3", "E1-note": "x" * 501})

    assertContains(response, "x" * 501)
    assert AnswerSheet.objects.count() == 0


def test_another_season_s_person_does_not_answer(as_user, assessment_round):
    foreign = triptych_of_six().participants.first()

    assert as_user(foreign.user).get(step(assessment_round)).status_code == 404
    assert as_user(foreign.user).post(step(assessment_round), {"E1": "3"}).status_code == 404


def test_somebody_who_has_not_confirmed_does_not_answer(as_user, person, assessment_round):
    person.state = "invited"
    person.save()

    assert as_user(person.user).get(step(assessment_round)).status_code == 404


def test_a_round_that_has_not_begun_is_not_there(phone, triptych):
    later = AssessmentRoundFactory(
        season=triptych.season, opens_on=triptych.season.call_closes_on, closes_on=triptych.season.call_closes_on
    )

    assert phone.get(reverse("referential:round", args=[later.pk])).status_code == 404


def test_once_sent_the_pages_only_read(phone, person, assessment_round):
    answer_all(person, assessment_round)

    assertRedirects(phone.get(step(assessment_round)), reverse("referential:round", args=[assessment_round.pk]))
    assertContains(phone.get(reverse("referential:round", args=[assessment_round.pk])), "Corriger mes réponses")
    phone.post(reverse("referential:correct", args=[assessment_round.pk]))
    assert phone.get(step(assessment_round)).status_code == 200


def test_regards_say_why_they_are_closed_then_open(as_user, phone, triptych, assessment_round):
    address = reverse("referential:regards", args=[triptych.pk, assessment_round.pk])
    one = triptych.participants.order_by("pk").last()
    answer_all(one, assessment_round, "2")
    closed = phone.get(address)
    assertContains(closed, "1 réponse sur 6")
    assertNotContains(closed, "Par enjeu")
    for person in triptych.participants.exclude(pk=one.pk):
        answer_all(person, assessment_round, "4" if person.category.code == "elus" else "2")

    response = phone.get(address)

    assertContains(response, "Par enjeu")
    assertNotContains(response, "Là où les regards s’écartent le plus")
    contact = triptych.participants.order_by("pk").last().user
    assertContains(as_user(contact).get(address), "Là où les regards s’écartent le plus")


def test_the_first_and_the_last_round_are_compared(phone, triptych):
    first, last = (
        AssessmentRoundFactory(season=triptych.season, kind=kind, over=True) for kind in ("initial", "final")
    )
    agree_on(triptych, first, "3")
    address = reverse("referential:regards", args=[triptych.pk, last.pk])
    assertNotContains(phone.get(address), "Le chemin parcouru")

    agree_on(triptych, last, "2")

    response = phone.get(address)
    assertContains(response, "Le chemin parcouru, par dimension")
    assertContains(response, "Un niveau plus bas en fin de saison n’est pas un recul")
    assert [said for _, said in response.context["path_lines"]] == [["3", "2"]] * 16


def test_the_common_position_is_discussed_line_by_line_and_settled(phone, triptych, person):
    assessment_round = AssessmentRoundFactory(season=triptych.season, over=True)
    address = reverse("referential:common", args=[triptych.pk, assessment_round.pk])
    phone.post(address, {"discuss": ""})
    codes = [f"{letter}{number}" for letter in "ECIV" for number in range(1, 5)]
    for code, following in zip(codes, [*codes[1:], None], strict=True):
        line = reverse("referential:common_dimension", args=[triptych.pk, assessment_round.pk, code])
        seen = phone.get(line).context["watch"].seen
        response = phone.post(line, {"answer": "3", "why": f"Vu {code}", "example": "", "seen": seen})
        assert response.url.endswith(f"/{following}/" if following else f"/position/{assessment_round.pk}/")

    response = phone.post(address, {"settle": ""}, follow=True)

    assertContains(response, "Arrêtée le")
    assertContains(response, "Vu V4")
    assert CommonSheet.objects.submitted().get().submitted_by == person.user


def test_two_people_on_one_line_do_not_overwrite_each_other(as_user, triptych):
    assessment_round = AssessmentRoundFactory(season=triptych.season, over=True)
    self_assessment.start_common_sheet(triptych=triptych, assessment_round=assessment_round)
    one, other, *_ = triptych.participants.order_by("pk")
    line = reverse("referential:common_dimension", args=[triptych.pk, assessment_round.pk, "E1"])
    seen = as_user(one.user).get(line).context["watch"].seen
    as_user(other.user).post(line, {"answer": "2", "why": "De l’autre", "example": "", "seen": seen})

    response = as_user(one.user).post(line, {"answer": "4", "why": "De moi", "example": "", "seen": seen})

    assertContains(response, "pendant que vous écriviez")
    assertContains(response, "De l’autre")
    assertContains(response, "De moi")
    assert CommonPosition.objects.get().why == "De l’autre"


def test_the_team_settles_nothing_for_a_territory(as_user, organiser, triptych):
    assessment_round = AssessmentRoundFactory(season=triptych.season, over=True)
    address = reverse("referential:common", args=[triptych.pk, assessment_round.pk])

    assert as_user(organiser).post(address, {"discuss": ""}).status_code == 404
    assert CommonSheet.objects.count() == 0


def test_an_organiser_prepares_the_rounds_and_sees_the_season(as_user, organiser, facilitator):
    season = SeasonFactory(number=90)
    add_days(season, timezone.localdate() + timedelta(days=3))
    address = reverse("admin:regards")
    assertContains(as_user(organiser).get(address), "Préparer les deux moments")

    assertContains(as_user(organiser).post(address, follow=True), "Moments ajoutés\u00a0: 2.")

    assert AssessmentRound.objects.filter(season=season).count() == 2
    assert as_user(facilitator).post(address).status_code == 403


def test_the_first_page_counts_answers_and_positions(as_user, organiser, triptych, person, assessment_round):
    answer_all(person, assessment_round)

    response = as_user(organiser).get("/admin/")

    assertContains(response, "1 réponse sur 6, 0 position commune sur 1")


def test_the_sheet_of_the_team_is_accessible_and_names_no_person(triptych):
    assessment_round = AssessmentRoundFactory(season=triptych.season)
    for person in triptych.participants.all():
        answer_all(person, assessment_round, "2" if person.seat == 1 else "4")
    agree_on(triptych, assessment_round)
    (read,) = assessment_rounds.rounds_of_season(triptych.season)

    content = documents.day_sheet(read, UserFactory(is_facilitator=True))

    assert pdfua.faults(content) == []
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    assert str(triptych.territory) in text
    assert "Maréchal" not in text


@pytest.mark.parametrize("people", [1, 6])
def test_the_regards_make_the_same_number_of_queries(phone, triptych, people, django_assert_num_queries):
    assessment_round = AssessmentRoundFactory(season=triptych.season)
    for person in triptych.participants.order_by("pk")[:people]:
        answer_all(person, assessment_round)
    close_and_open(assessment_round)

    with django_assert_num_queries(24):
        phone.get(reverse("referential:regards", args=[triptych.pk, assessment_round.pk]))
