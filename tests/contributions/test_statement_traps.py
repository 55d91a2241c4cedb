"""What real programs and banks do to the tables of an account: each amount is the one of the bank, or is refused."""

import codecs
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from contributions.models import StatementLine
from contributions.statements import reading
from contributions.statements.operations import Operation
from contributions.statements.read_before import new_operations
from tests.contributions.bank_files import CAMT, VERSIONS, XML
from tests.libreoffice import FOLDER, content_of

ON = date(2026, 11, 26)


def receipts(text, name="r.csv"):
    found = reading.read_statement(name, text if isinstance(text, bytes) else text.encode())
    return [(one.on, one.label, one.amount) for one in found.receipts], found.in_words()


def in_table(amount, day="26/11/2026"):
    return f"Date;Libellé;Montant\n{day};VIR;{amount}\n"


@pytest.mark.parametrize(
    ("table", "label"),
    [
        (
            "Statut;Date;Montant;Nom de la contrepartie;Référence\nExécuté;26/11/2026;3500,00;CC VAL;Solde\n",
            "CC VAL Solde",
        ),
        ("Référence;Date;Libellé;Montant\nSOLDE;26/11/2026;VIR CC VAL;3500,00\n", "SOLDE VIR CC VAL"),
    ],
)
def test_what_a_payer_wrote_is_no_balance(table, label):
    assert receipts(table) == ([(ON, label, Decimal(3500))], "")


@pytest.mark.parametrize("line", ["26/11/2026;SOLDE AU 26/11/2026;13,37", ";Total;13,37", "Solde;;13,37"])
def test_a_balance_is_set_apart(line):
    assert receipts(f"Date;Libellé;Montant\n{line}\n") == ([], "un solde ou total (ligne 2)")


@pytest.mark.parametrize(
    "preamble",
    ["Compte;Intitulé;Devise;Solde\n0123;ATELIER;EUR;1000,00", "Devise :;;Titulaire;ATELIER", "Devise du compte;EUR"],
)
def test_an_account_in_euros_is_read_whatever_stands_beside_its_currency(preamble):
    assert receipts(f"{preamble}\n\n{in_table('3500,00')}")[0] == [(ON, "VIR", Decimal(3500))]


@pytest.mark.parametrize(
    ("preamble", "said"),
    [
        ("Compte;Intitulé;Devise;Solde\n0123;ATELIER;USD;1000,00", "USD"),
        ("Devise du compte;CHF", "CHF"),
        ("Compte tenu en ;francs", "francs"),
    ],
)
def test_an_account_in_another_currency_is_refused(preamble, said):
    with pytest.raises(ValidationError, match=f"tenu en {said}"):
        receipts(f"{preamble}\n\n{in_table('3500,00')}")


@pytest.mark.parametrize("row", ["26/11/2026,VIR,3500,50", "26/11/2026,VIR,-45,9"])
def test_cents_cut_off_by_a_comma_are_not_lost_in_silence(row):
    with pytest.raises(ValidationError, match="une virgule coupe"):
        receipts(f"Date,Libellé,Montant\n{row}\n")


@pytest.mark.parametrize("amount", ["€ 3 500,00", "EUR 3500,00", "+€3500,00", "3500,00", "3\u202f500,00 EUR"])
def test_the_sign_of_the_euro_stands_before_or_after(amount):
    assert receipts(in_table(amount)) == ([(ON, "VIR", Decimal(3500))], "")


@pytest.mark.parametrize("amount", ["(45,99) €", "(45,99 €)", "\u201345,99", "45,99 €-", "- 45,99 €"])
def test_a_debit_is_known_by_any_of_its_signs(amount):
    assert receipts(in_table(amount)) == ([], "un débit (ligne 2)")


@pytest.mark.parametrize("amount", ["-CHF 45,99", "CHF 45,99", "$45,99", "-$45,99", "45,99 USD"])
def test_another_currency_is_set_apart_whatever_its_sign(amount):
    assert receipts(in_table(amount)) == ([], "une opération dans une autre monnaie (ligne 2)")


@pytest.mark.parametrize("nothing", ["-   €", "-", "\u2013", "- EUR"])
def test_a_dash_of_a_format_for_accounts_is_no_amount(nothing):
    table = f"Date;Libellé;Débit;Crédit\n26/11/2026;VIR;{nothing};3500,00\n25/11/2026;PRLV;45,99;{nothing}\n"

    assert receipts(table) == ([(ON, "VIR", Decimal(3500))], "un débit (ligne 3)")


@pytest.mark.parametrize(
    "day",
    [
        "26-nov.-26",
        "26-nov-26",
        "jeudi 26 novembre 2026",
        "2026/11/26",
        "2026-11-26T23:30:00Z",
        "2026-11-26T10:00:00+01:00",
    ],
)
def test_a_day_is_that_of_the_bank_however_it_is_written(day):
    assert receipts(in_table("10", day))[0] == [(ON, "VIR", Decimal(10))]


@pytest.mark.parametrize(
    "titles",
    [
        "Date;Libellé;Montant;;Solde\n;;Débit;Crédit;",
        "Date;Libellé;Mouvements;;Solde\n;;Débit;Crédit;",
        "Date;Libellé;Montant;;Solde\nDate;Libellé;Débit;Crédit;Solde",
        ";;Montant;;\nDate;Libellé;Débit;Crédit;Solde",
    ],
)
def test_titles_on_two_rows_are_those_of_the_second(titles):
    rows = "26/11/2026;VIR;;3500,50;1\n25/11/2026;PRLV;45,99;;1\n"

    assert receipts(f"{titles}\n{rows}") == ([(ON, "VIR", Decimal("3500.50"))], "un débit (ligne 4)")


@pytest.mark.parametrize("state", ["Rapproché", "Pointée", "Posted", "Traité"])
def test_a_line_that_was_ticked_is_done(state):
    assert receipts(f"Date;Libellé;Montant;État\n26/11/2026;VIR;10;{state}\n")[0] == [(ON, "VIR", Decimal(10))]


@pytest.mark.parametrize(("encoding", "name"), [("mac_roman", "Mac"), ("cp850", "DOS")])
def test_a_space_that_does_not_break_is_no_letter_between_digits(encoding, name):
    """In cp1252 those of an old Mac and of DOS read « 3Ê500 » and « 3ÿ500 »: each looked like a word of French."""
    lines = "".join(f"26/11/2026;VIR;{thousand}\u00a0500,00;1\u00a0000,00\n" for thousand in range(1, 9))

    found = reading.read_statement("r.csv", f"Date;Libellé;Montant;Solde\n{lines}".encode(encoding))

    assert sum(one.amount for one in found.receipts) == 40_000
    assert name in found.notes[0]


def ofx(more="", *, amount="3500.00", name="VIR"):
    return (
        XML.replace("3500.00", amount)
        .replace("VIR COMMUNE DE GUÉRANDE", name)
        .replace("</STMTTRN>", f"{more}</STMTTRN>")
    )


@pytest.mark.parametrize("end", ["</CURSYM>", ""])
def test_another_currency_is_set_apart_in_either_version_of_ofx(end):
    said = f"<CURRENCY><CURRATE>1.1</CURRATE><CURSYM>USD{end}</CURRENCY>"

    assert receipts(ofx(said), "r.ofx") == ([], "une opération dans une autre monnaie (ligne 1)")


def test_an_amount_that_the_bank_converted_is_in_euros():
    said = "<ORIGCURRENCY><CURRATE>1.1</CURRATE><CURSYM>USD</CURSYM></ORIGCURRENCY>"

    assert [amount for _, _, amount in receipts(ofx(said), "r.ofx")[0]] == [Decimal(3500)]


def test_words_in_a_section_of_characters_are_words():
    assert receipts(ofx(name="<![CDATA[CC <VAL> & FILS]]>"), "r.ofx")[0][0][1].startswith("CC <VAL> & FILS ")


def test_ofx_in_utf_16_is_read():
    content = codecs.BOM_UTF16_LE + ofx(name="GUÉRANDE").replace('encoding="UTF-8"', 'encoding="UTF-16"').encode(
        "utf-16-le"
    )

    assert receipts(content, "r.ofx")[0][0][1].startswith("GUÉRANDE ")


@pytest.mark.parametrize("amount", ["500.000", "500.00000", "500"])
def test_a_point_is_no_mark_of_thousands_where_programs_write(amount):
    camt = CAMT.format(version="02", **VERSIONS["02"]).replace(">3500.00<", f">{amount}<")

    assert receipts(ofx(amount=amount), "r.ofx")[0][0][2] == 500
    assert receipts(camt, "r.xml")[0][0][2] == 500


def kept(*labels):
    lines: list[StatementLine] = []
    for label in labels:
        ((one, fingerprint),) = new_operations([Operation(ON, label, Decimal(500), "1")], [])
        lines.append(StatementLine(on=ON, amount=one.amount, label=label, fingerprint=fingerprint))
    return lines


@pytest.mark.parametrize("backwards", [False, True])
def test_a_short_label_does_not_take_the_line_of_a_longer_one(backwards):
    """Three transfers of one payer, day and amount, of which two were read in another kind of file."""
    lines = kept("VIR CC VAL", "VIR CC VAL VP-2026-0003")
    labels = ["VIREMENT SEPA CC VAL MANDAT 12", "VIREMENT SEPA CC VAL VP-2026-0003", "VIREMENT SEPA CC VAL"]
    again = [Operation(ON, label, Decimal(500), "1") for label in (labels[::-1] if backwards else labels)]

    assert [one.label for one, _ in new_operations(again, lines)] == labels[:1]


def test_a_label_that_is_cut_finds_its_own_line():
    lines = kept("VIR SYNDICAT DU PAYS DE L", "VIR SYNDICAT DU PAYS DE L MANDAT 12")
    again = [Operation(ON, f"VIR SYNDICAT DU PAYS DE L ALBIGEOIS ET BASTIDES{more}", Decimal(500), "1") for more in
             (" MANDAT 12", "")]  # fmt: skip

    assert new_operations(again, lines) == []


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_an_amount_shown_in_another_currency_is_no_euro(kind):
    """The cell is a number: its format alone says « $1,004.00 », which a csv file of it would."""
    name = f"devises.{kind}"

    found, apart = receipts((FOLDER / name).read_bytes(), name)

    assert [(label, amount) for _, label, amount in found] == [
        ("VIR 2", Decimal(1002)),
        ("VIR 3", Decimal(1003)),
        ("VIR 7", Decimal("12.50")),
    ]
    assert apart == "3 opérations dans une autre monnaie (lignes 4, 5, 6)"


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_an_amount_beside_a_currency_written_as_a_text_is_no_euro(kind):
    name = f"devises-ecrites.{kind}"

    found, apart = receipts((FOLDER / name).read_bytes(), name)

    assert [(label, amount) for _, label, amount in found] == [("VIR 2", Decimal(1002)), ("VIR 3", Decimal(1003))]
    assert apart == "4 opérations dans une autre monnaie (lignes 4, 5, 6, 7)"


@pytest.mark.parametrize("amount", ["45.99", "+45,99"])
def test_a_debit_of_ofx_without_its_sign_is_not_received(amount):
    text = (
        "OFXHEADER:100\n<OFX><STMTRS><CURDEF>EUR<BANKTRANLIST>"
        "<STMTTRN><TRNTYPE>CHECK<DTPOSTED>20261126<TRNAMT>120.00<FITID>1<NAME>REMISE DE CHEQUES</STMTTRN>"
        f"<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20261126<TRNAMT>{amount}<FITID>2<NAME>PRLV</STMTTRN>"
        "<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20261126<TRNAMT>-1.00<FITID>3<NAME>FRAIS</STMTTRN></BANKTRANLIST>"
    )

    found, apart = receipts(text, "r.ofx")

    assert found == [(ON, "REMISE DE CHEQUES", Decimal(120))]
    assert apart == "un débit (ligne 3), une opération dite débit sans signe moins (ligne 2)"


@pytest.mark.parametrize(
    "code", ["[$-40C]dd/mm/yyyy", "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "[$-x-sysdate]d mmmm yyyy"]
)
def test_the_language_of_a_format_is_no_currency(code):
    """What Excel writes for « Date longue » in France; « [$-40C] » names a language, and no money."""
    book = Workbook()
    book.active.append(["Date", "Libellé", "Montant"])
    book.active.append([ON, "VIR", 3500])
    book.active["A2"].number_format = code
    book.active["C2"].number_format = "[$-40C]#,##0.00"

    assert receipts(content_of(book), "r.xlsx") == ([(ON, "VIR", Decimal(3500))], "")
