"""Lines of a statement: known once, proposed to the invoice that they pay, applied, split, put away."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from atelier.core import french, spreadsheets
from contributions import invoicing, payments, reconciliation
from contributions.models import Invoice, StatementLine
from contributions.statements.reading import read_statement
from tests.factories import TriptychFactory, settled
from tests.hostile_files import FILES

pytestmark = pytest.mark.django_db
READ_AT = datetime(2026, 11, 26, 9, tzinfo=UTC)  # of one file


def kept(content, name="r.csv"):
    """How many lines of this file are new."""
    return reconciliation.keep_receipts(read_statement(name, content).receipts)


def a_line(amount, label="VIR X", on=None):
    on = on or localdate()
    return StatementLine.objects.create(
        fingerprint=f"{label}{amount}{on}", on=on, label=label, amount=Decimal(amount), read_at=READ_AT
    )


def due_of(invoice):
    return Invoice.objects.with_balance().get(pk=invoice.pk).due


def apply_all(line, invoice, by):
    return reconciliation.apply_line(line=line, shares=[(invoice, line.amount)], by=by)


STATEMENT = """Date;Libellé;Débit;Crédit
03/05/2027;VIR DGFIP 059000 VP20270001 MAIRIE;;4 500,00
04/05/2027;PRLV EDF;-120,50;
05/05/2027;VIR CLUB DE PÊCHE;;42,00
05/05/2027;VIR CLUB DE PÊCHE;;42,00
"""


def test_a_statement_is_read_with_what_it_brings_and_nothing_is_applied(invoice):
    lines = read_statement("releve.csv", STATEMENT.encode("cp1252")).receipts

    assert [(line.on, line.label, line.amount) for line in lines] == [
        (date(2027, 5, 3), "VIR DGFIP 059000 VP20270001 MAIRIE", Decimal("4500.00")),
        (date(2027, 5, 5), "VIR CLUB DE PÊCHE", Decimal("42.00")),
        (date(2027, 5, 5), "VIR CLUB DE PÊCHE", Decimal("42.00")),
    ]
    assert reconciliation.keep_receipts(lines) == 3
    assert invoice.payments.count() == 0


def test_the_same_statement_twice_is_the_same_lines_once():
    for count in (3, 0):
        assert kept(STATEMENT.encode()) == count


def test_the_same_operation_read_from_another_kind_of_file_is_the_same_line():
    """The bank offers both; a date, spaces, capitals and decimals are written otherwise in each."""
    rows = [
        ["Date", "Libellé", "Montant"],
        [date(2026, 5, 4), "VIR  MAIRIE de Val", 4500],
        [date(2026, 5, 4), "VIR  MAIRIE de Val", 4500],
        [date(2026, 5, 5), "VIR É", Decimal("42.10")],
    ]
    text = "date;libelle;montant\n04/05/2026;VIR MAIRIE DE VAL;4 500,00\n04/05/2026;VIR MAIRIE DE VAL;4500\n"
    text += "2026-05-05;vir é;42,1\n05/05/2026;vir é;42,11\n"

    first = kept(spreadsheets.write_xlsx({"A": rows}), "r.xlsx")
    second = kept(text.encode())

    assert (first, second) == (3, 1)


def test_a_line_is_matched_by_number_then_by_an_amount_that_one_document_has(invoice):
    other = invoicing.issue_document(instalment=settled(Decimal(3000)).instalments.get(), on=localdate())
    number = invoice.number.replace("-", "")
    text = f"date,libelle,montant\n2027-05-03,VIR {number},10\n2027-05-04,VIR X,3000\n2027-05-05,VIR Y,7\n"
    kept(text.encode())

    assert {match.line.label: (match.invoice, match.why) for match in reconciliation.match_proposals()} == {
        f"VIR {number}": (invoice, "le libellé porte son numéro"),
        "VIR X": (other, "la seule à ce montant"),
        "VIR Y": (None, ""),
    }


def test_an_amount_that_two_documents_have_is_not_guessed(invoice):
    invoicing.issue_document(instalment=settled().instalments.get(), on=localdate())
    kept(b"date,libelle,montant\n2027-05-04,VIR X,4500\n")

    assert reconciliation.match_proposals()[0].invoice is None


def test_a_line_is_applied_once_and_free_again_when_its_payment_is_cancelled(invoice, by):
    kept(b"date,libelle,montant\n2026-05-04,VIR X,4500\n")
    line = StatementLine.objects.get()
    (payment,) = apply_all(line, invoice, by)

    with pytest.raises(ValidationError, match="déjà rapprochée"):
        apply_all(line, invoice, by)
    assert reconciliation.match_proposals() == []
    payments.cancel_payment(payment=payment, reason="Mauvaise ligne")
    assert [match.line for match in reconciliation.match_proposals()] == [line]


def test_a_line_that_pays_nothing_here_is_set_aside_without_its_words(invoice, by):
    content = b"date,libelle,montant\n2026-05-04,VIR MME X,20\n"
    kept(content)
    line = StatementLine.objects.get()

    assert reconciliation.dismiss_line(line)

    assert reconciliation.match_proposals() == []
    assert StatementLine.objects.get().label == ""
    assert kept(content) == 0
    with pytest.raises(ValidationError, match="écartée"):
        apply_all(line, invoice, by)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a,b\n1,2\n", "titres des colonnes"),
        (b"", "titres des colonnes"),
        (b"date,libelle,montant\nhier,x,5\n", "Ligne 2"),
        (b"date,libelle,montant\n2027-02-30,x,5\n", "Ligne 2"),
        (b"date,libelle,montant\n2027-02-01,x,cinq\n", "Ligne 2"),
        (b"date,libelle,montant\n2027-02-01,x,NaN\n", "Ligne 2"),
        (b"date,libelle,montant\n2027-02-01,x,Infinity\n", "Ligne 2"),
        (b"date,libelle,montant\n2027-02-01,x,1e15\n", "Ligne 2"),
        (b"date,libelle,montant\n2027-02-01,x,1000000000\n", "Ligne 2"),
    ],
)
def test_a_statement_that_cannot_be_read_says_where(content, words):
    with pytest.raises(ValidationError, match=words):
        read_statement("releve.csv", content)


def test_a_statement_saved_by_libreoffice_shifts_no_amount():
    content = (FILES / "releve.ods").read_bytes()

    lines = read_statement("releve.ods", content).receipts

    assert [(line.on, line.label, line.amount) for line in lines] == [
        (date(2026, 11, 26), "VIR CC DU VAL VP-2026-0003", Decimal("3500.00")),
        (date(2026, 11, 26), "VIR DOUBLE ESPACE", Decimal("2500.00")),
        (date(2026, 11, 26), "VIR DOUBLE ESPACE", Decimal("2500.00")),
    ]


@pytest.mark.parametrize(
    ("label", "named"),
    [
        ("VIR DGFIP {number}", True),
        ("VIR {bare} MERCI", True),
        ("{spaced}", True),
        ("{number}1", False),
        ("{bare}9", False),
        ("X{number}", False),
    ],
)
def test_a_number_in_a_label_is_that_number_and_no_longer_one(invoice, label, named):
    issued(invoice.payer.agreement.triptych.season)  # two at one amount: only the number tells
    number = invoice.number
    words = label.format(number=number, bare=number.replace("-", ""), spaced=number.replace("-", " ").lower())
    StatementLine.objects.create(fingerprint="x", on=localdate(), label=words, amount=invoice.total)

    (match,) = reconciliation.match_proposals()

    assert (match.invoice == invoice) is named


def issued(season):
    payer = settled(triptych=TriptychFactory(season=season, admitted=True, rank=3))
    return invoicing.issue_document(instalment=payer.instalments.get(), on=localdate())


def test_a_statement_of_two_amounts_is_refused():
    content = "Date;Libellé;Montant;Montant \n12/03/2027;VIR VAL;1500,00;900,00\n".encode()

    with pytest.raises(ValidationError, match="Les colonnes C et D ont le même titre"):
        read_statement("releve.csv", content)


def test_titles_on_several_lines_are_known():
    content = 'Date\u00a0d’opération;"Libellé\ncomplet";Crédit\u202f(€)\n12/03/2027;VIR VAL;1500,00\n'.encode()

    (line,) = read_statement("releve.csv", content).receipts
    assert (line.label, line.amount) == ("VIR VAL", Decimal("1500.00"))


def test_one_transfer_pays_several_invoices_and_what_is_left_waits(invoice, by):
    other = issued(invoice.payer.agreement.triptych.season)
    line = a_line("9000.50", f"VIR {invoice.number} {other.number}")
    (match,) = reconciliation.match_proposals()
    assert (match.invoice, match.shares) == (None, [(invoice, 4500), (other, 4500)])

    reconciliation.apply_line(line=line, shares=match.shares, by=by)

    assert (due_of(invoice), due_of(other)) == (0, 0)
    (rest,) = reconciliation.match_proposals()
    assert rest.line.left == Decimal("0.50")
    with pytest.raises(ValidationError, match="dépassent de 0,50"):
        reconciliation.apply_line(line=line, shares=[(invoice, Decimal(1))], by=by)


def test_one_invoice_is_paid_by_several_transfers_and_no_more_is_proposed(invoice):
    for amount in (3000, 1500, 200):
        a_line(amount, f"VIR {invoice.number}", on=localdate() - timedelta(days=amount // 1000))

    assert [(match.line.amount, match.invoice, match.why) for match in reconciliation.match_proposals()] == [
        (200, invoice, "le libellé porte son numéro"),
        (1500, invoice, "le libellé porte son numéro"),
        (3000, None, f"le libellé porte {invoice.number}, dont il ne reste que 2\u202f800\u00a0€ à payer"),
    ]


def test_a_line_that_names_what_is_paid_is_proposed_to_nothing_else(invoice, by):
    issued(invoice.payer.agreement.triptych.season)  # of the same amount, still due
    payments.record_payment(invoice=invoice, amount=Decimal(4500), received_on=localdate(), by=by)
    a_line(4500, f"VIR {invoice.number}")

    (match,) = reconciliation.match_proposals()

    assert (match.invoice, match.why) == (None, f"le libellé porte {invoice.number}, qui n’attend plus rien")


def test_two_lines_of_one_amount_are_not_both_proposed_for_one_invoice(invoice):
    a_line(4500, "VIR A")
    a_line(4500, "VIR B")

    assert sorted(match.why for match in reconciliation.match_proposals()) == ["", "la seule à ce montant"]


def test_fees_that_a_bank_kept_count_for_the_payer_and_not_for_the_account(invoice, by):
    line = a_line("4485.50")

    (payment,) = reconciliation.apply_line(line=line, shares=[(invoice, Decimal(4500))], fees=Decimal("14.50"), by=by)

    assert (payment.amount, payment.fees, payment.in_account) == (4500, Decimal("14.50"), Decimal("4485.50"))
    assert due_of(invoice) == 0
    assert reconciliation.match_proposals() == []


def test_lines_are_applied_together_and_one_that_is_refused_keeps_no_other(invoice, by):
    other = issued(invoice.payer.agreement.triptych.season)
    a_line(4500, "VIR A")
    a_line(4500, "VIR DEMAIN", on=localdate() + timedelta(days=1))
    lines = {line.label: line for line in StatementLine.objects.waiting()}

    done, refused = reconciliation.apply_matches({lines["VIR A"]: invoice, lines["VIR DEMAIN"]: other}, by)

    day = french.long_date(localdate() + timedelta(days=1))
    said = f"VIR DEMAIN\u00a0: Cette ligne est du {day}, qui est à venir\u00a0: elle se rapproche ce jour-là."
    assert (done, refused) == (1, [said])
    assert [match.line.label for match in reconciliation.match_proposals()] == ["VIR DEMAIN"]


def test_a_line_can_be_removed_until_a_payment_was_made_of_it(invoice, by):
    content = b"date,libelle,montant\n2026-05-04,VIR X,4500\n"
    kept(content)
    reconciliation.remove_line(StatementLine.objects.get())
    assert kept(content) == 1

    line = StatementLine.objects.get()
    apply_all(line, invoice, by)

    with pytest.raises(ValidationError, match="a servi à un versement"):
        reconciliation.remove_line(line)


def test_the_rest_of_a_line_is_set_aside_and_comes_back_with_its_payment(invoice, by):
    line = a_line(4600)
    (payment,) = reconciliation.apply_line(line=line, shares=[(invoice, Decimal(4500))], by=by)
    assert reconciliation.dismiss_line(line)
    assert not reconciliation.dismiss_line(line)
    assert reconciliation.match_proposals() == []

    payments.cancel_payment(payment=payment, reason="Mauvaise facture")

    (match,) = reconciliation.match_proposals()
    assert (match.line.label, match.line.left) == ("VIR X", 4600)
