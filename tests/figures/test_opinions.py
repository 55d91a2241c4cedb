"""What people answered, as pages and papers count it: questionnaires, positions, undertakings."""

import json
import re
from collections import defaultdict
from decimal import Decimal

import pytest
from django.core.files.storage import default_storage

from sessions.documents import booklets, rendering
from tests.figures import shown
from tests.figures.plain import TENTH, UNIT, by_key, half_up, table

pytestmark = pytest.mark.django_db

ENOUGH = 5


def questions_of(questionnaire):
    """(question, [(label, how many, percent)], mean) of what is no text, in order; percent of those who answered."""
    answers = table("atelier_sessions_answer")
    asked = [one for one in table("atelier_sessions_question") if one["questionnaire_id"] == questionnaire["id"]]
    for one in sorted(asked, key=lambda row: row["position"]):
        if one["kind"] == "text":
            continue
        given = [row["text"] for row in answers if row["question_id"] == one["id"]]
        is_scale = one["kind"] == "scale"
        labels = list("12345") if is_scale else listed(one["choices"])
        bars = [
            (label, given.count(label), half_up(Decimal(100 * given.count(label)) / questionnaire["answered"], UNIT))
            for label in labels
        ]
        yield one["text"], bars, half_up(Decimal(sum(map(int, given))) / len(given), TENTH) if is_scale else None


def listed(choices):
    return json.loads(choices) if isinstance(choices, str) else choices


def test_the_results_of_a_questionnaire_on_screen_and_in_print(read, messy):
    closed = [one for one in table("atelier_sessions_questionnaire") if one["closed_on"] is not None]
    kept = [one for one in closed if one["answered"] >= ENOUGH]
    assert (len(closed), len(kept)) == (2, 1)
    for one in kept:
        page, paper = shown.words(read("admin:questionnaire", one["id"])), read("admin:questionnaire_report", one["id"])
        paper = shown.pdf(paper)
        assert f"{one['answered']} réponses sur {one['asked']} personnes interrogées" in page
        assert f"Réponses : {one['answered']} sur {one['asked']} personnes interrogées" in paper
        for text, bars, mean in questions_of(one):
            for said in (page, paper):
                after = said.partition(shown.tidy(text))[2]
                if mean is not None:
                    assert after.strip().startswith(f"Moyenne : {str(mean).replace('.', ',')} sur 5"), text
                for label, count, percent in bars:
                    assert re.search(bar(label, count, percent), after[:1500]), (text, label, count, percent)


def bar(label, count, percent):
    return rf"{re.escape(shown.tidy(label))}\W+{count}\b.{{0,20}}?\b{percent} %"


def positions_of(triptych):
    """Of the last common position that was settled: the level, or the word, of each dimension, by stake."""
    sheets = [one for one in table("referential_commonsheet") if one["triptych_id"] == triptych]
    last = max((one for one in sheets if one["submitted_at"] is not None), key=lambda one: one["version"])
    dimensions, stakes = by_key(table("referential_dimension")), by_key(table("referential_stake"))
    found = defaultdict(list)
    for one in table("referential_commonposition"):
        if one["sheet_id"] == last["id"]:
            dimension = dimensions[one["dimension_id"]]
            found[stakes[dimension["stake_id"]]["name"]].append((dimension["name"], one["answer"]))
    return found


def test_the_booklet_says_the_last_position_and_its_means(messy):
    for triptych in (messy.val, messy.twin):
        booklet, _ = booklets.issue_booklet(triptych)
        with default_storage.open(rendering.render_booklet(booklet.pk).pdf_path) as file:
            paper = shown.pdf(file.read())
        for stake, rows in positions_of(triptych.pk).items():
            levels = [int(answer) for _, answer in rows if answer.isdecimal()]
            mean = half_up(Decimal(sum(levels)) / len(levels), TENTH) if levels else None
            said = "–" if mean is None else f"{mean.normalize():f}".replace(".", ",")
            assert f"{stake} {said}" in paper, stake
            for name, answer in rows:
                words = {"unknown": "Je ne sais pas", "na": "Sans objet"}.get(answer, answer)
                assert f"{shown.tidy(name)} {words} Nous" in paper, name
