"""How the titles of a spreadsheet are known, whoever typed them, and what is refused."""

import pytest
from django.core.exceptions import ValidationError

from atelier.core.headings import find_headings, heading_key

COLUMNS = {"email": ("courriel professionnel", "Courriel", "e-mail"), "amount": ("Contribution envisagée (€)",)}


@pytest.mark.parametrize(
    "typed",
    [
        "E-mail",
        " e‑mail ",
        "E\u00a0mail\u202f:",
        "É-MAÎL",
        "e\nmail",
        "e_mail",
        "\ufeffe-mail",
        "e\u200b-mail\u200e",
        "e-ma\u00adil",
        "Ｅ-mail",
        "e-mail*",
    ],
)
def test_a_title_is_known_however_it_is_typed(typed):
    assert find_headings(["Nom", typed], COLUMNS) == {"email": 1}


def test_a_unit_changes_no_title():
    assert heading_key("Contribution envisagée (€)") == heading_key("contribution\nenvisagee")


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_titles_of_one_meaning_the_first_declared_counts(order):
    titles = ["Courriel", "Courriel professionnel"][::order]

    assert titles[find_headings(titles, COLUMNS)["email"]] == "Courriel professionnel"


@pytest.mark.parametrize("second", ["Courriel", "COURRIEL ", "cour\u00adriel", "courriel\u00a0:"])
def test_two_columns_of_one_title_are_refused(second):
    with pytest.raises(ValidationError) as refused:
        find_headings(["Courriel", "Nom", *[""] * 24, second], COLUMNS)

    assert refused.value.messages == [
        "Les colonnes A et AA ont le même titre, «\u00a0Courriel\u00a0»\u00a0: retirez celle qui est de trop "
        "(elle est peut-être masquée), ou renommez-la."
    ]


def test_what_is_not_read_may_be_there_twice():
    assert find_headings(["Note", "", "", "Note", "Courriel"], COLUMNS) == {"email": 4}
