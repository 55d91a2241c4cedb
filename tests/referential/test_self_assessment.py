"""Each alone, then together: what may be answered, when, and what is kept once it is sent."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from referential import assessment_rounds, opening, self_assessment
from referential.models import AnswerSheet, AssessmentRound, CommonSheet, Grid, Position
from tests.factories import AssessmentRoundFactory, SeasonFactory, add_days, agree_on, answer_all

pytestmark = pytest.mark.django_db


def code(assessment_round, name):
    return assessment_round.grid.dimensions.get(code=name)


def test_answers_are_kept_one_by_one(person, assessment_round):
    self_assessment.save_answer(
        participant=person,
        assessment_round=assessment_round,
        answers={code(assessment_round, "E1"): {"answer": "2", "note": "x"}},
    )
    sheet = self_assessment.save_answer(
        participant=person, assessment_round=assessment_round, answers={code(assessment_round, "V4"): {"answer": "na"}}
    )

    assert list(sheet.positions.values_list("dimension__code", "answer", "note")) == [
        ("E1", "2", "x"),
        ("V4", "na", ""),
    ]
    assert sheet.submitted_at is None
    assert len(self_assessment.unanswered(self_assessment.sheet_of(person, assessment_round), assessment_round)) == 14


def test_a_note_may_come_before_its_answer(person, assessment_round):
    self_assessment.save_answer(
        participant=person,
        assessment_round=assessment_round,
        answers={code(assessment_round, "E1"): {"answer": "", "note": "x"}},
    )

    assert len(self_assessment.unanswered(self_assessment.sheet_of(person, assessment_round), assessment_round)) == 16


def test_sending_wants_every_line_and_names_those_that_are_missing(person, assessment_round):
    answer_all(person, assessment_round, send=False)
    Position.objects.filter(dimension__code__in=["C2", "I1"]).delete()

    with pytest.raises(ValidationError, match="C2, I1"):
        self_assessment.submit_answers(participant=person, assessment_round=assessment_round)


def test_what_is_sent_does_not_change(person, assessment_round):
    answer_all(person, assessment_round)
    position = Position.objects.first()

    with pytest.raises(ValidationError, match="commencez une correction"):
        self_assessment.save_answer(
            participant=person,
            assessment_round=assessment_round,
            answers={code(assessment_round, "E1"): {"answer": "5"}},
        )
    position.answer = "5"
    with pytest.raises(ValidationError, match="ne change plus"):
        position.save()
    assert set(Position.objects.values_list("answer", flat=True)) == {"3"}


def test_sending_twice_is_sending_once(person, assessment_round):
    answer_all(person, assessment_round)
    first = AnswerSheet.objects.get().submitted_at

    assert self_assessment.submit_answers(participant=person, assessment_round=assessment_round).submitted_at == first


def test_a_correction_is_a_new_version_and_the_former_counts_until_it_is_sent(person, assessment_round):
    answer_all(person, assessment_round)

    draft = self_assessment.reopen_sheet(participant=person, assessment_round=assessment_round)
    self_assessment.save_answer(
        participant=person, assessment_round=assessment_round, answers={code(assessment_round, "E1"): {"answer": "5"}}
    )

    assert (draft.version, draft.positions.count()) == (2, 16)
    assert AnswerSheet.objects.submitted().get().version == 1
    assert self_assessment.submit_answers(participant=person, assessment_round=assessment_round).version == 2
    assert AnswerSheet.objects.get(version=1).positions.get(dimension__code="E1").answer == "3"


def test_no_correction_once_the_regards_are_open(triptych, person, assessment_round):
    for one in triptych.participants.all():
        answer_all(one, assessment_round)

    with pytest.raises(ValidationError, match="ne changent plus"):
        self_assessment.reopen_sheet(participant=person, assessment_round=assessment_round)


def test_what_was_never_begun_is_neither_corrected_nor_sent(person, assessment_round):
    AssessmentRound.objects.filter(pk=assessment_round.pk).update(
        grid=Grid.objects.create(version=9, name="Vide", level_names="a\nb\nc\nd\ne")
    )
    assessment_round.refresh_from_db()

    for verb in (self_assessment.reopen_sheet, self_assessment.submit_answers):
        with pytest.raises(ValidationError, match="rien répondu"):
            verb(participant=person, assessment_round=assessment_round)

    assert not AnswerSheet.objects.exists()


@pytest.mark.parametrize(("opens", "closes"), [(-20, -1), (1, 9)], ids=["after", "before"])
def test_nothing_is_answered_outside_the_window(person, opens, closes):
    today = timezone.localdate()
    assessment_round = AssessmentRoundFactory(
        season=person.season, opens_on=today + timedelta(days=opens), closes_on=today + timedelta(days=closes)
    )

    with pytest.raises(ValidationError, match="n’est pas ouvert"):
        self_assessment.save_answer(
            participant=person,
            assessment_round=assessment_round,
            answers={code(assessment_round, "E1"): {"answer": "5"}},
        )
    with pytest.raises(ValidationError, match="n’est pas ouvert"):
        self_assessment.submit_answers(participant=person, assessment_round=assessment_round)


@pytest.mark.parametrize(("moment_of_day", "open_"), [("2027-01-10T22:59:00Z", True), ("2027-01-10T23:00:00Z", False)])
def test_the_last_day_ends_at_midnight_in_paris(moment_of_day, open_):
    assessment_round = AssessmentRound(opens_on=date(2027, 1, 1), closes_on=date(2027, 1, 10))

    with time_machine.travel(moment_of_day, tick=False):
        assert assessment_round.is_open() is open_


def test_regards_open_when_the_six_have_sent(triptych, assessment_round):
    *five, last = triptych.participants.all()
    for one in five:
        answer_all(one, assessment_round)
    assert opening.is_shared(assessment_round, triptych) is False
    answer_all(last, assessment_round, send=False)
    assert opening.is_shared(assessment_round, triptych) is False

    self_assessment.submit_answers(participant=last, assessment_round=assessment_round)

    assert opening.is_shared(assessment_round, triptych) is True


def test_regards_open_at_the_closing_even_with_nobody(triptych):
    over = AssessmentRoundFactory(season=triptych.season, over=True)
    opening.open_due()

    assert opening.is_shared(over, triptych) is True


def test_the_discussion_waits_for_the_regards(triptych, assessment_round):
    with pytest.raises(ValidationError, match="quand tous ont répondu"):
        self_assessment.start_common_sheet(triptych=triptych, assessment_round=assessment_round)


def test_a_common_position_wants_every_line_and_every_reason(triptych):
    assessment_round = AssessmentRoundFactory(season=triptych.season, over=True)
    by = triptych.participants.first().user
    sheet = self_assessment.start_common_sheet(triptych=triptych, assessment_round=assessment_round)
    rows = [row for _, dimensions in assessment_round.grid.by_stake() for row in dimensions]
    for row in rows[:15]:
        self_assessment.agree_position(sheet=sheet, dimension=row, values={"answer": "2", "why": "Vu.", "example": ""})
    with pytest.raises(ValidationError, match=r"Il manque une position.*V4"):
        self_assessment.settle_common_sheet(sheet=sheet, by=by)
    self_assessment.agree_position(sheet=sheet, dimension=rows[15], values={"answer": "2", "why": "", "example": ""})
    with pytest.raises(ValidationError, match=r"ce qui vous fait dire cela.*V4"):
        self_assessment.settle_common_sheet(sheet=sheet, by=by)

    self_assessment.agree_position(sheet=sheet, dimension=rows[15], values={"answer": "2", "why": "Vu.", "example": ""})

    settled = self_assessment.settle_common_sheet(sheet=sheet, by=by)
    assert settled.submitted_by == by
    with pytest.raises(ValidationError, match="est arrêtée"):
        self_assessment.agree_position(
            sheet=settled, dimension=rows[0], values={"answer": "5", "why": "", "example": ""}
        )


def test_a_corrected_common_position_keeps_the_former_one(triptych):
    assessment_round = AssessmentRoundFactory(season=triptych.season, over=True)
    agree_on(triptych, assessment_round)

    draft = self_assessment.start_common_sheet(triptych=triptych, assessment_round=assessment_round)

    assert (draft.version, draft.positions.count()) == (2, 16)
    assert self_assessment.start_common_sheet(triptych=triptych, assessment_round=assessment_round) == draft
    assert CommonSheet.objects.submitted().get().version == 1


def test_rounds_follow_the_days_of_the_season():
    season = SeasonFactory()
    add_days(season, date(2027, 1, 12), date(2027, 3, 3), date(2027, 5, 5))

    made = assessment_rounds.prepare_rounds(season)

    assert [(one.kind, one.opens_on, one.closes_on) for one in made] == [
        ("initial", date(2026, 12, 12), date(2027, 1, 11)),
        ("final", date(2027, 5, 5), date(2027, 5, 26)),
    ]
    assert assessment_rounds.prepare_rounds(season) == []


def test_rounds_want_days_first():
    with pytest.raises(ValidationError, match="Posez d’abord les journées"):
        assessment_rounds.prepare_rounds(SeasonFactory())
