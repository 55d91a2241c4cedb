"""The doors of the evaluation: what closing shows, the personal link, whoever looks in somebody's place, the switch."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from atelier.backoffice import impersonation
from atelier.core.models import FormSubmission
from atelier.outbox import delivery
from atelier.outbox.models import Message
from atelier.outbox.personal_links import masked_url
from atelier.reminders import planner
from sessions.evaluation import access, links, questionnaires
from sessions.evaluation.models import HasAnswered, Questionnaire, SealedAnswer
from sessions.evaluation.reminders import TRIGGERS
from sessions.programme.models import Day
from tests.admin_actions import shown_by
from tests.evaluation import answer, posted
from tests.factories import RuleFactory, triptych_of_six

pytestmark = pytest.mark.django_db
AGAIN = "ce qui est affiché a changé"


def closing(questionnaire):
    return reverse("admin:close_questionnaire", args=[questionnaire.pk])


def link(questionnaire, person):
    return reverse("sessions:personal_evaluation", args=[links.token_for(questionnaire, person)])


@pytest.mark.usefixtures("mode")
def test_what_is_closed_is_what_was_shown(desk, of_day, people):
    """Nothing unseen is destroyed: without the page, or when somebody answered since, it is shown again."""
    answer(of_day, people[0])
    page = desk.get(closing(of_day))
    assertContains(page, "détruites sans être lues")
    assertContains(page, str(people[5]))
    answer(of_day, people[1])

    for signature in ({}, shown_by(page)):
        again = desk.post(closing(of_day), signature)
        assertContains(again, AGAIN)
        assert SealedAnswer.objects.count() == 2
    desk.post(closing(of_day), shown_by(again))
    of_day.refresh_from_db()
    assert (of_day.closed_on, of_day.answered) == (timezone.localdate(), 2)
    assert desk.get(closing(of_day)).status_code == 302  # closed already: its page says so
    assertContains(desk.post(closing(of_day), shown_by(again), follow=True), "déjà clos")


def test_the_opening_follows_the_day_that_moves_and_a_cancelled_one_has_none(of_day, people):
    later = Questionnaire.objects.get(day=None, audience="participants")
    day = of_day.day
    day.date += timedelta(days=9)
    day.save()
    moved = Questionnaire.objects.with_dates().get(pk=of_day.pk)
    assert (moved.opens_on, moved.state) == (day.date, "à venir")
    assert Questionnaire.objects.with_dates().get(pk=later.pk).opens_on == day.date + timedelta(days=90)
    with pytest.raises(questionnaires.ValidationError, match="pas encore ouvert"):
        answer(moved, people[0])

    Day.objects.update(status=Day.Status.CANCELLED)
    assert not Questionnaire.objects.followed().filter(pk=of_day.pk).exists()
    assert Questionnaire.objects.with_dates().get(pk=later.pk).opens_on is None


def test_a_day_that_moves_while_one_answers_keeps_what_was_typed(as_user, of_day, people):
    """It may be sent when the questionnaire opens again; what was sent, or comes too late, leaves the device."""
    client, sent = as_user(people[0].user), posted(of_day, words="Le café d’accueil")
    day = of_day.day
    day.date += timedelta(days=9)
    day.save()
    refused = client.post(of_day.get_absolute_url(), sent)
    assertContains(refused, "pas encore ouvert")
    assertNotContains(refused, "data-forget-typed")

    day.date -= timedelta(days=9)
    day.save()
    assertContains(client.post(of_day.get_absolute_url(), sent), "data-forget-typed")


@pytest.mark.usefixtures("mode")
def test_a_personal_link_answers_without_signing_in_and_once(client, of_day, people):
    address = link(of_day, people[0])
    page = client.get(address)
    assertContains(page, f"Lien personnel de {people[0]}")
    assert page.headers["Cache-Control"] == "private, no-store"
    assert not HasAnswered.objects.exists()  # opening it answers nothing

    assertContains(client.post(address, posted(of_day)), "votre réponse est gardée")
    assertContains(client.get(address), "déjà répondu")
    assertContains(client.post(address, posted(of_day)), "déjà répondu")
    assert HasAnswered.objects.get().participant == people[0]
    assert SealedAnswer.objects.count() == 1
    assert not FormSubmission.objects.exists()  # its row would tell when


def test_a_personal_link_dies_with_its_reason(client, of_day, people):
    former, away = link(of_day, people[0]), link(of_day, people[1])
    people[0].email = "nouvelle@example.org"
    people[0].save()
    people[1].attendances.update(status="absent")
    other = triptych_of_six(rank=5).participants.first()

    forged = [former.replace("avis/", "avis/x"), link(of_day, other)]
    assert [client.get(address).status_code for address in (former, away, *forged)] == [410] * 4
    kept = link(of_day, people[2])
    questionnaires.close(questionnaire=of_day)
    assertContains(client.get(kept), "ne prend plus de réponse")


def test_the_mail_leaves_with_the_link_of_its_reader_and_keeps_none(client, of_day, people):
    RuleFactory(season=of_day.season, trigger="evaluation", days=0, text="{lien}", is_active=True, effective_from=None)
    rules = planner.active_rules()
    wanted = [one for one in planner.wanted_messages(rules).messages if one.occurrence.ref.endswith(f":{of_day.pk}")]
    assert {one.recipient.personal_link for one in wanted} == {f"evaluation:{of_day.pk}-{one.pk}" for one in people}
    for person, text in ((people[0], masked_url(links.KIND)), (people[1], "rien")):
        message = Message.objects.create(
            key=f"k{person.pk}", to_email=people[0].email, subject="Votre avis", text=f"Ici : {text}",
            personal_link=links.reference(of_day, person), state="queued",
        )  # fmt: skip
        delivery.deliver(message.pk)
        message.refresh_from_db()
        assert (message.state, "eyJ" in message.text) == ("sent" if person == people[0] else "withdrawn", False)

    (sent,) = mail.outbox
    token = sent.body.partition("/avis/")[2].partition("/")[0]
    assert links.asked_by_link(token) == (of_day, people[0])


def test_whoever_looks_in_somebody_s_place_neither_reads_nor_answers(as_user, organiser, of_day, people):
    client = as_user(organiser)
    client.post(reverse("see_as", args=[people[0].user.pk]))
    assert impersonation.KEY in client.session
    for address in (of_day.get_absolute_url(), link(of_day, people[0])):
        assert client.get(address).status_code == 403
        assert client.post(address, posted(of_day)).status_code == 403
    assert not SealedAnswer.objects.exists()


def test_a_season_that_is_not_evaluated_shows_it_nowhere(as_user, organiser, client, of_day, people):
    answered, season = people[0], of_day.season
    answer(of_day, answered)
    assertContains(as_user(people[1].user).get(reverse("space")), of_day.title)
    season.is_evaluated = False
    season.save()

    assertNotContains(client.get(reverse("space")), of_day.title)
    assert [client.get(address).status_code for address in (of_day.get_absolute_url(), link(of_day, people[1]))] == [
        404,
        410,
    ]
    assert list(TRIGGERS[0].find([season])) == []
    desk = as_user(organiser)
    assertNotContains(desk.get(reverse("admin:index")), reverse("admin:evaluation"))
    pages = ["questionnaire", "close_questionnaire"]
    pages += [f"questionnaire_{name}" for name in ("questions", "screen", "poster", "report")]
    gone = [reverse(f"admin:{name}", args=[of_day.pk]) for name in pages]
    gone.append(f"{reverse('admin:evaluation')}?saison={season.pk}")
    assert {desk.get(address).status_code for address in gone} == {404}
    assert SealedAnswer.objects.count() == 1  # what was kept stays


def test_what_waits_for_somebody_costs_the_same_for_one_and_for_all(of_day, people, django_assert_num_queries):
    user = people[0].user
    every = Questionnaire.objects.order_by("pk")
    every.update(days_after=0)
    every.exclude(pk=of_day.pk).update(closed_on=timezone.localdate())
    with django_assert_num_queries(3):
        assert access.waiting_for(user) == [of_day]
    every.update(closed_on=None)
    later = every.get(day=None, audience="participants")
    with django_assert_num_queries(3):
        assert access.waiting_for(user) == [of_day, later]

    answer(of_day, people[0])
    assert of_day not in access.waiting_for(user)
    assert of_day in access.waiting_for(people[1].user)
