"""The statements of French banks, in their own layouts; what is set apart of them, and what is refused in words."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from contributions.statements import tables
from contributions.statements.reading import read_statement
from tests.contributions.bank_files import BANKS

WANTED = (date(2026, 11, 26), Decimal("3500.00"))


@pytest.mark.parametrize("bank", BANKS)
def test_the_statement_of_each_bank_is_read_as_it_is_downloaded(bank):
    encoding, text, label, apart = BANKS[bank]

    reading = read_statement("releve.csv", text.replace("\n", "\r\n").encode(encoding))

    assert [(one.on, one.amount, one.label) for one in reading.receipts] == [(*WANTED, label)]
    assert re.sub(r" \(lignes? [\d, ]+\)", "", reading.in_words()) == apart


def test_a_table_without_known_titles_is_asked_about():
    """LCL: no public source shows its titles; the treasurer says once what its columns are."""
    content = b"26/11/2026;3500,00;Virement;;VIR CC VAL DE MORLAINE;0\n"

    with pytest.raises(tables.UnknownTableError) as caught:
        read_statement("lcl.csv", content)

    assert caught.value.rows == [["26/11/2026", "3500,00", "Virement", "", "VIR CC VAL DE MORLAINE", "0"]]


@pytest.mark.parametrize(
    ("lines", "amounts", "apart"),
    [
        (["3500,00;C", "45,99;D"], [3500], "un débit (ligne 3)"),
        (["3500,00;Crédit", "-45,99;débit"], [3500], "un débit (ligne 3)"),
        (["3500,00;+", "(45,99);-"], [3500], "un débit (ligne 3)"),
    ],
)
def test_a_direction_gives_the_sign(lines, amounts, apart):
    text = "Date;Libellé;Montant;Sens\n" + "".join(f"26/11/2026;VIR;{line}\n" for line in lines)

    reading = read_statement("releve.csv", text.encode())

    assert ([one.amount for one in reading.receipts], reading.in_words()) == (amounts, apart)


@pytest.mark.parametrize(("count", "end"), [(8, "8, 9)"), (9, "8, 9…)")])
def test_eight_places_are_named_and_of_more_it_is_said_that_there_are(count, end):
    reading = read_statement("releve.csv", ("Date;Libellé;Montant\n" + "26/11/2026;PRLV;-45,99\n" * count).encode())

    assert reading.in_words() == f"{count} débits (lignes 2, 3, 4, 5, 6, 7, {end}"


def test_a_line_with_a_debit_and_a_credit_is_refused():
    with pytest.raises(ValidationError, match=r"Ligne 3.*cette ligne a un débit et un crédit"):
        read_statement("releve.csv", b"Date;Libelle;Debit;Credit\n26/11/2026;VIR;;12,00\n26/11/2026;VIR;45,99;45,99\n")


@pytest.mark.parametrize("written", ["(45,99)", "-45,99", "45,99-", "−45,99", "- 45,99 €"])
def test_what_leaves_is_written_with_a_sign_or_in_brackets(written):
    reading = read_statement("releve.csv", f"Date;Libellé;Montant\n26/11/2026;PRLV;{written}\n".encode())

    assert (reading.receipts, reading.in_words()) == ([], "un débit (ligne 2)")


@pytest.mark.parametrize(
    ("row", "apart"),
    [
        ("26/11/2026;SOLDE CREDITEUR AU 26/11/2026;13,37;", "un solde ou total"),
        (";Total des opérations;13,37;", "un solde ou total"),
        ("En attente;VIR MAIRIE;900,00;EUR", "une opération en attente ou refusée"),
        ("26/11/2026;VIR LONDRES;900,00;GBP", "une opération dans une autre monnaie"),
        ("26/11/2026;VIR LONDRES;900,00 USD;", "une opération dans une autre monnaie"),
        ("26/11/2026;VIR SANS RIEN;;", "une opération sans montant"),
        ("26/11/2026;VIR NUL;0,00;", "une opération sans montant"),
        ("Édité le 27/11;;;", "une ligne hors du tableau"),
    ],
)
def test_what_is_no_receipt_in_euros_is_set_apart_and_said(row, apart):
    text = f"Date;Libellé;Montant;Devise\n{row}\n26/11/2026;SOLDE SUBVENTION 2026;3500,00;EUR\n"

    reading = read_statement("releve.csv", text.encode())

    assert [one.label for one in reading.receipts] == ["SOLDE SUBVENTION 2026"]
    assert reading.in_words() == f"{apart} (ligne 2)"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("26/11/2026;VIR;3500,00;X", "Ligne 2 : le sens « X »"),
        ("26/11/2026;VIR;NaN;C", "Ligne 2 : « NaN » n’est pas un montant"),
        ("hier;VIR;12,00;C", "Ligne 2 : « hier » n’est pas une date"),
        ("26/11/2026;VIR;1 000 000 000,00;C", "Ligne 2 : « 1 000 000 000,00 » n’est pas un montant"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused_in_words(row, words):
    with pytest.raises(ValidationError) as caught:
        read_statement("releve.csv", f"Date;Libellé;Montant;Sens\n{row}\n".encode())

    assert caught.value.messages[0].replace("\xa0", " ").startswith(words)


def test_an_account_in_another_currency_is_refused():
    text = "Compte tenu en ;USD\nDate;Libellé;Montant\n26/11/2026;VIR;3500,00\n"

    with pytest.raises(ValidationError, match="tenu en USD"):
        read_statement("releve.csv", text.encode())


def test_a_second_account_in_the_file_is_read_too():
    table = "Date;Libellé;Débit euros;Crédit euros\n26/11/2026;VIR {};;{}\n"

    reading = read_statement("releve.csv", f"{table.format('A', 10)}\nCompte B\n{table.format('B', 20)}".encode())

    assert [(one.label, one.amount) for one in reading.receipts] == [("VIR A", 10), ("VIR B", 20)]
