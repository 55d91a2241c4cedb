"""Audiences held apart, questions that organisers write, results beside those of other days, words by stake."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from atelier.accounts.models import User
from referential.models import Stake
from sessions.evaluation import access, audiences, questionnaires, results
from sessions.evaluation.models import Answer, Guest, HasAnswered, Questionnaire, SealedAnswer
from sessions.evaluation.reminders import TRIGGERS
from sessions.programme import calendar
from tests.evaluation import answer, posted
from tests.facilitation import joined, lead
from tests.factories import AttendanceFactory, SeasonFactory, UserFactory, triptych_of_six

pytestmark = pytest.mark.django_db


@pytest.fixture
def of_season(of_day):
    """The questionnaires of the season, open at once, by audience."""
    Questionnaire.objects.update(days_after=0)
    return {one.audience: one for one in Questionnaire.objects.filter(day=None).with_dates()}


def words_form(questionnaire, *questions, **more):
    """What the page of the questions sends, these first."""
    data = {
        "title": questionnaire.title, "days_after": 3, "q-TOTAL_FORMS": 12, "q-INITIAL_FORMS": 0,
        "seen": questionnaires.fingerprint(questionnaire.questions.order_by("position")), **more,
    }  # fmt: skip
    for rank, (kind, text, choices) in enumerate(questions):
        data |= {f"q-{rank}-kind": kind, f"q-{rank}-text": text, f"q-{rank}-choices": choices}
    return data


def test_each_audience_is_asked_its_own_and_no_other(as_user, of_season, people, lead, facilitator, organiser):
    other = triptych_of_six(season=SeasonFactory(number=93), rank=4)
    joined(of_season["facilitators"].season, user=facilitator)
    joined(other.season, email="anime-ailleurs@example.org")
    other.contacts.create(user=UserFactory(email="ailleurs@example.org"), is_lead=True)
    questionnaires.ask_guests(questionnaire=of_season["funders"], addresses=["fondation@example.org"])
    funder = User.objects.get(email="fondation@example.org")

    assert {name: list(audiences.people_asked(one)) for name, one in of_season.items() if name != "participants"} == {
        "contacts": [lead],
        "facilitators": [facilitator],
        "funders": [funder],
    }  # fmt: skip
    for user, name in ((lead, "contacts"), (facilitator, "facilitators"), (funder, "funders")):
        assert access.waiting_for(user) == [of_season[name]]
        client = as_user(user)
        seen = {one.audience for one in of_season.values() if client.get(one.get_absolute_url()).status_code == 200}
        assert seen == {name}
        assertContains(client.post(of_season[name].get_absolute_url(), posted(of_season[name])), "est gardée")
        assert access.waiting_for(user) == []
    assert {one.user for one in HasAnswered.objects.all()} == {lead, facilitator, funder}
    assert access.waiting_for(organiser) == []


def test_of_a_day_the_team_that_led_it_is_asked_where_enough_lead_it(of_day, yesterday):
    season = yesterday.season
    (idle, *leading) = [joined(season, email=f"anime{number}@example.org") for number in range(6)]
    lead(yesterday, *leading[:4])
    assert questionnaires.prepare(season) == 0  # four answers would never be shown
    lead(yesterday, leading[4], period="afternoon")
    assert (questionnaires.prepare(season), questionnaires.prepare(season)) == (1, 0)

    found = yesterday.questionnaires.get(audience="facilitators")
    assert {one.email for one in audiences.people_asked(found)} == {one.user.email for one in leading}
    assert found not in access.waiting_for(idle.user)
    assert found in access.waiting_for(leading[0].user)


def test_reminders_go_to_each_audience(of_season, lead):
    drawn = {one.ref: one.draw().recipients for one in TRIGGERS[0].find([of_season["contacts"].season])}
    (recipient,) = drawn[f"questionnaire:{of_season['contacts'].pk}"]

    assert (recipient.email, recipient.personal_link) == (
        lead.email,
        f"evaluation:{of_season['contacts'].pk}-{lead.pk}",
    )


def test_funders_are_named_by_organisers_and_forgotten_at_the_closing(desk, of_season):
    found = of_season["funders"]
    page = reverse("admin:questionnaire_guests", args=[found.pk])
    assertContains(desk.get(page), "Personne n’est encore interrogé")
    wrong = desk.post(page, {"addresses": "fondation@example.org\npas une adresse"})
    assertContains(wrong, "pas une adresse")
    assertContains(wrong, "fondation@example.org")  # nothing typed is lost
    desk.post(page, {"addresses": "fondation@example.org\nregion@example.org"})
    first, second = Guest.objects.order_by("pk")
    desk.post(page, {"release": second.pk})
    assert list(audiences.people_asked(found)) == [first.user]
    assert desk.get(reverse("admin:questionnaire_guests", args=[of_season["contacts"].pk])).status_code == 404

    questionnaires.close(questionnaire=found)
    assert not Guest.objects.exists()


def test_questions_are_written_while_nobody_answered(desk, of_day, people):
    page = reverse("admin:questionnaire_questions", args=[of_day.pk])
    shown = posted(of_day)
    named = {"title": "Retour à chaud, Chambéry"}  # organisers name it
    data = words_form(of_day, ("scale", "Utile ?", ""), ("", "", ""), ("choice", "Encore ?", "oui\nnon"), **named)
    assertContains(desk.post(page, data, follow=True), "Retour à chaud, Chambéry")
    asked = list(of_day.questions.values_list("position", "kind", "text", "choices").order_by("position"))
    assert asked == [(1, "scale", "Utile ?", []), (2, "choice", "Encore ?", ["oui", "non"])]
    assertContains(desk.post(page, data), "Quelqu’un a enregistré cette page")  # written meanwhile, by somebody else

    Questionnaire.objects.filter(pk=of_day.pk).update(days_after=0)
    with pytest.raises(ValidationError, match="Les questions ont changé"):
        questionnaires.answer(questionnaire=of_day, by=people[0], values={}, seen=shown["seen"])
    answer(of_day, people[0])
    refused = desk.post(page, words_form(of_day, ("scale", "Autre ?", "")))
    assertContains(refused, "les questions ne changent plus")
    assertContains(refused, "Autre ?")
    assert of_day.questions.count() == 2


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (("choice", "Encore ?", "oui"), "de deux à 8 choix différents"),
        (("choice", "Encore ?", "oui\noui"), "de deux à 8 choix différents"),
        (("scale", "Utile ?", "oui\nnon"), "Les choix vont avec"),
        (("", "Utile ?", ""), "Choisissez la forme"),
        (("text", "", "oui\nnon"), "Écrivez la question"),
        (("choice", "Encore ?", f"oui\n{'x' * 61}"), "60 caractères au plus"),
        (("", "", ""), "Gardez au moins une question."),
    ],
)
def test_a_question_that_cannot_be_asked_says_why(desk, of_day, line, sentence):
    response = desk.post(reverse("admin:questionnaire_questions", args=[of_day.pk]), words_form(of_day, line))

    assertContains(response, sentence)
    assert of_day.questions.count() == 7


def test_what_was_typed_outlives_questions_that_change(client, as_user, of_day, people):
    data = posted(of_day, words="Le café d’accueil")
    asked = [questionnaires.Wording("scale", f"Note {rank} ?") for rank in range(5)]
    asked += [questionnaires.Wording("text", "Que garder ?")]
    seen = data["seen"]
    written = {"title": of_day.title, "days_after": 0, "questions": asked, "seen": seen}
    questionnaires.write_questions(questionnaire=of_day, **written)

    response = as_user(people[0].user).post(of_day.get_absolute_url(), {**data, "question-4": "4", "question-5": "4"})

    assertContains(response, "Les questions ont changé")
    assertContains(response, "Le café d’accueil")
    assert not SealedAnswer.objects.exists()


def test_a_question_stands_beside_the_same_of_other_days_and_seasons(desk, of_day, people, yesterday):
    other = triptych_of_six(season=yesterday.season, rank=2)
    before = calendar.add_day(season=yesterday.season, number=2, date=yesterday.date - timedelta(days=1))
    for person in other.participants.order_by("pk"):
        AttendanceFactory(participant=person, half_day=before.half_days.order_by("starts_at").last())
    questionnaires.prepare(yesterday.season)
    of_twin = before.questionnaires.get()
    for one, scale, who in ((of_day, "2", people), (of_twin, "5", list(other.participants.order_by("pk")))):
        for person in who:
            answer(one, person, scale)
        questionnaires.close(questionnaire=one)
        one.refresh_from_db()

    first = results.results_of(of_day)[0]
    assert (first.mean, [(one.questionnaire, one.mean) for one in first.compared]) == (2, [(of_twin, 5)])
    page = reverse("admin:questionnaire", args=[of_day.pk])
    assertContains(desk.get(page), "Ailleurs, à la même question")
    yesterday.season.is_evaluated = False
    yesterday.season.save()
    assert results.results_of(of_day)[0].compared == ()


def test_words_are_sorted_by_stake(desk, of_day, people):
    for rank, person in enumerate(people):
        answer(of_day, person, words=f"Mot {rank}")
    questionnaires.close(questionnaire=of_day)
    of_day.refresh_from_db()
    page = reverse("admin:questionnaire", args=[of_day.pk])
    assertNotContains(desk.get(page), "<h3>")
    stakes = list(Stake.objects.order_by("position"))
    last = of_day.questions.get(position=7)
    words = {one.text: one for one in last.answers.all()}
    number = Answer.objects.filter(question__position=1).first()

    desk.post(page, {f"stake-{words['Mot 3'].pk}": stakes[1].pk, f"stake-{number.pk}": stakes[1].pk, "stake-x": "7"})

    grouped = [(name, [one.text for one in found]) for name, found in results.results_of(of_day)[-1].by_stake]
    assert grouped == [(stakes[1].name, ["Mot 3"]), ("", [f"Mot {rank}" for rank in (0, 1, 2, 4, 5)])]
    assertContains(desk.get(page), f"<h3>{stakes[1].name}</h3>")
    number.refresh_from_db()
    assert number.stake is None


def test_a_screen_shows_the_code(desk, of_day):
    page = desk.get(reverse("admin:questionnaire_screen", args=[of_day.pk]))
    assertContains(page, 'src="data:image/png;base64,')
    assertContains(page, of_day.get_absolute_url())
