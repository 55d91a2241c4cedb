"""What leaves by itself, and when."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from atelier.outbox.models import Message
from atelier.privacy import retention
from atelier.seasons.models import Failure
from referential import perspectives
from referential.models import AssessmentRound, Position
from sessions.evaluation import questionnaires
from sessions.evaluation.models import Answer, Improvement
from sessions.programme.models import Day
from territories.models import AccessNeed, Participant, Triptych
from tests.factories import (
    AssessmentRoundFactory,
    MessageFactory,
    ParticipantFactory,
    SeasonFactory,
    TriptychFactory,
    add_days,
    answer_all,
    triptych_of_six,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mode")]


def moved(season, days):
    Day.objects.filter(season=season).update(date=timezone.localdate() - timedelta(days=days))


def test_needs_leave_a_month_after_the_last_day(known):
    moved(known.season, 30)
    assert retention.due().needs == []
    moved(known.season, 31)
    assert len(retention.due().needs) == 1

    retention.apply()
    assert not AccessNeed.objects.exists()


def test_an_odd_day_in_one_season_stops_nothing_in_the_others(known):
    moved(known.season, 31)
    add_days(SeasonFactory(number=99), date(9999, 12, 31))

    assert retention.apply()["besoins"] == 1


def test_answers_leave_a_year_after_the_last_day_and_what_was_shown_stays(as_user, organiser):
    triptych = triptych_of_six(season=SeasonFactory(number=7))
    assessment_round = AssessmentRoundFactory(season=triptych.season)
    one, *others = triptych.participants.order_by("pk")
    for person in (one, *others):
        answer_all(person, assessment_round, "4" if person.category_id == one.category_id else "2")
    add_days(triptych.season, timezone.localdate())
    pages = [reverse("admin:regards"), reverse("referential:regards", args=[triptych.pk, assessment_round.pk])]
    client = as_user(organiser)
    before = perspectives.territory_perspectives(assessment_round, [triptych], reader=organiser)[triptych.pk]
    shown = [[regard.in_words for regard in line.regards] for line in before.lines]
    assert shown[0] == ["4", "2", "2"]

    AssessmentRound.objects.update(
        opens_on=timezone.localdate() - timedelta(days=400), closes_on=assessment_round.opens_on - timedelta(1)
    )
    moved(triptych.season, 365)
    assert retention.due().answers == []
    moved(triptych.season, 366)
    assert retention.apply()["réponses"] == 6 * len(before.lines)

    after = perspectives.territory_perspectives(assessment_round, [triptych], reader=organiser)[triptych.pk]
    assert [[regard.in_words for regard in line.regards] for line in after.lines] == shown
    assert not Position.objects.exists()
    assert [client.get(page).status_code for page in pages] == [200, 200]
    assert retention.apply()["réponses"] == 0
    client.force_login(one.user)
    assertContains(client.get(pages[1]), "non montré")  # one's own category
    assertContains(client.get(reverse("referential:round", args=[assessment_round.pk])), "effacées 1\u00a0an après")


def test_the_words_of_a_message_leave_after_ninety_days_and_its_key_stays():
    old = timezone.now() - timedelta(days=91)
    MessageFactory(key="a", state="sent", sent_at=old, created_at=old)
    MessageFactory(key="b", state="queued", created_at=old)
    MessageFactory(key="c", state="sent", sent_at=timezone.now())

    assert retention.apply()["courriels"] == 1
    assert retention.apply()["courriels"] == 0
    assert list(Message.objects.order_by("key").values_list("key", "text")) == [
        ("a", ""),
        ("b", "Texte\n"),
        ("c", "Texte\n"),
    ]


def test_ninety_days_count_from_the_sending_and_not_from_the_writing():
    now = timezone.now()
    old = now - timedelta(days=200)
    MessageFactory(key="a", state="sent", created_at=old, sent_at=now - timedelta(days=89))
    MessageFactory(key="b", state="missed", created_at=old, not_before=now - timedelta(days=89))
    group = MessageFactory(key="c", state="sent", source="grouped", created_at=old, sent_at=now - timedelta(days=89))
    MessageFactory(key="d", state="grouped", created_at=old, group=group)

    assert retention.due().messages == []
    assert len(retention.due(now + timedelta(days=2)).messages) == 4


def test_needs_of_a_season_without_a_day_leave_a_year_after_they_were_told(known):
    Day.objects.filter(season=known.season).update(status="cancelled", date=timezone.localdate() - timedelta(days=900))
    AccessNeed.objects.update(consented_at=timezone.now() - timedelta(days=364))
    assert retention.due().needs == []

    assert len(retention.due(timezone.now() + timedelta(days=2)).needs) == 1


def test_people_leave_five_years_after_their_last_season(known):
    moved(known.season, 5 * 365)
    assert "zelie@example.org" not in retention.due().addresses
    moved(known.season, 5 * 365 + 1)
    assert "zelie@example.org" in retention.due().addresses

    other = TriptychFactory(season=SeasonFactory(number=8), admitted=True)
    again = ParticipantFactory(triptych=other, email="zelie@example.org")
    assert "zelie@example.org" not in retention.due().addresses  # she came back
    again.delete()

    call_command("retention", "--write", verbosity=0)
    assert not Participant.objects.filter(email="zelie@example.org").exists()
    assert retention.due().addresses == []


def test_people_of_a_refused_application_leave_after_two_years():
    triptych = TriptychFactory(submitted=True, people=1)
    triptych.status = "refused"
    triptych.save()
    Triptych.objects.update(updated_at=timezone.now() - timedelta(days=729))
    assert retention.due().addresses == []
    Triptych.objects.update(updated_at=timezone.now() - timedelta(days=731))

    assert retention.apply()["personnes"] == 1


def test_a_date_that_cannot_be_read_stops_one_season_and_is_said(known, monkeypatch):
    moved(known.season, 31)
    odd = SeasonFactory(number=99)
    last_day = retention._last_day

    def read(season):
        if season.pk == odd.pk:
            raise ValueError
        return last_day(season)

    monkeypatch.setattr(retention, "_last_day", read)

    assert retention.apply()["besoins"] == 1
    assert f"n°\u00a0{odd.pk}" in Failure.objects.get().label


def test_an_evaluation_leaves_five_years_after_the_last_day():
    (day,) = add_days(SeasonFactory(number=7), date(2020, 1, 7))
    questionnaires.prepare(day.season)
    Answer.objects.create(question=day.questionnaires.get().questions.get(position=6), text="À garder")
    Improvement.objects.create(season=day.season, finding="Trop court", decision="Finir à 17 h", owner="L’équipe")
    moved(day.season, 5 * 365)
    assert retention.apply()["évaluations"] == 0
    moved(day.season, 5 * 365 + 1)
    assert retention.apply()["évaluations"] == 2

    assert not Answer.objects.exists()
    assert not Improvement.objects.exists()
