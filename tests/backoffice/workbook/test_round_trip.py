"""The workbook saved by LibreOffice comes back without a change; what a spreadsheet did to its numbers is put right."""

import os

import pytest

from atelier.core.spreadsheets import write_csv, write_xlsx
from tests import libreoffice
from tests.backoffice.workbook.desk import book_of, sent, told
from tests.factories import TriptychFactory
from tests.libreoffice import FOLDER

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", libreoffice.BOOKS)
def test_what_libreoffice_saved_comes_back_without_a_change(kind, desk, season):
    """LIBREOFFICE=1 saves the workbook of today, and keeps it."""
    path = FOLDER / f"classeur.{kind}"
    if os.environ.get("LIBREOFFICE"):
        path.write_bytes(libreoffice.convert({"classeur": write_xlsx(book_of(season))}, kind)["classeur"])

    job = sent(desk, path.read_bytes(), path.name)

    assert (job.state, job.total, told(job)) == ("read", 5, [])


@pytest.mark.parametrize("kind", libreoffice.BOOKS)
def test_zeros_are_put_back_and_lost_digits_are_said(kind, desk, season):
    job = sent(desk, (FOLDER / f"nombres.{kind}").read_bytes(), f"nombres.{kind}")

    new, rounded, nowhere = told(job)
    changes = {column: after for column, _, after in new[3]}
    assert (changes["Département"], changes["Code géographique"]) == ("01", "01004")
    assert changes["SIRET de la structure"] == "73282932000074"
    assert "9,9999E+13\u00a0»\u00a0: un tableur a arrondi ce numéro" in rounded[4][0]
    assert nowhere[4] == [
        "Aucune commune et aucun EPCI n’a le code «\u00a062999\u00a0»\u00a0: vérifiez-le, ou laissez-le vide."
    ]
    assert "«\u00a0Notes\u00a0»" in " ".join(job.options["notes"])


def test_a_phone_gets_back_its_zero(desk, season):
    people = book_of(season)["Participants"]
    people[1][8] = 639980001

    (row,) = told(sent(desk, write_csv(people), "gens.csv", sheet="participants"))

    assert row[3][0][2] == "0639980001"


def test_the_code_of_a_merged_commune_names_that_of_today(desk, season):
    TriptychFactory(season=season, territory__name="Annecy-le-Vieux", territory__code="")
    rows = [["Territoire", "Code géographique"], ["Annecy-le-Vieux", "74011"]]

    (row,) = told(sent(desk, write_csv(rows), "t.csv", sheet="territoires"))

    assert row[4] == ["Le code 74011 est celui d’une partie de Annecy (Haute-Savoie)\u00a0: son code est 74010."]
