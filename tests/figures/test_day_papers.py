"""What is counted for a day to come, and what attestations prove of those that are over."""

import csv
import io
from collections import Counter, defaultdict
from datetime import datetime

import pytest

from sessions.documents.models import Attestation
from tests.figures import shown
from tests.figures.plain import AWAY, day_of, percent_down, table

pytestmark = pytest.mark.django_db

DIETS = {"anything": "sans régime particulier", "vegetarian": "végétarien", "vegan": "végétalien",
         "no_pork": "sans porc", "no_gluten": "sans gluten", "other": "autre"}  # fmt: skip


def coming(rows, day):
    """Who is expected on site on one half-day at least."""
    elsewhere = Counter(
        one["participant_id"]
        for one in rows.noted
        if rows.halves[one["half_day_id"]]["day_id"] == day and one["status"] in {*AWAY, "remote"}
    )
    return {one["id"] for one in rows.expected(day) if elsewhere[one["id"]] < len(rows.halves_of(day))}


def test_the_caterer_gets_a_meal_for_whoever_comes_and_eats(read, rows, messy):
    day = messy.days[5].pk
    people = coming(rows, day)
    given = [one for one in table("atelier_sessions_meal") if one["day_id"] == day and one["participant_id"] in people]
    assert len(given) < len([one for one in table("atelier_sessions_meal") if one["day_id"] == day])
    eaten = Counter(DIETS[one["choice"]] for one in given if one["choice"] != "no_meal")
    away, silent, order = len(given) - sum(eaten.values()), len(people) - len(given), sum(eaten.values())
    allergies = sum(bool(one["allergy"]) for one in given)

    said = shown.words(read("admin:day_lists", day))
    assert f"{order} repas à prévoir" in said
    verb = "ne déjeunent pas" if away > 1 else "ne déjeune pas"
    assert f"{away} {verb}, {silent} sans réponse, sur {len(people)} personnes attendues" in said
    assert all(f"{count} {label}" in said for label, count in eaten.items())
    assert f"chevalets ({len(rows.convened(day))})" in said

    lines = list(csv.reader(io.StringIO(read("admin:caterer_csv", day).decode("utf-8-sig")), delimiter=";"))
    counted = {what: int(number) for what, number, _ in lines[1:] if what != "allergie"}
    assert counted == {**eaten, "repas à prévoir": order, "ne déjeunent pas": away, "sans réponse": silent}
    assert sum(what == "allergie" for what, *_ in lines) == allergies

    paper = shown.pdf(read("admin:caterer_pdf", day))
    assert f"Repas à prévoir {order}" in paper
    assert all(f"{label.capitalize()} {count}" in paper for label, count in eaten.items() if label != "autre")
    assert (f"{silent} sans réponse" in paper) == bool(silent)


def test_convocations_are_counted_fresh_outdated_or_missing(read, rows, messy):
    day = messy.days[5].pk
    latest = {one["participant_id"]: one for one in table("atelier_sessions_convocation") if one["day_id"] == day}
    convened = rows.convened(day)
    missing = sum(one["id"] not in latest for one in convened)
    stale = [one["id"] for one in convened if one["last_name"] == "Renommée"]
    fresh = len(convened) - missing - len(stale)
    assert missing == len(stale) == 1

    (line,) = (row for row in shown.tables(read("admin:season_documents"))["Convocations par journée"]
               if row[0].startswith("Journée 6"))  # fmt: skip
    assert line[1] == str(fresh)
    assert line[2].startswith(f"{len(stale)} :")
    assert line[3] == str(missing)


def duration(minutes):
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"


def length(half):
    start, end = (datetime.fromisoformat(f"2027-01-01T{half[name]}") for name in ("starts_at", "ends_at"))
    return int((end - start).total_seconds() // 60)


def test_attestations_prove_what_was_noted(read, over, messy, monkeypatch):
    rows, own = over, defaultdict(list)
    for row in rows.counted(messy.season.pk):
        own[row["participant_id"]].append(row)
    threshold = rows.seasons[messy.season.pk]["attendance_threshold"]
    true, minutes = {}, {}
    for key, noted in own.items():
        there = [one for one in noted if rows.counts(one)]
        if there and not rows.people[key]["email"].endswith("invalid"):
            true[key, "participation"] = (len(there), len(noted))
            minutes[key] = sum(length(rows.halves[one["half_day_id"]]) - (one["minutes"] or 0) for one in there)
            if percent_down(len(there), len(noted)) >= threshold:
                true[key, "assiduity"] = (len(there), len(noted))
    issued = {(one.participant_id, one.kind): one for one in Attestation.objects.order_by("pk")}
    assert {key: (one.snapshot["attended"], one.snapshot["total"]) for key, one in issued.items()} == true
    assert {key: one.snapshot["minutes"] for (key, _), one in issued.items()} == minutes

    best = max(true, key=lambda one: (true[one], one[1] == "participation"))
    for key, kind in {best, min(true, key=lambda one: true[one])}:
        there, of = true[key, kind]
        paper = shown.pdf(read("admin:attestation_preview", key, kind))
        half_days = f"{there} demi-journée{'s' if there > 1 else ''} sur {of}"
        assert f"{half_days} ({duration(minutes[key])})" in paper
        dates = {day_of(rows.days[rows.halves[one["half_day_id"]]["day_id"]]["date"]) for one in own[key]}
        assert paper.count("Matin ") == len(dates)
    said = shown.words(read("admin:season_documents"))
    assert "Journée 6" in said
