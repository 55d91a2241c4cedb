"""Each line of a workbook: shown with what it changes, or with why it cannot be."""

import re

import pytest
from django.core.exceptions import ValidationError
from pytest_django.asserts import assertContains

from atelier.audit.models import Change
from atelier.backoffice.workbook import people
from atelier.backoffice.workbook.columns import Row
from atelier.core.spreadsheets import write_csv, write_xlsx
from atelier.privacy import erasure
from atelier.seasons.models import Job
from contributions.models import Agreement
from sessions.attendance import roll_call
from sessions.attendance.models import Attendance
from territories.models import Participant, Territory
from tests.backoffice.workbook.desk import book_of, sent, told, written
from tests.hostile_files import FEW, hostile

pytestmark = pytest.mark.django_db


def test_each_kind_of_change_is_shown_then_written_and_signed(desk, organiser, season):
    book = book_of(season)
    book["Territoires"][1][1] = "Le Val"
    book["Participants"][2][5] = "adjointe"
    book["Présences"][1][5:8] = ["présent", "", ""]
    book["Contributions"][1][3] = 4200
    Change.objects.all().delete()

    job = sent(desk, write_xlsx(book))
    assert [(sheet, changes) for sheet, _, _, changes, _ in told(job)] == [
        ("Territoires", [["Nom court", "rien", "Le Val"]]),
        ("Participants", [["Fonction", "maire", "adjointe"]]),
        ("Présences", [["Présence", "en retard", "présent"]]),
        ("Contributions", [["Convenu (€)", "rien", "4\u202f200\u00a0€"]]),
    ]
    page = desk.get(job.get_absolute_url())
    assertContains(page, "Écrire ces 4 lignes")
    assert Agreement.objects.get().agreed_amount is None
    assert Change.objects.count() == 0

    assert written(desk, job).written == 4
    assert Territory.objects.get().short_name == "Le Val"
    assert Attendance.objects.get().status == "present"
    assert Agreement.objects.get().agreed_amount == 4200
    assert {change.actor for change in Change.objects.select_related("actor")} == {organiser}
    assertContains(desk.get(job.get_absolute_url()), "Terminé\u00a0: 4 lignes écrites.")


@pytest.mark.parametrize(
    ("sheet", "line", "sentence"),
    [
        ("territoires", {"Territoire": "", "Nom court": "X"}, "« Territoire » est vide"),
        ("territoires", {"Territoire": "Neuf"}, "« Type » est vide « Département » est vide"),
        ("territoires", {"Territoire": "Neuf", "Type": "Royaume", "Département": "62"}, "« Royaume » n’est pas connu"),
        ("territoires", {"Territoire": "Neuf", "Type": "Commune", "Département": "9999"}, "choix valide"),
        ("territoires", {"Territoire": "Val", "SIRET de la structure": "12", "Structure porteuse": "X"}, "SIRET"),
        ("territoires", {"Territoire": "Val", "SIREN": "12"}, "SIREN"),
        ("territoires", {"Territoire": "Val", "Contribution envisagée (€)": "beaucoup"}, "montant en euros"),
        ("territoires", {"Territoire": "Val", "Courriel du référent": "pas une adresse"}, "courriel valide"),
        ("participants", {"Territoire": "Bois"}, "Aucun territoire de la saison ne s’appelle « Bois »"),
        ("participants", {"Catégorie": "rois"}, "Catégorie inconnue"),
        ("participants", {"Courriel": ""}, "« Courriel » est vide"),
        ("participants", {"Catégorie": "agents", "Courriel": "rien"}, "courriel"),
        ("participants", {}, "Plus de siège libre"),
        ("participants", {"Catégorie": "agents", "Fin du mandat ou du poste": "bientôt"}, "n’est pas une date"),
        ("participants", {"Catégorie": "agents", "Courriel": "zoe@example.org"}, "siège ailleurs"),
        ("presences", {"Journée": "7"}, "n’a pas de journée 7"),
        ("presences", {"Demi-journée": "nuit"}, "« nuit » n’est pas connu"),
        ("presences", {"Courriel": "inconnu@example.org"}, "Personne dans la saison"),
        ("presences", {"Présence": "peut-être"}, "« peut-être » n’est pas connu"),
        ("presences", {"Présence": "présent", "Minutes manquées": "5"}, "Les minutes vont avec"),
        ("presences", {"Minutes manquées": "dix"}, "n’est pas un nombre"),
        ("contributions", {"Convenu (€)": "1"}, "sort de la fourchette"),
        ("contributions", {"Convenu (€)": "-5"}, "montant en euros"),
        ("contributions", {"Territoire": "Bois"}, "Aucun territoire"),
    ],
)
def test_a_line_that_cannot_be_says_why_and_writes_nothing(desk, season, sheet, line, sentence):
    usual = {
        "territoires": {"Territoire": "Val"},
        "participants": {
            "Territoire": "Val", "Catégorie": "élus", "Prénom": "Luc", "Nom": "Neuf",
            "Fonction": "DGS", "Organisme": "Val", "Courriel": "luc@example.org",
        },
        "presences": {"Journée": "1", "Demi-journée": "matin", "Courriel": "zoe@example.org", "Présence": "en retard"},
        "contributions": {"Territoire": "Val"},
    }[sheet]  # fmt: skip
    line = {**usual, **line}

    job = sent(desk, write_csv([list(line), list(line.values())]), "lignes.csv", sheet=sheet)

    ((_, number, state, changes, errors),) = told(job)
    assert (number, state, changes) == (2, "wrong", [])
    assert sentence.replace("« ", "«\u00a0").replace(" »", "\u00a0»") in " ".join(errors)
    assertContains(desk.get(job.get_absolute_url()), "En erreur (1)")


def test_good_lines_are_written_beside_wrong_ones(desk, season):
    book = book_of(season)["Participants"]
    book[1][5], book[2][7] = "adjoint", "pas une adresse"

    job = sent(desk, write_xlsx({"Participants": book}))
    assert written(desk, job).written == 1
    assertContains(desk.get(job.get_absolute_url()), "Non écrites (1)")


def test_a_name_whose_letters_count_double_is_written_and_known_again(desk, season):
    heads = ["Territoire", "Catégorie", "Prénom", "Nom", "Fonction", "Organisme", "Courriel"]
    line = ["Val", "agents", "Œ" * 150, "Œ" * 150, "DGS", "Val", "oe@example.org"]
    content = write_csv([heads, line])

    assert written(desk, sent(desk, content, "a.csv", sheet="participants")).written == 1
    assert Participant.objects.get(email="oe@example.org").sort_name == "oe" * 150 + " " + "oe" * 4 + "o"

    # Under another address, the name alone tells who it is.
    moved = write_csv([heads, [*line[:6], "other@example.org"]])
    assert [row[2] for row in told(sent(desk, moved, "b.csv", sheet="participants"))] == ["changed"]


def test_two_lines_that_contradict_each_other_are_told_apart(desk, season):
    heads = ["Territoire", "Catégorie", "Prénom", "Nom", "Fonction", "Organisme", "Courriel"]
    line = ["Val", "agents", "Luc", "Neuf", "DGS", "Val", "luc@example.org"]
    renamed = ["Val", "agents", "Marc", "Autre", *line[4:]]

    job = sent(desk, write_csv([heads, line, line, renamed]), "a.csv", sheet="participants")

    # The second says the same as the first, the third gives its address to somebody else.
    assert [(number, state) for _, number, state, _, _ in told(job)] == [(2, "new"), (4, "changed")]


def test_what_changed_since_it_was_shown_is_not_written(desk, season):
    book = book_of(season)["Participants"]
    book[1][5] = "adjoint"
    job = sent(desk, write_xlsx({"Participants": book}))
    person = Participant.objects.get(email="ali@example.org")
    person.position = "premier adjoint"
    person.save()

    written(desk, job)

    person.refresh_from_db()
    assert person.position == "premier adjoint"
    assertContains(desk.get(job.get_absolute_url()), "a changé depuis la relecture")


def test_a_closed_day_is_not_written_over(desk, organiser, season):
    book = book_of(season)["Présences"]
    book[1][5:7] = ["présent", ""]
    roll_call.close_day(day=season.days.get(), author=organiser)

    assert "sont closes" in told(sent(desk, write_xlsx({"Présences": book})))[0][4][0]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.xlsx", b"rien", "ne se lit pas"),
        ("a.pdf", b"%PDF", "ne se lit pas"),
        ("a.xlsx", write_xlsx({"Autre": [["x"], ["y"]]}), "aucune ligne à lire"),
        ("a.csv", b"Territoire;Nom\r\nVal;X", "aucune ligne à lire"),
        (
            "a.xlsx",
            write_xlsx({"Participants": [["Nom"], ["Vial"]]}),
            "Il manque les colonnes «\u00a0Territoire\u00a0»",
        ),
        ("a.xlsx", write_xlsx({"Participants": [["Nom"]]}), "aucune ligne à lire"),
        ("a.csv", b"x" * 1_000_001, "dépasse 1"),
    ],
)
def test_a_file_that_cannot_be_read_is_said(desk, season, name, content, sentence):
    assertContains(sent(desk, content, name), sentence)
    assert Job.objects.count() == 0


@pytest.mark.usefixtures("mode")
@pytest.mark.parametrize("case", FEW)
def test_a_hostile_file_is_refused_in_words_and_what_was_chosen_stays(case, desk, season):
    name, content, words = hostile(case)

    page = sent(desk, content, name, sheet="participants", invite="on")

    assert re.search(words, " ".join(page.context["form"].non_field_errors()))
    assertContains(page, '<option value="participants" selected>')
    assertContains(
        page,
        '<input type="checkbox" name="invite" aria-describedby="id_invite_helptext" id="id_invite" checked>',
        html=True,
    )
    assert Job.objects.count() == 0


@pytest.mark.parametrize(
    "encoded",
    [lambda text: text.encode("utf-16"), lambda text: text.replace("\r\n", "\r").encode("mac_roman")],
    ids=["Texte Unicode", "Excel for Mac"],
)
def test_a_sheet_saved_as_text_by_excel_is_read(encoded, desk, season):
    text = write_csv(book_of(season)["Participants"]).decode("utf-8-sig")

    job = sent(desk, encoded(text), "personnes.txt", sheet="participants")

    assert (job.state, job.total, told(job)) == ("read", 2, [])


def test_a_number_of_a_thousand_digits_is_refused_with_its_line(desk, season):
    book = book_of(season)["Présences"]
    book[1][6] = "9" * 5_000

    assert "n’est pas un nombre" in told(sent(desk, write_csv(book), "a.csv", sheet="presences"))[0][4][0]


def test_somebody_erased_while_a_workbook_is_written_stays_erased(organiser, season):
    write = people.SHEET.open(season, organiser, {})
    person = Participant.objects.get(email="ali@example.org")
    (line,) = ([str(cell or "") for cell in row] for row in book_of(season)["Participants"] if person.email in row)
    cells = {column.key: cell for column, cell in zip(people.COLUMNS, line, strict=False) if cell}

    erasure.erase(email=person.email)

    with pytest.raises(ValidationError, match="a changé pendant l’import"):
        write({**cells, "phone": "01 23 45 67 89"}, Row("Participants", 2))
    person.refresh_from_db()
    assert (person.full_name, person.phone) == ("Personne effacée", "")


def test_a_column_that_is_there_twice_is_refused(desk, season):
    book = book_of(season)["Participants"]
    twice = [[*row, cell] for row, cell in zip(book, ["courriel\u00a0:", *["x@example.org"] * 9], strict=False)]

    assertContains(sent(desk, write_xlsx({"Participants": twice})), "ont le même titre")
    assert Job.objects.count() == 0


def test_two_sheets_of_one_title_are_refused(desk, season):
    book = book_of(season)

    response = sent(desk, write_xlsx({"Présences": book["Présences"], "Presences": book["Présences"]}))
    assertContains(response, "Deux feuilles de ce fichier s’appellent «\u00a0Présences\u00a0»")
    assert Job.objects.count() == 0
