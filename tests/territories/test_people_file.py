import re

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django.asserts import assertContains, assertNotContains

from atelier.core import spreadsheets
from atelier.outbox.models import Message
from atelier.seasons.models import Category
from territories import people_file
from territories.models import Participant
from tests.admin_actions import shown_by
from tests.factories import ParticipantFactory
from tests.hostile_files import FEW, hostile, ods_table

pytestmark = pytest.mark.django_db

SIX = [
    ["élu", "Odile", "d’Hauterive", "maire", "Val", "odile@example.org"],
    ["Elus", "Émile", "N'Guessan", "adjoint", "Val", "emile@example.org"],
    ["agents", "Lucie", "Le Goff", "DGS", "Val", "lucie@example.org"],
    ["agent", "Amir", "Saïdi", "chargé de mission", "Val", "amir@example.org"],
    ["opérateurs", "Agnès", "de La Tour", "gérante", "SCIC", "agnes@example.org"],
    ["operateur", "Hugo", "Œuvrard", "président", "Asso", "hugo@example.org"],
]
PASTED = "\n".join("\t".join(row) for row in SIX)


@pytest.fixture
def client(as_user, contact):
    return as_user(contact)


def workbook(rows):
    return SimpleUploadedFile("a.xlsx", spreadsheets.write_xlsx({"A": rows}))


def pasted(lines):
    return people_file.read_pasted(spreadsheets.as_pasted(lines))


def page(application):
    return f"/candidatures/{application.pk}/triptyque/tableau/"


def test_six_rows_are_shown_first_and_written_once_confirmed(client, application):
    shown = client.post(page(application), {"pasted": PASTED})
    assertContains(shown, "Rien n’est encore inscrit")
    assert Participant.objects.count() == 0

    client.post(
        page(application), {"pasted": shown.context["form"].initial["pasted"], "confirm": "1", **shown_by(shown)}
    )

    seats = Participant.objects.order_by("category__position", "seat")
    assert [(row.category.code, row.seat, row.full_name) for row in seats] == [
        ("elus", 1, "Odile d’Hauterive"),
        ("elus", 2, "Émile N'Guessan"),
        ("agents", 1, "Lucie Le Goff"),
        ("agents", 2, "Amir Saïdi"),
        ("operateurs", 1, "Agnès de La Tour"),
        ("operateurs", 2, "Hugo Œuvrard"),
    ]
    assert Message.objects.count() == 6


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("six.csv", lambda: "\n".join(";".join(row) for row in SIX).encode("cp1252")),
        ("six.csv", lambda: b"\xef\xbb\xbf" + "\n".join(",".join(row) for row in SIX).encode()),
        ("six.xlsx", lambda: spreadsheets.write_xlsx({"A": SIX})),
        ("six.ods", lambda: ods_table(SIX)),
    ],
    ids=["French Excel csv", "UTF-8 csv", "xlsx", "ods"],
)
def test_every_kind_of_file_is_read(name, make, client, application):
    response = client.post(page(application), {"file": SimpleUploadedFile(name, make())})

    assert [row.errors for row in response.context["rows"]] == [[]] * 6
    assertContains(response, "Inscrire 6 personnes")


def test_columns_are_known_by_their_titles_in_any_order(application):
    lines = [["Courriel", "NOM", "Prénom", "Catégorie", "Fonction", "Organisme"]]
    lines.append(["odile@example.org", "Ferrandier", "Odile", "Élus", "maire", "Val"])

    (row,) = people_file.check_rows(application, pasted(lines))

    assert (row.errors, row.values["first_name"], row.category.code) == ([], "Odile", "elus")


def test_each_wrong_row_says_what_is_wrong_and_nothing_is_written(client, application):
    ParticipantFactory(
        triptych=application,
        category=application.season.categories.get(code="agents"),
        email="prise@example.org",
        first_name="A",
        last_name="B",
    )
    rows = [
        ["préfets", "A", "B", "x", "y", "a@example.org"],
        ["élus", "", "B", "x", "y", "pas-un-courriel"],
        ["élus", "A", "B", "x", "y", "a@example.org"],
        ["élus", "A", "B", "x", "y", "b@example.org"],
        ["agents", "A", "B", "x", "y", "prise@example.org"],
    ]
    pasted = "\n".join("\t".join(row) for row in rows)

    response = client.post(page(application), {"pasted": pasted, "confirm": "1"})

    errors = [[error.replace("\u00a0", " ") for error in row.errors] for row in response.context["rows"]]
    assert errors[:4] == [
        ["catégorie inconnue : « préfets »"],
        ["prénom manquant", "courriel invalide : « pas-un-courriel »"],
        ["ce courriel figure déjà plus haut"],
        ["plus de siège libre dans la catégorie « Élus »"],
    ]
    assert "chacun n’occupe qu’un siège" in errors[4][0]
    assert Participant.objects.filter(triptych=application).count() == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.xlsx", b"rien"),
        ("x.ods", b"PK\x03\x04"),
        ("x.exe", b"MZ"),
        ("x.csv", b"a;b\n" * 100),
        ("x.csv", b"x" * (spreadsheets.MAX_BYTES + 1)),
    ],
    ids=["garbage", "truncated", "another kind", "too many rows", "too big"],
)
def test_a_file_that_is_not_six_people_is_refused_in_words(name, content, client, application):
    response = client.post(page(application), {"file": SimpleUploadedFile(name, content)})

    assertContains(response, "Une réponse est à corriger")


@pytest.mark.usefixtures("mode")
@pytest.mark.parametrize("case", FEW)
def test_a_hostile_file_is_refused_in_words_and_what_was_typed_stays(case, client, application):
    name, content, words = hostile(case)

    response = client.post(page(application), {"pasted": "élus\tOdile", "file": SimpleUploadedFile(name, content)})

    assertContains(response, "Une réponse est à corriger")
    assert re.search(words, " ".join(response.context["form"].non_field_errors()))
    assertContains(response, "élus\tOdile")
    assert Participant.objects.count() == 0


def test_cells_with_quotes_and_semicolons_are_confirmed_as_they_were_shown(client, application):
    row = ["élus", "Odile", "Roy", '"maire"; élue, "dit-on"', '"La Fabrique"', "odile@example.org"]
    shown = client.post(page(application), {"file": workbook([row])})

    client.post(
        page(application), {"pasted": shown.context["form"].initial["pasted"], "confirm": "1", **shown_by(shown)}
    )

    seat = Participant.objects.get()
    assert (seat.position, seat.organisation) == (row[3], row[4])


def test_a_file_of_more_words_than_can_be_confirmed_says_so_before(client, application):
    rows = [["élus", "Odile", "Roy", "x" * 9_000, "Val", "odile@example.org"]] * 3

    response = client.post(page(application), {"file": workbook(rows)})

    assertContains(response, "trop de texte")


def test_signs_that_a_database_refuses_are_refused_in_words_when_they_are_pasted(client, application):
    assertContains(client.post(page(application), {"pasted": "élus\tOdile\0"}), "Une réponse est à corriger")


def test_an_empty_form_is_refused_in_words(client, application):
    assertContains(client.post(page(application), {"pasted": ""}), "Collez au moins une ligne")


def test_a_file_without_a_line_is_not_told_to_be_chosen(client, application):
    blank = SimpleUploadedFile("a.xlsx", spreadsheets.write_xlsx({"A": [[" "]]}))

    response = client.post(page(application), {"file": blank})

    assertContains(response, "Ce fichier ne contient aucune ligne")
    assertNotContains(response, "choisissez un fichier")


def test_formulas_are_kept_as_text(application):
    content = "élus;=1+1;B;x;y;a@example.org".encode()

    (row,) = people_file.check_rows(application, people_file.read_file("x.csv", content))

    assert row.values["first_name"] == "=1+1"


def test_too_many_bytes_are_not_even_decoded():
    with pytest.raises(ValidationError, match="dépasse"):
        people_file.read_file("x.csv", b"x" * (spreadsheets.MAX_BYTES + 1))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Directions et chargés de mission", "agents"),
        ("direction", "agents"),
        ("ELUS", "elus"),
        ("élu", "elus"),
        ("et", None),
        ("rois", None),
        ("", None),
    ],
)
def test_a_category_is_known_by_its_name_its_code_or_a_word_of_it(typed, code):
    categories = [
        Category(code="elus", label="Élus"),
        Category(code="agents", label="Directions et chargés de mission"),
    ]

    found = people_file.category_named(typed, categories)

    assert (found and found.code) == code


def test_two_columns_of_one_title_are_refused_and_what_was_pasted_stays(client, application):
    titles = ["Catégorie", "Prénom", "Nom", "Fonction", "Organisme", "Courriel", "courriel "]
    pasted = "\n".join("\t".join(row) for row in [titles, *[[*row, "autre@example.org"] for row in SIX]])

    response = client.post(page(application), {"pasted": pasted, "confirm": "1"})

    assertContains(response, "Les colonnes F et G ont le même titre")
    assertContains(response, "odile@example.org")
    assert Participant.objects.count() == 0


def test_the_name_that_is_used_counts_beside_the_other(triptych):
    titles = ["Nom d’usage", "Nom", "Prénom", "E\u200bmail"]

    (row,) = people_file.check_rows(triptych, pasted([titles, ["Vial", "Roy", "Zoé", "zoe@example.org"]]))

    assert (row.values["last_name"], row.values["email"]) == ("Vial", "zoe@example.org")
