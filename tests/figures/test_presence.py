"""What pages and sheets say of presence, beside plain counts of the rows."""

from collections import Counter, defaultdict

import pytest

from tests.figures import shown
from tests.figures.plain import ATTENDED, day_of, percent_down

pytestmark = pytest.mark.django_db

STATES = {"present": "présent", "late": "en retard", "left_early": "parti plus tôt", "remote": "à distance",
          "excused": "excusé", "absent": "absent"}  # fmt: skip
PERIODS = {"morning": "Matin", "afternoon": "Après-midi"}


def rate_cells(found):
    return {key: [f"{there} sur {of}", f"{percent_down(there, of)} %"] for key, (there, of) in found.items()}


def test_closing_noted_everybody_who_was_expected_and_nobody_else(rows, messy):
    for day in messy.days[:3]:
        for half in rows.halves_of(day.pk):
            noted = {one["participant_id"] for one in rows.counted(messy.season.pk) if one["half_day_id"] == half["id"]}
            assert noted == {one["id"] for one in rows.expected(day.pk)}
    assert len(rows.counted(messy.season.pk)) > 80


def test_the_page_of_presence(read, rows, messy):
    page = read("admin:presence")
    found = shown.tables(page)
    season, people = messy.season.pk, rows.people
    by_person = rows.rates(season, lambda row: row["participant_id"])
    whole = rows.rates(season, lambda row: 0)[0]

    by_category = rows.rates(season, lambda row: people[row["participant_id"]]["category_id"])
    assert sorted(found["Par catégorie"][1:]) == sorted(
        [rows.categories[key]["label"], *cells] for key, cells in rate_cells(by_category).items()
    )
    by_territory = rows.rates(season, lambda row: people[row["participant_id"]]["triptych_id"])
    assert sorted(found["Par territoire"][1:]) == sorted(
        [rows.territory_of(key), *cells] for key, cells in rate_cells(by_territory).items()
    )
    by_day = rows.rates(season, lambda row: rows.halves[row["half_day_id"]]["day_id"])
    assert sorted(found["Par journée"][1:]) == sorted(
        [f"Journée {rows.days[key]['number']}", *cells] for key, cells in rate_cells(by_day).items()
    )
    threshold, now = rows.seasons[season]["attendance_threshold"], day_of("2027-04-15")
    low = {
        key
        for key, (there, of) in by_person.items()
        if percent_down(there, of) < threshold and rows.holds(people[key], now)
    }
    missed = defaultdict(int)
    for row in rows.counted(season):
        missed[row["participant_id"]] += row["minutes"] or 0
    assert sorted(found["Présence par personne"][1:]) == sorted(
        [
            f"{people[key]['last_name']} {people[key]['first_name']}",
            rows.territory_of(people[key]["triptych_id"]),
            rows.categories[people[key]["category_id"]]["label"],
            there,
            str(missed[key] or "–"),
            f"{percent} sous le seuil" if key in low else percent,
        ]
        for key, (there, percent) in rate_cells(by_person).items()
    )
    said = shown.words(page)
    assert f"présence : {percent_down(*whole)} % sur les journées closes" in said
    assert f"{len(low)} personne{'s' if len(low) > 1 else ''} sous le seuil" in said


def test_the_page_of_each_day_counts_the_people_of_its_grid(read, rows, messy):
    for day in messy.days:
        expected = {one["id"] for one in rows.expected(day.pk)}
        said = shown.words(read("admin:day_presence", day.pk))
        noted_halves = defaultdict(set)
        for half in rows.halves_of(day.pk):
            noted = [
                one for one in rows.noted if one["half_day_id"] == half["id"] and one["participant_id"] in expected
            ]
            there = sum(one["status"] in ATTENDED for one in noted)
            away, unknown = len(noted) - there, len(expected) - len(noted)
            assert f"{counted(there, 'présent')}, {counted(away, 'absent')}, {counted(unknown, 'non noté')}" in said
            for one in noted:
                noted_halves[one["participant_id"]].add(half["id"])
        silent = sum(len(noted_halves[key]) < 2 for key in expected)
        if day == messy.days[4]:
            assert silent
            assert f"{silent} personne{'s' if silent > 1 else ''} non notée" in said


def counted(number, word):
    return f"{number} {word}{'s' if number > 1 else ''}"


def test_the_door_counts_who_is_there_of_who_is_expected(read, rows, messy):
    for day in (messy.days[1], messy.days[4]):
        expected = {one["id"] for one in rows.expected(day.pk)}
        for half in rows.halves_of(day.pk):
            there = sum(
                one["status"] in ATTENDED
                for one in rows.noted
                if one["half_day_id"] == half["id"] and one["participant_id"] in expected
            )
            assert f"{there} sur {len(expected)} présents" in shown.words(read("admin:checkin", half["id"]))


def test_the_page_and_the_sheet_of_a_day_name_who_is_expected(read, rows, messy):
    day = messy.days[1]
    people = rows.expected(day.pk)
    page = shown.tables(read("admin:atelier_sessions_day_read", day.pk))
    listed = [table for title, table in page.items() if table[0] == ["Nom", "Territoire", "Catégorie", "Présence"]]
    assert sorted(row[0] for row in listed[0][1:]) == sorted(map(rows.name_of, people))

    sheet = shown.pdf(read("admin:sign_in_sheet", day.pk))
    remote = [
        one for one in rows.noted if one["status"] == "remote" and rows.halves[one["half_day_id"]]["day_id"] == day.pk
    ]
    names = [f"{one['last_name'].upper()} {one['first_name']}" for one in people]
    assert {name: sheet.count(name) for name in names} == {name: names.count(name) for name in names}
    assert sheet.partition("Fait à")[0].count("à distance") == len(remote)
    gone = [one for one in rows.people.values() if one["season_id"] == messy.season.pk and one not in people]
    assert gone
    assert not [one for one in gone if f"{one['last_name'].upper()} " in sheet]


def test_the_first_page_counts_the_same_half_days(read, rows, messy):
    there, of = rows.rates(messy.season.pk, lambda row: 0)[0]
    said = shown.words(read("admin:index"))

    assert f"{percent_down(there, of)} % de présence" in said
    assert f"{there} demi-journées suivies sur {of}" in said
    assert f"Territoires retenus : {len(rows.admitted(messy.season.pk))} sur 6 places" in said


def test_everybody_reads_their_own_half_days_of_each_season(as_user, rows, messy):
    person = messy.val.participants.order_by("pk")[0]
    page = shown.words(as_user(person.user).get("/espace/").content.decode())
    own = [key for key, one in rows.people.items() if one["user_id"] == person.user_id]
    assert len(own) == 2
    said = Counter()
    for row in rows.noted:
        half = rows.halves[row["half_day_id"]]
        if row["participant_id"] in own and rows.days[half["day_id"]]["status"] == "planned":
            state = STATES[row["status"]] + (f" ({row['minutes']} min)" if row["minutes"] else "")
            said[f"{PERIODS[half['period']]} : {state} "] += 1
    assert said
    assert {words: page.count(words) for words in said} == said
