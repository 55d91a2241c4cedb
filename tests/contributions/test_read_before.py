"""The same operation is one line, whatever kind of file brought it; two that are equal stay two."""

from decimal import Decimal

import pytest
from django.utils import timezone

from contributions import invoicing, reconciliation
from contributions.models import StatementLine
from contributions.statements.reading import read_statement
from tests.contributions.bank_files import BANKS, CAMT, OFX, VERSIONS
from tests.factories import settled

pytestmark = pytest.mark.django_db


def kept(content, name="r.csv"):
    """How many lines of this file are new."""
    return reconciliation.keep_receipts(read_statement(name, content.encode()).receipts)


def table(*rows):
    return "Date;Libellé;Montant\n" + "\n".join(f"26/11/2026;{label};{amount}" for label, amount in rows)


def ofx(*operations):
    """(name, memo, amount, number) of each."""
    told = "".join(
        f"<STMTTRN><DTPOSTED>20261126<TRNAMT>{amount}<FITID>{number}<NAME>{name}<MEMO>{memo}</STMTTRN>"
        for name, memo, amount, number in operations
    )
    return f"<OFX><STMTRS><CURDEF>EUR<BANKTRANLIST>{told}</BANKTRANLIST></STMTRS></OFX>"


def camt(*operations):
    """(payer, words, amount, number) of each."""
    told = "".join(
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>'
        f"<BookgDt><Dt>2026-11-26</Dt></BookgDt><AcctSvcrRef>{number}</AcctSvcrRef><NtryDtls><TxDtls><RltdPties><Dbtr>"
        f"<Nm>{payer}</Nm></Dbtr></RltdPties><RmtInf><Ustrd>{words}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
        for payer, words, amount, number in operations
    )
    return f"<Document><BkToCstmrStmt><Stmt>{told}</Stmt></BkToCstmrStmt></Document>"


@pytest.mark.parametrize("bank", BANKS)
def test_the_receipt_of_each_bank_is_that_of_its_ofx_and_of_its_camt(bank):
    encoding, text, *_ = BANKS[bank]
    table_first = read_statement("releve.csv", text.encode(encoding)).receipts
    assert reconciliation.keep_receipts(table_first) == 1

    assert kept(ofx(("VIREMENT EN VOTRE FAVEUR CC VAL", "DE MORLAINE VP-2026-0003", "3500.00", "1"))) == 0
    assert kept(camt(("CC VAL DE MORLAINE", "VP-2026-0003", "3500.00", "9"))) == 0
    assert StatementLine.objects.count() == 1


def test_the_kept_examples_of_ofx_and_camt_are_known_again():
    assert [kept(OFX), kept(OFX), kept(OFX.replace("\n", " "))] == [1, 0, 0]
    assert [kept(CAMT.format(version=one, **VERSIONS[one])) for one in ("02", "08")] == [3, 0]


@pytest.mark.parametrize(
    ("name", "memo"),
    [
        ("VIR SEPA RECU /DE CC VAL DE MORL", "/MOTIF VP-2026-0003"),
        ("VIREMENT DE CC VAL DE MORLAINE V", "VIREMENT DE CC VAL DE MORLAINE VP-2026-0003"),
        ("VP-2026-0003", "cc val de morlaine"),
    ],
)
def test_words_that_a_format_cuts_doubles_or_moves_are_the_same(name, memo):
    kept(table(("VIREMENT RECU DE CC VAL DE MORLAINE VP-2026-0003", "3500,00")))

    assert kept(ofx((name, memo, "3500.00", "1"))) == 0


@pytest.mark.parametrize(
    "label",
    [
        "VIR CC VAL DE SOURDE VP-2026-0003",
        "VIR CC VAL DE MORLAINE VP-2026-0004",
        "VIR CC VAL DE MORLAINE VP-2026-00031",
        "VIREMENT RECU",
    ],
)
def test_another_payer_or_number_on_the_same_day_is_another_line(label):
    kept(table(("VIR CC VAL DE MORLAINE VP-2026-0003", "3500,00")))

    assert kept(ofx((label, "", "3500.00", "1"))) == 1


def test_equal_operations_of_a_file_stay_two_and_are_known_again_in_another_kind_of_file():
    club = ("VIR CLUB DE PECHE", "42,00")
    assert kept(table(club, club)) == 2
    as_ofx = [("VIR CLUB DE PECHE", "", "42.00", number) for number in "123"]
    assert kept(ofx(*as_ofx[:2])) == 0

    assert [kept(ofx(*as_ofx)), kept(ofx(*as_ofx)), kept(table(club, club, club))] == [1, 0, 0]
    assert StatementLine.objects.count() == 3


def test_the_number_that_the_bank_gives_tells_two_operations_apart_and_one_again():
    assert kept(ofx(("VIR CLUB", "", "42.00", "A1"))) == 1

    assert kept(ofx(("VIR CLUB", "", "42.00", "A2"))) == 1  # downloaded since the last time: the same day goes on
    assert kept(ofx(("VIR CLUB DE PECHE, MERCI", "", "42.00", "A1"), ("AUTRES MOTS", "", "42.00", "A2"))) == 0
    assert kept(ofx(("VIR CLUB", "", "43.00", "A1"))) == 1


def test_a_number_that_stands_twice_in_a_file_or_says_nothing_is_none():
    one, other = ("VIR A", "", "42.00", "0"), ("VIR B", "", "42.00", "0")
    assert [kept(ofx(one, other)), kept(ofx(one)), kept(ofx(other))] == [2, 0, 0]
    assert [kept(camt((name, "", "42.00", "NONREF"))) for name in ("CLUB", "COMITE", "CLUB")] == [1, 1, 0]


def test_a_line_set_aside_is_known_again_without_its_words():
    kept(table(("VIR MME X", "20,00")))
    reconciliation.dismiss_line(StatementLine.objects.get())

    assert kept(ofx(("Vir  Mme X", "", "20.00", "1"))) == 0


def test_a_line_removed_comes_back_with_its_file_and_no_other():
    both = table(("VIR CLUB", "42,00"), ("VIR CLUB", "42,00"))
    kept(both)
    reconciliation.remove_line(StatementLine.objects.order_by("pk").first())

    assert [kept(both), kept(both)] == [1, 0]


def test_what_may_have_been_read_before_is_said_and_proposed_to_no_document_by_its_amount():
    """One payer, under two names that nothing brings together: somebody says whether they are one."""
    first = invoicing.issue_document(instalment=settled(Decimal(3500)).instalments.get(), on=timezone.localdate())
    kept(table((f"VIR {first.number}", "3500,00"), ("VIR MAIRIE", "12,00")))
    other = invoicing.issue_document(instalment=settled(Decimal(12)).instalments.get(), on=timezone.localdate())

    assert kept(camt(("TRESORERIE", "", "3500.00", "1"), ("DGFIP", "", "12.00", "2"))) == 2

    found = {match.line.label: (match.invoice, match.why) for match in reconciliation.match_proposals()}
    same_day = "une ligne du même jour et du même montant vient d’un autre fichier : est-ce la même ?"
    assert found == {
        f"VIR {first.number}": (first, "le libellé porte son numéro"),
        "VIR MAIRIE": (None, same_day),
        "TRESORERIE": (None, same_day),
        "DGFIP": (None, same_day),
    }
    reconciliation.dismiss_line(StatementLine.objects.get(label="DGFIP"))
    found = {match.line.label: match.invoice for match in reconciliation.match_proposals()}
    assert found["VIR MAIRIE"] == other
