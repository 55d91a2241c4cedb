"""Every number of the documents leads to its rule, and is found again in the exported workbook."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from atelier.core.declarations import declared_by_key
from atelier.seasons.figures import FigureRule
from sessions.documents import booklets
from sessions.evaluation import printing, questionnaires
from tests.evaluation import answer
from tests.factories import AssessmentRoundFactory, AttendanceFactory, add_days, agree_on, answer_all, close_and_open
from tests.season_figures import RULE_LINK, exported, mean, rules_of, strays_of_document, tenth

pytestmark = pytest.mark.django_db
DATE = r"\w+ \d{1,2} \w+ \d{4}|\d{1,2}(er)?\s\w+ \d{4}"


def number(text):
    return Decimal(text.replace(",", "."))


@pytest.fixture
def agreed(triptych):
    """A position of each dimension agreed at two rounds, of unequal levels."""
    initial = AssessmentRoundFactory(season=triptych.season)
    for person in triptych.participants.order_by("pk"):
        answer_all(person, initial)
    close_and_open(initial)
    (code, *_) = [one.code for _, dimensions in initial.grid.by_stake() for one in dimensions]
    agree_on(triptych, initial, "3", **{code: "5"})
    final = AssessmentRoundFactory(season=triptych.season, kind="final", over=True)
    agree_on(triptych, final, "4", **{code: "unknown"})
    add_days(triptych.season, timezone.localdate() + timedelta(days=9))
    return triptych


def test_every_number_of_the_booklet_is_a_position_of_the_workbook(agreed, desk):
    booklet, _ = booklets.issue_booklet(agreed)
    page = render_to_string("sessions/documents/booklet.html", booklets.snapshot_context(booklet))
    rows = exported(desk, agreed.season)["Positions communes"]

    names = [re.escape(str(agreed.territory)), *map(str, agreed.participants.all())]
    day_number = r'<th scope="row">1</th>'
    assert strays_of_document(page, (*names, DATE, "version 1", day_number, "de 1 à 5")) == []
    assert rules_of(page) == {"position-commune", "position-moyenne"} <= set(declared_by_key(FigureRule))
    shown = RULE_LINK.findall(page)
    assert [text for key, text in shown if key == "position-commune"] == [str(row["Position"]) for row in rows]
    assert [number(text) for key, text in shown if key == "position-moyenne"] == means_of(rows)


def means_of(rows):
    """As the tables of the radars show them: the first alone, then both side by side, stake by stake."""
    rounds = list(dict.fromkeys(row["Moment"] for row in rows))
    stakes = list(dict.fromkeys(row["Enjeu"] for row in rows))

    def of(moment, stake):
        levels = [
            row for row in rows if (row["Moment"], row["Enjeu"]) == (moment, stake) and isinstance(row["Position"], int)
        ]
        return mean(levels, "Position")

    first = [of(rounds[0], stake) for stake in stakes]
    return first + [of(moment, stake) for stake in stakes for moment in rounds]


def test_every_number_of_the_evaluation_for_funders_is_counted_in_the_workbook(triptych, desk):
    (day,) = add_days(triptych.season, timezone.localdate() - timedelta(days=1))
    people = list(triptych.participants.order_by("pk"))
    for person in people:
        AttendanceFactory(participant=person, half_day=day.half_days.order_by("starts_at").last())
    questionnaires.prepare(triptych.season)
    asked = day.questionnaires.get()
    for person, scale in zip(people, "23445", strict=False):
        answer(asked, person, scale)
    closed = questionnaires.close(questionnaire=asked)
    page = render_to_string("sessions/documents/evaluation_report.html", printing.report_context(closed))
    book = exported(desk, triptych.season)

    answers = r'<th scope="row">.*?</th>'
    assert strays_of_document(page, (f"saison {triptych.season.number}", closed.title, "sur 5", answers)) == []
    shown = RULE_LINK.findall(page)
    (row,) = book["Questionnaires"]
    assert [int(text) for key, text in shown if key == "reponses-recues"] == [
        row["Réponses"],
        row["Personnes interrogées"],
    ]
    counted = book["Réponses comptées"]
    pairs = [value for one in counted for value in (one["Combien"], round(one["Combien"] * 100 / row["Réponses"]))]
    assert [int(text) for key, text in shown if key == "reponses-nombre"] == pairs
    assert [number(text) for key, text in shown if key == "reponses-moyenne"] == [
        tenth(Decimal(sum(one["Réponse"] * one["Combien"] for one in lines)) / row["Réponses"])
        for question in dict.fromkeys(one["Question"] for one in counted if one["Forme"] == "de 1 à 5")
        for lines in [[one for one in counted if one["Question"] == question]]
    ]
