"""What people of the messy season answered: questionnaires, positions, undertakings, meals."""

from datetime import timedelta

from referential import opening, self_assessment
from referential.models import AssessmentRound, Grid
from sessions.day_lists.models import Meal
from sessions.documents import convocations
from sessions.evaluation import audiences, questionnaires
from sessions.evaluation.models import Question, Questionnaire
from sessions.undertakings import undertakings
from territories.models import Participant
from tests.factories import AttendanceFactory, agree_on
from tests.figures.messy import START, after
from tests.undertakings import undertaken


def tell(made):
    _position(made)
    with after(1, 11):
        _undertake(made)
    with after(12):
        questionnaires.prepare(made.season)
        first, second = Questionnaire.objects.filter(day__in=made.days[:2]).order_by("day__number")
        _answer(first, made.dice.choice([6, 7, 8, 8]), made.dice)
        _answer(second, 3, made.dice)
    with after(40):
        _prepare_last_day(made)


def _position(made):
    dice = made.dice
    with after(2):
        moment = AssessmentRound.objects.create(
            season=made.season, kind="initial", grid=Grid.objects.newest(), opens_on=START.date(),
            closes_on=(START + timedelta(days=9)).date(),
        )  # fmt: skip
        dimensions = [one for _, rows in moment.grid.by_stake() for one in rows]
        everybody = Participant.objects.filter(triptych__in=[made.val, made.twin, made.gone], state="confirmed")
        for person in everybody.order_by("pk"):
            if dice.randrange(4):
                _send(person, moment, dimensions, dice)
    with after(10):
        opening.open_due()
        for triptych in (made.val, made.twin):
            answers = {one.code: dice.choice(["1", "2", "3", "4", "5", "unknown", "na"]) for one in dimensions}
            agree_on(triptych, moment, "3", **answers)
        changed = {one.code: dice.choice("12345") for one in dimensions}
        agree_on(made.val, moment, "4", **changed)


def _send(person, moment, dimensions, dice):
    answers = {one: {"answer": dice.choice("12345"), "note": ""} for one in dimensions}
    self_assessment.save_answer(participant=person, assessment_round=moment, answers=answers)
    self_assessment.submit_answers(participant=person, assessment_round=moment)


def _undertake(made):
    item = made.days[0].half_days.order_by("starts_at").first().items.get(format="peers")
    owners = [made.val.participants.order_by("pk")[2], made.twin.participants.order_by("pk")[1],
              made.gone.participants.order_by("pk")[0], made.four.participants.order_by("pk")[0]]  # fmt: skip
    outcomes = [made.dice.choice(["done", "changed", "dropped", "later", ""]) for _ in owners]
    for table, (owner, outcome) in enumerate(zip(owners, outcomes, strict=True), start=1):
        one = undertaken(item=item, by=made.organiser, owner=owner, table=table)
        if outcome:
            undertakings.record_outcome(undertaking=one, by=made.organiser, outcome=outcome)
    undertaken(item=item, by=made.organiser, owner=owners[1], table=9, visibility=0)


def _answer(questionnaire, count, dice):
    held = Questionnaire.objects.with_dates().get(pk=questionnaire.pk)
    asked = list(held.questions.order_by("position"))
    given = {
        Question.Kind.SCALE: lambda one: [dice.choice("12345")],
        Question.Kind.CHOICE: lambda one: [dice.choice(one.choices)],
        Question.Kind.SEVERAL: lambda one: [choice for choice in one.choices if dice.randrange(2)],
        Question.Kind.TEXT: lambda one: [],
    }
    for person in list(audiences.people_asked(held))[:count]:
        values = {str(one.pk): given[one.kind](one) for one in asked}
        seen = questionnaires.fingerprint(asked)
        questionnaires.answer(questionnaire=held, by=person, values=values, seen=seen)
    questionnaires.close(questionnaire=held)


def _prepare_last_day(made):
    """Meals, absences announced for one half-day or two, convocations of which one is outdated and one missing."""
    day, dice = made.days[5], made.dice
    people = list(Participant.objects.filter(season=made.season, state="confirmed").order_by("pk"))
    morning, afternoon = day.half_days.order_by("starts_at")
    morning.items.create(starts_at="09:30", format="plenary", title="Accueil")
    for half in (morning, afternoon):
        AttendanceFactory(participant=people[0], half_day=half, status="excused", source="declared")
    AttendanceFactory(participant=people[1], half_day=morning, status="excused", source="declared")
    leaver = made.val.participants.get(state="left", email__endswith="example.org")
    for person in [leaver, *people]:
        choice = dice.choice(["anything", "vegetarian", "no_gluten", "other", "no_meal", None])
        if choice or person == leaver:
            words = {"words": "peu de sel"} if choice == "other" else {}
            allergy = {"allergy": "noix"} if choice == "no_gluten" else {}
            Meal.objects.create(day=day, participant=person, choice=choice or "vegan", consented_at=START, **words,
                                **allergy)  # fmt: skip
    convocations.issue_convocations(day=type(day).objects.with_programme().get(pk=day.pk))
    Participant.objects.filter(pk=people[3].pk).update(last_name="Renommée", sort_name="renommee zoe")
    Participant.objects.filter(triptych=made.twin, state="invited").update(state="confirmed")
