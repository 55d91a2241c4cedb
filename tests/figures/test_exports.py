"""What leaves for other programs, for the public and for a person, beside plain counts of the rows."""

import csv
import io
import json
import zipfile
from collections import Counter, defaultdict
from decimal import Decimal

import pytest

from atelier.privacy import data_export
from atelier.seasons.models import Season
from tests.figures import shown
from tests.figures.ledger import TODAY, Ledger
from tests.figures.plain import day_of, percent_down, table
from tests.figures.season import seats_of

pytestmark = pytest.mark.django_db

ENOUGH = 5


def withheld(people):
    """Of fewer than five people, then the smallest others until five are withheld together."""
    names = sorted(people, key=lambda name: (len(people[name]), name))
    hidden = {name for name in names if len(people[name]) < ENOUGH}
    for name in (one for one in names if one not in hidden):
        if not hidden or len(set().union(*(people[one] for one in hidden))) >= ENOUGH:
            break
        hidden.add(name)
    return hidden


def rates(rows, noted, key, parts):
    """[attended, expected, percent] by group, of the days on which nothing withholds it; None where all do."""
    found = {key(row): [0, 0] for row in noted}
    for part in parts:
        people = defaultdict(set)
        for row in part:
            people[key(row)].add(row["participant_id"])
        hidden = withheld(people)
        for row in part:
            if key(row) not in hidden:
                found[key(row)][0] += rows.counts(row)
                found[key(row)][1] += 1
    return [(*key, *(counted(*pair))) for key, pair in sorted(found.items())]


def counted(there, of):
    return (there, of, percent_down(there, of)) if of else (None, None, None)


def groups(rows, season):
    """Each list of rates that leaves, by name."""
    noted = rows.counted(season)
    day = lambda row: rows.days[rows.halves[row["half_day_id"]]["day_id"]]  # noqa: E731
    person = lambda row: rows.people[row["participant_id"]]  # noqa: E731
    by_day = defaultdict(list)
    for row in noted:
        by_day[day(row)["number"]].append(row)
    days = [found for found in by_day.values() if len({one["participant_id"] for one in found}) >= ENOUGH]
    of_days = [row for found in days for row in found]
    return {
        "days": rates(rows, noted, lambda row: (str(day(row)["number"]), 0), [of_days]),
        "categories": rates(rows, of_days, lambda row: (rows.categories[person(row)["category_id"]]["code"], 0), days),
        "territories": rates(
            rows, of_days, lambda row: (rows.territory_of(person(row)["triptych_id"]), person(row)["triptych_id"]), days
        ),
        "season": [("5", 0, *counted(sum(map(rows.counts, of_days)), len(of_days)))],
    }


def test_the_interface_gives_the_same_rates(ask, rows, messy):
    found = ask("presences")
    for name, true in groups(rows, messy.season.pk).items():
        given = [found[name]] if name == "season" else found[name]
        said = [(one["of"], one["attended"], one["expected"], one["percent"]) for one in given]
        assert said == [(of, *numbers) for of, _, *numbers in true], name


def test_the_interface_gives_the_same_people_seats_and_money(ask, rows, messy):
    confirmed = rows.confirmed(messy.season.pk)
    assert {one["id"] for one in ask("personnes")["results"]} == {one["id"] for one in confirmed}
    admitted = {one["id"]: one for one in rows.admitted(messy.season.pk)}
    found = {one["id"]: one for one in ask("territoires")["results"]}
    assert found.keys() == admitted.keys()
    for key, one in found.items():
        true = {}
        for category, seats in seats_of(rows, key).items():
            own = [row for row in rows.people.values() if (row["triptych_id"], row["category_id"]) == (key, category)]
            states = Counter(row["state"] for row in own)
            taken = (states["confirmed"], states["invited"])
            true[rows.categories[category]["code"]] = (seats, *taken, seats - sum(taken))
        given = {
            panel["category"]: tuple(panel[name] for name in ("seats", "confirmed", "invited", "empty"))
            for panel in one["panels"]
        }
        assert given == true
    ledger = Ledger(rows)
    _, *sums = ledger.totals(messy.season.pk)
    received = [ledger.received(messy.season.pk, column) for column in ("expected", "received")]
    money = ask("contributions")
    assert [Decimal(money[name]) for name in ("agreed", "asked", "paid", "late")] == [
        Decimal(one) / 100 for one in sums
    ]
    assert [Decimal(money[f"fundings_{name}"]) for name in ("expected", "received")] == [
        Decimal(one) / 100 for one in received
    ]


def test_the_open_data_of_a_season_that_is_over(read, rows, messy):
    Season.objects.filter(pk=messy.season.pk).update(status="archived")
    with zipfile.ZipFile(io.BytesIO(read("open_data", saison=messy.season.pk))) as archive:
        files = {
            name: list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig")), delimiter=";"))
            for name in archive.namelist()
            if name.endswith(".csv")
        }
    by = {"season": "saison", "days": "journee", "categories": "categorie", "territories": "territoire"}
    true = Counter(
        (by[name], of, *("" if one is None else str(one) for one in numbers))
        for name, lines in groups(rows, messy.season.pk).items()
        for of, _, *numbers in lines
    )
    said = Counter(
        tuple(row[name] for name in ("by", "of", "attended", "expected", "percent")) for row in files["presences.csv"]
    )
    assert said == true
    assert len(files["journees.csv"]) == 6
    assert sorted((row["name"], row["category"], int(row["seats"])) for row in files["territoires.csv"]) == sorted(
        (rows.territory_of(one["id"]), rows.categories[category]["code"], seats)
        for one in rows.admitted(messy.season.pk)
        for category, seats in seats_of(rows, one["id"]).items()
    )


def test_what_is_taken_away_holds_each_row_of_its_person(rows, messy):
    person = messy.val.participants.order_by("pk")[0]
    with zipfile.ZipFile(io.BytesIO(data_export.archive(person.user))) as archive:
        told = json.loads(archive.read("mes-donnees.json"))
    seats = {key for key, one in rows.people.items() if one["user_id"] == person.user_id}
    true = {
        "Présences": sum(one["participant_id"] in seats for one in rows.noted),
        "Participants": len(seats),
        "Repas": sum(one["participant_id"] in seats for one in table("atelier_sessions_meal")),
        "Convocations": sum(one["participant_id"] in seats for one in table("atelier_sessions_convocation")),
    }
    assert len(seats) == 2
    assert {name: len(told[name]["lignes"]) if name in told else 0 for name in true} == true


def test_the_page_of_a_territory_counts_its_confirmed_seats_as_the_report(read, rows, messy):
    assert "retirée 0 " in shown.words(read("admin:territories_territory_read", messy.gone.territory_id))
    page = read("admin:territories_territory_read", messy.val.territory_id)
    seasons = next(one for one in shown.tables(page).values() if one[0][-1] == "Sièges confirmés")
    assert {row[0]: int(row[3]) for row in seasons[1:]} == {
        f"Saison {season.number}": sum(
            rows.territory_of(one["triptych_id"]).startswith("Val") and one["triptych_id"] != messy.twin.pk
            for one in rows.confirmed(season.pk)
        )
        for season in messy.seasons
    }


def test_the_pages_that_count_applications_and_what_is_to_mend(read, rows, messy):
    board = shown.words(read("admin:board"))
    own = [one for one in rows.triptychs.values() if one["season_id"] == messy.season.pk]
    sets = {
        "Retenus": [one for one in own if one["status"] == "admitted"],
        "Toutes les candidatures": [
            one for one in own if one["status"] in {"admitted", "waiting", "submitted", "reopened"}
        ],
    }
    for name, found in sets.items():
        after = board.partition(f"{name} : {len(found)}")[2]
        assert f"Contributions envisagées {shown.euros(sum(one['wished_amount'] or 0 for one in found))}" in after[:900]
    past = [one for one in messy.days if one.status == "planned" and one.mode != "online" and one.date < TODAY]
    past = [one for one in past if rows.days[one.pk]["status"] == "planned"]
    assert f"Journées passées sans feuille signée ({len(past)})" in shown.words(read("quality"))
    people = [one for one in rows.people.values() if one["triptych_id"] in {row["id"] for row in sets["Retenus"]}]
    last = max(day_of(one["date"]) for one in rows.days.values() if one["season_id"] == messy.season.pk)
    ending = sum(
        one["mandate_ends_on"] is not None and day_of(one["mandate_ends_on"]) < last and one["state"] != "left"
        for one in people
    )
    assert f"Mandats et postes qui finissent avant la saison ({ending})" in shown.words(read("quality"))
