"""Tables of people as offices write them: found, read, and what is not read or not understood is said once."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django.asserts import assertContains, assertNotContains

from atelier.core import spreadsheets
from territories import full_names, people_file
from territories.models import Participant
from tests.admin_actions import shown_by
from tests.hostile_files import FILES
from tests.libreoffice import PEOPLE

pytestmark = pytest.mark.django_db
TITLES = PEOPLE[0]
ODILE = ["élus", "Odile", "Roy", "maire", "Val", "odile@example.org"]


@pytest.fixture
def send(as_user, contact, application):
    """Send the form of the table of people."""
    client = as_user(contact)
    return lambda data: client.post(f"/candidatures/{application.pk}/triptyque/tableau/", data)


def pasted(*lines):
    return "\n".join("\t".join(line) for line in lines)


@pytest.mark.parametrize("name", ["fusion.xlsx", "feuille-active-2.xlsx"])
def test_a_merged_category_and_another_active_sheet_are_read(name):
    table = people_file.read_file(name, (FILES / name).read_bytes())

    assert [line for _, line in table.rows] == PEOPLE[1:]


def test_a_formula_that_nobody_calculated_is_named():
    with pytest.raises(ValidationError, match=r"Cellule F2.*dans un tableur.*enregistrez-le"):
        people_file.read_file("formule.xlsx", (FILES / "formule.xlsx").read_bytes())


def test_titles_are_found_below_a_heading_and_what_is_not_read_is_said(send):
    sheets = {"Notes": [["à lire"]], "Équipe": [["Saison 3"], [], [*TITLES, "Régime"], [*ODILE, "sans sel"]]}
    file = SimpleUploadedFile("a.xlsx", spreadsheets.write_xlsx(sheets))

    shown = send({"file": file})

    assertContains(shown, "1 ligne lue.")
    assertContains(shown, "Lignes au-dessus des titres, non lues\u00a0: 1.")
    assertContains(shown, "Colonnes d’un autre titre, non lues\u00a0: «\u00a0Régime\u00a0».")
    assertContains(shown, "Autres feuilles, non lues\u00a0: «\u00a0Notes\u00a0».")
    assertContains(shown, '<th scope="row">4</th>')
    send({"pasted": shown.context["form"].initial["pasted"], "confirm": "1", **shown_by(shown)})
    assert Participant.objects.get().email == "odile@example.org"


def test_a_missing_column_is_named_once_and_nothing_is_written(send):
    lines = [[TITLES[0], TITLES[1], TITLES[2], TITLES[4]], [ODILE[0], ODILE[1], ODILE[2], ODILE[4]]]

    shown = send({"pasted": pasted(*lines, lines[1]), "confirm": "1"})

    assertContains(shown, "Il manque les colonnes «\u00a0Fonction\u00a0», «\u00a0Courriel\u00a0»")
    assertNotContains(shown, "manquant<")
    assertNotContains(shown, "Inscrire 2 personnes")
    assert Participant.objects.count() == 0


def test_titles_alone_are_no_line(send):
    assertContains(send({"pasted": pasted(TITLES)}), "Collez au moins une ligne")


def test_an_empty_first_cell_shifts_no_column(send):
    shown = send({"pasted": pasted(["", *ODILE[1:]])})

    (row,) = shown.context["rows"]
    assert (row.values["category"], row.values["first_name"], row.values["email"]) == ("", "Odile", ODILE[5])
    again = send({"pasted": shown.context["form"].initial["pasted"]})
    assert again.context["rows"][0].values == row.values


def test_two_quotes_do_not_join_lines_in_silence():
    text = 'a;b;c;d;e;f\né;Zoé;Roy;x;"Val;z@example.org\né;Ali;Roy;x;Val";a@example.org\n'

    with pytest.raises(ValidationError, match=r"Ligne 2.*un guillemet réunit plusieurs lignes"):
        people_file.read_file("a.csv", text.encode())


def test_an_error_and_a_rounded_number_are_said_for_what_they_are(triptych):
    lines = [TITLES, ["élus", "Zoé", "#NOM ?", "maire", "9,9999E+13", "zoe@example.org"]]

    (row,) = people_file.check_rows(triptych, people_file.read_pasted(pasted(*lines)))

    words = " ".join(row.errors)
    assert "est l’erreur d’une formule" in words
    assert "un tableur a arrondi ce numéro" in words


@pytest.mark.parametrize(
    ("text", "order", "parted"),
    [
        ("VIAL Zoé", None, ("Zoé", "VIAL")),
        ("Zoé VIAL-ROY", None, ("Zoé", "VIAL-ROY")),
        ("Marie Claude LE GOFF", None, ("Marie Claude", "LE GOFF")),
        ("Zoé de La TOUR", None, ("Zoé", "de La TOUR")),
        ("Le Goff, Anaïs", None, ("Anaïs", "Le Goff")),
        ("Roy Luc", "last first", ("Luc", "Roy")),
        ("Luc Roy", "first last", ("Luc", "Roy")),
        ("ROY LUC", "last first", ("LUC", "ROY")),
        ("Roy Luc", None, None),
        ("Le Goff Anaïs", "last first", None),
        ("VIAL Zoé ROY", "last first", None),
        ("Zoé", "last first", None),
    ],
)
def test_a_whole_name_is_parted_when_it_has_one_reading(text, order, parted):
    assert full_names.split(text, order) == parted
