"""Who met whom, as its page, its squares and the report say it, beside plain pairs."""

from decimal import Decimal

import pytest

from tests.figures import met, shown
from tests.figures.plain import TENTH, half_up

pytestmark = pytest.mark.django_db


def test_the_page_of_meetings(read, rows, messy):
    page = read("admin:acquaintances")
    found = met.by_person(rows, messy.season.pk)
    people = rows.people

    assert sorted(row[:4] for row in shown.tables(page)["Rencontres par personne"][1:]) == sorted(
        [
            f"{people[key]['last_name']} {people[key]['first_name']}",
            rows.territory_of(people[key]["triptych_id"]),
            f"{known} sur {possible}",
            str(planned),
        ]
        for key, (known, planned, possible) in found.items()
    )
    said = shown.words(page)
    for at, words in ((0, "rencontré en moyenne"), (1, "en prévoient")):
        average = half_up(sum(counts[at] for counts in found.values()) / Decimal(len(found)), TENTH)
        assert f"{words} {average}".replace(".", ",") in said


def test_the_squares_count_pairs(read, rows, messy):
    page = read("admin:acquaintances")
    pairs = met.pairs(rows, messy.season.pk)
    people = rows.confirmed(messy.season.pk)
    for title, key, name in (
        ("D’un territoire à l’autre", "triptych_id", lambda one: rows.territory_of(one["triptych_id"])),
        ("D’une catégorie à l’autre", "category_id", lambda one: rows.categories[one["category_id"]]["label"]),
    ):
        true = []
        for of in {one[key] for one in people}:
            for other in {one[key] for one in people}:
                could = {
                    frozenset((one["id"], two["id"]))
                    for one in people
                    for two in people
                    if (one[key], two[key]) == (of, other) and one["triptych_id"] != two["triptych_id"]
                }
                true.append(f"{len(could & pairs)} sur /{len(could)}" if could else "–")
        table = shown.tables(page)[title]
        assert sorted(cell for row in table[1:] for cell in row[1:]) == sorted(true)
        assert sorted(row[0].split(" ", 1)[1] for row in table[1:]) == sorted(
            name(one) for one in {person[key]: person for person in people}.values()
        )
