"""Days and amounts as people and banks write them: read, or refused with the remedy."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from atelier.backoffice.workbook.columns import as_euros
from atelier.core import parsing
from atelier.core.fields import EurosField
from contributions.statements import reading


def of_a_statement(day="04/05/2026", amount="1"):
    (line,) = reading.read_statement("r.csv", f"date;libelle;montant\n{day};VIR;{amount}\n".encode()).receipts
    return line


DAYS = [
    "04/05/2026",
    "4/5/2026",
    "04.05.2026",
    "04-05-2026",
    "04/05/26",
    "2026-05-04",
    "2026-05-04 00:00:00",
    "04/05/2026 09:30",
]
DAYS += ["2026-05-04T09:30:00.5", "46146", "46146.4", "4 mai 2026", "4 MAI 2026"]


@pytest.mark.parametrize("read", [parsing.parse_day, lambda text: of_a_statement(day=text).on])
@pytest.mark.parametrize("text", DAYS)
def test_one_day_is_read_however_it_is_written(read, text):
    assert read(text) == date(2026, 5, 4)


@pytest.mark.parametrize("read", [parsing.parse_day, lambda text: of_a_statement(day=text)])
@pytest.mark.parametrize(
    "text", ["04/05/20261", "31/02/2026", "2026-13-01", "bientôt", "04/05", "", "04/05/202", "x" * 99]
)
def test_what_is_no_day_is_refused_with_the_remedy(read, text):
    with pytest.raises(ValidationError, match=r"n’est pas une date.*écrivez-la 31/12/2026"):
        read(text)


AMOUNTS = {
    "1234": "1234",
    "1 234,5": "1234.5",
    "1\u202f234,50 €": "1234.5",
    "+1234.50": "1234.5",
    "0,30": "0.3",
    "0.3": "0.3",
    "10,00 EUR": "10",
    "1 234 567": "1234567",
    "3\u2009000,50": "3000.5",
    "3.000,50": "3000.5",
    "1.234.567": "1234567",
}


@pytest.mark.parametrize(
    "read",
    [parsing.parse_euros, as_euros, EurosField().clean, lambda text: of_a_statement(amount=text).amount],
)
@pytest.mark.parametrize("text", AMOUNTS)
def test_one_amount_is_read_however_it_is_written(read, text):
    assert read(text) == Decimal(AMOUNTS[text])


@pytest.mark.parametrize(
    "read",
    [parsing.parse_euros, as_euros, EurosField().clean, lambda text: of_a_statement(amount=f'"{text}"')],
)
@pytest.mark.parametrize(
    "text",
    [
        "1.234",
        "12,345",
        "4.500",
        "1,234.56",
        "douze",
        "1e3",
        "NaN",
        "Infinity",
        "12,",
        "9" * 40,
        "1€50",
        "1 50",
        "12 € 50",
    ],
)
def test_an_amount_that_may_be_another_one_is_asked_about(read, text):
    with pytest.raises(ValidationError, match=r"n’est pas un montant.*écrivez-le 1234,50"):
        read(text)


def test_what_leaves_an_account_is_negative():
    assert parsing.parse_euros("-120,50") == parsing.parse_euros("\u2212120,50") == Decimal("-120.50")


def test_an_amount_of_two_meanings_is_asked_about():
    with pytest.raises(ValidationError) as asked:
        parsing.parse_euros("4.500")
    assert "est-ce 4500\u00a0€ ou 4,50\u00a0€" in asked.value.messages[0]


@pytest.mark.parametrize(("text", "day"), [("1er août 2026", date(2026, 8, 1)), ("3 févr. 2027", date(2027, 2, 3))])
def test_a_day_is_read_in_words(text, day):
    assert parsing.parse_day(text) == day


@pytest.mark.parametrize("text", ["12345", "99999", "32 mai 2026", "4 brumaire 2026", "2026-05-04 moins le quart"])
def test_what_looks_like_a_day_and_is_none_is_refused(text):
    with pytest.raises(ValidationError):
        parsing.parse_day(text)
