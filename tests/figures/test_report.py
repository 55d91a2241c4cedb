"""The report of each season, its PDF, the comparison, the page of each figure and the workbook, beside plain sums."""

import re

import pytest

from tests import season_figures
from tests.figures import shown
from tests.figures.ledger import Ledger
from tests.figures.season import figures, round_rows, seats_of, undertaken

pytestmark = pytest.mark.django_db

EUROS = {"convenu", "demande", "verse", "retard", "financements"}


@pytest.mark.parametrize("name", ["season", "other", "former"])
def test_the_report_and_the_page_of_each_figure(read, rows, messy, name):
    season = getattr(messy, name).pk
    true = figures(rows, season)
    assert season_figures.shown(read("season_report", saison=season)) == true
    for key, value in true.items():
        page = read("figure", key, saison=season)
        said = re.search(r"<dd>(.*?)</dd>", page, re.DOTALL).group(1)
        assert season_figures.number_in(shown.html.unescape(said).strip()) == value, key
        table = shown.tables(page).get("Lignes qui comptent", [[]])[1:]
        if key in EUROS and table:
            assert sum(shown.number(row[_column(page, key)]) for row in table) == value, key
        elif table and (lines := re.search(r"(\d+) lignes? qui compte", shown.words(page))):
            assert len(table) == int(lines.group(1)), key


def _column(page, key):
    titles = {"convenu": "Convenu (€)", "demande": "Demandé (€)", "verse": "Versé (€)", "retard": "En retard (€)"}
    return shown.tables(page)["Lignes qui comptent"][0].index(titles.get(key, "Reçu (€)"))


def test_the_comparison_says_the_same_of_each_season(read, rows, messy):
    true = {(key, str(one.pk)): value for one in messy.seasons for key, value in figures(rows, one.pk).items()}
    found = {
        (key, season): season_figures.number_in(shown.html.unescape(text).strip())
        for key, season, text in season_figures.FIGURE_LINK.findall(read("season_comparison"))
    }
    assert found == true
    assert len(found) == 3 * len(figures(rows, messy.season.pk))


def test_the_report_in_print(read, rows, messy):
    page, paper = read("season_report"), shown.pdf(read("season_report_pdf")).partition("D’où viennent ces chiffres")[0]
    assert len(season_figures.FIGURE_LINK.findall(page)) == len(figures(rows, messy.season.pk))
    for key, _, text in season_figures.FIGURE_LINK.findall(page):
        name = re.search(r"<h1[^>]*>.*?: (.*?)</h1>", read("figure", key), re.DOTALL).group(1)
        assert f"{shown.words(name)} {shown.words(text)}" in paper, key
    names = [rows.territories[one["territory_id"]]["name"] for one in rows.admitted(messy.season.pk)]
    assert {name: paper.partition("Les territoires ")[2].count(name) for name in names} == {
        name: names.count(name) for name in names
    }


def test_the_workbook_alone_gives_the_same(as_user, rows, messy):
    book = season_figures.exported(as_user(messy.organiser), messy.season)
    found, season = season_figures.recomputed(book), messy.season.pk
    noted = found.pop("demi-journees-suivies")  # of all that is noted, days that are open or cancelled too
    assert found == {key: one for key, one in figures(rows, season).items() if key != "demi-journees-suivies"}
    assert noted > figures(rows, season)["demi-journees-suivies"]
    counted = sum(row["Compte"] == "oui" for row in book["Demi-journées"])
    assert counted == figures(rows, season)["demi-journees-suivies"]
    assert len(book["Présences"]) == len(
        [one for one in rows.noted if rows.days[rows.halves[one["half_day_id"]]["day_id"]]["season_id"] == season]
    )
    ledger = Ledger(rows)
    assert sorted(row["Territoire"] for row in book["Budget"]) == sorted(map(ledger.name, ledger.budget(season)))


def test_seats_as_the_workbook_lists_them(as_user, rows, messy):
    book = season_figures.exported(as_user(messy.organiser), messy.season)
    admitted = [one["id"] for one in rows.admitted(messy.season.pk)]
    true = sorted(
        (rows.territory_of(one), rows.categories[key]["label"], number)
        for one in admitted
        for key, count in seats_of(rows, one).items()
        for number in range(1, count + 1)
    )
    assert sorted((row["Territoire"], row["Catégorie"], row["Siège"]) for row in book["Sièges"]) == true


def test_the_pages_of_positions_and_undertakings(read, rows, messy):
    table = shown.tables(read("admin:regards"))["Avancement par territoire"]
    true = round_rows(rows, messy.season.pk)
    assert sorted((row[0], row[1], row[3].startswith("arrêtée")) for row in table[1:]) == sorted(
        (rows.territory_of(key), f"{sent} sur {of}", settled) for key, sent, of, settled in true
    )
    sent, of = (sum(one[at] for one in true) for at in (1, 2))
    settled = sum(one[3] for one in true)
    first = shown.words(read("admin:index"))
    assert f"{sent} réponses sur {of}, {settled} positions communes sur {len(true)}" in first

    taken = undertaken(messy.season.pk)
    told = sum(bool(one["outcome"]) for one in taken)
    percent = figures(rows, messy.season.pk)["engagements-part"]
    assert f"{told} sur {len(taken)} ({percent} %)" in shown.words(read("admin:season_undertakings"))
    assert f"{told} sur {len(taken)} ({percent} %)" in shown.words(read("admin:day_undertakings", messy.days[0].pk))
