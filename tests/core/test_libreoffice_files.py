"""What LibreOffice saved is read whole, or what is not read is said (how the files were made: tests/libreoffice.py)."""

import pytest
from django.core.exceptions import ValidationError

from atelier.core import delimited_text, spreadsheets
from contributions.statements import reading
from territories import people_file
from tests import libreoffice
from tests.factories import TriptychFactory
from tests.libreoffice import FOLDER, PEOPLE

TEXTS = [f"gens-{name}" for name in libreoffice.TEXTS]
OLD = "Ce fichier est au format des anciens Excel"
GUESSED = "L’encodage de ce fichier"


def people(name):
    return people_file.read_file(name, (FOLDER / name).read_bytes())


def test_every_file_is_made_by_the_module_that_says_how():
    kept = {path.name for path in FOLDER.iterdir()} - {"VERSION"}
    books = {f"{stem}.{kind}" for stem in [*libreoffice.SOURCES, "classeur"] for kind in libreoffice.BOOKS}
    texts = {f"{stem}-{name}" for stem in ("gens", "releve") for name in libreoffice.TEXTS}

    assert kept == books | texts
    assert len(kept) > 30


@pytest.mark.parametrize("name", ["gens.xlsx", "gens.ods", "gens.xls", *TEXTS])
def test_a_table_is_read_whole_whatever_it_is_saved_as(name):
    table = people(name)

    plain = [[cell.replace("'", "’") for cell in line] for _, line in table.rows]  # DOS has no ’
    assert plain == PEOPLE[1:]
    said = [OLD] if name.endswith("xls") else [GUESSED] if name in {"gens-mac.csv", "gens-dos.csv"} else []
    assert [note[: len(start)] for note, start in zip(table.notes, said, strict=True)] == said


@pytest.mark.parametrize("name", ["equipe.xlsx", "equipe.ods"])
def test_a_table_among_notes_is_found_and_what_is_hidden_is_said(name):
    table = people(name)

    assert [(number, line[:6]) for number, line in table.rows] == [
        (5, ["Élus", "Jean Éloi", "Haÿ", "Maire", "CC", "jean@example.org"]),
        (6, ["Élus", "Zoé Anne", "Roy", "Directrice adjointe", "CC", "zoe@example.org"]),
        (8, ["Agents", "Ali", "Roux", "DGS", "DGS", "ali@example.org"]),
        (9, ["Opérateurs", "Luc", "Roux", "DGS", "DGS", "luc.roux@example.org"]),
    ]
    assert table.columns["email"] == 5
    remedy = " Affichez-les dans le tableur pour qu’elles le soient."
    assert [note.replace("\u00a0", " ").removesuffix(remedy) for note in table.notes] == [
        "Lignes au-dessus des titres, non lues : 1 à 2.",
        "Lignes masquées, non lues : 7.",
        "Colonnes masquées, non lues : G.",
        "Colonnes d’un autre titre, non lues : « Arrivée ».",
        "Autres feuilles, non lues : « Mode d’emploi ».",
        "Feuilles masquées, non lues : « Listes ».",
    ]  # fmt: skip


def test_two_columns_of_one_meaning_are_refused_where_nobody_knows_which_is_hidden():
    with pytest.raises(ValidationError, match=r"Courriel.* ont le même sens.*xlsx"):
        people("equipe.xls")


@pytest.mark.parametrize("name", ["erreur.xlsx", "erreur.ods"])
def test_a_formula_in_error_is_named(name):
    with pytest.raises(ValidationError, match=r"Cellule C2.*erreur.*enregistrez-le"):
        people(name)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", libreoffice.BOOKS)
def test_whole_names_are_parted_when_nobody_can_read_them_otherwise(kind):
    rows = people_file.check_rows(TriptychFactory(), people(f"noms.{kind}"))

    assert [(row.values["first_name"], row.values["last_name"]) for row in rows] == [
        ("Zoé", "VIAL"),
        ("Ali", "de La TOUR"),
        ("Luc", "Roy"),
        ("", "Le Goff Anaïs"),
    ]
    assert [row.errors for row in rows[:3]] == [[]] * 3
    assert rows[3].errors[0].startswith("«\u00a0Le Goff Anaïs\u00a0»\u00a0: où finit le nom")


@pytest.mark.parametrize(
    "name", [*(f"releve.{kind}" for kind in libreoffice.BOOKS), *(f"releve-{name}" for name in libreoffice.TEXTS)]
)
def test_a_statement_is_the_same_whatever_it_is_saved_as(name):
    lines = reading.read_statement(name, (FOLDER / name).read_bytes()).receipts

    assert [(str(line.on), line.label, str(line.amount)) for line in lines] == [
        ("2026-11-26", "VIR CC DU VAL VP-2026-0003", "3500.00"),
        ("2026-11-26", "VIR DOUBLE ESPACE", "2500.50"),
    ]


@pytest.mark.parametrize("kind", libreoffice.BOOKS)
def test_numbers_come_without_what_a_spreadsheet_shows(kind):
    name = f"nombres.{kind}"
    (sheet, _) = spreadsheets.read_book(name, (FOLDER / name).read_bytes(), most=60).sheets

    assert sheet.seen_lines(60)[1][2:] == ["1", "1004", "210100046", "Association du Val", "73282932000074"]


@pytest.mark.parametrize("encoding", ["cp850", "cp1252", "mac_roman", "utf-8"])
@pytest.mark.parametrize("text", ["Libellé;VIR É", "Prénom;ÉVRARD", "Élus;Zoé"])
def test_few_accents_are_enough_to_tell_an_encoding(encoding, text):
    assert delimited_text.decode(text.encode(encoding))[0] == text
