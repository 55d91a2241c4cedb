"""Statements in OFX and in CAMT.053: what came in, what is set apart, what is refused in words."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from contributions.statements.reading import read_statement
from tests.contributions.bank_files import CAMT, OFX, VERSIONS, XML

WANTED = [(date(2026, 11, 26), Decimal("3500.00"), "VIR COMMUNE DE GUÉRANDE Facture VP-2026-0003 & merci")]


def read(name, text, encoding="utf-8"):
    reading = read_statement(name, text.encode(encoding))
    return [(one.on, one.amount, one.label) for one in reading.receipts], reading.in_words()


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_ofx_is_read_as_banks_write_it(encoding):
    receipts, apart = read("releve.ofx", OFX, encoding)

    assert receipts == WANTED
    assert apart == (
        "un débit (ligne 2), une opération en attente ou refusée (ligne 4), "
        "une opération dans une autre monnaie (ligne 3)"
    )


def test_ofx_in_xml_and_on_one_line_is_the_same():
    assert read("releve.ofx", XML) == (WANTED, "")
    assert read("releve.qfx", OFX.replace("\n", " "))[0] == WANTED


@pytest.mark.parametrize("version", VERSIONS)
def test_camt_is_read_in_its_versions(version):
    receipts, apart = read("releve.xml", CAMT.format(version=version, **VERSIONS[version]))

    assert receipts == [
        (date(2026, 11, 26), Decimal("3500.00"), "CC VAL VP-2026-0003"),
        (date(2026, 11, 23), Decimal("10.00"), "A REMISE"),
        (date(2026, 11, 23), Decimal("20.00"), "B REMISE"),
    ]
    assert apart == (
        "un débit (ligne 2), une opération en attente ou refusée (ligne 3), "
        "une opération dans une autre monnaie (ligne 4)"
    )


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<OFX><CREDITCARDMSGSRSV1></OFX>", "ne contient pas de relevé"),
        (OFX.replace("+3500,00", "NaN").encode(), "Ligne 1.*NaN"),
        (OFX.replace("20261126120000", "20261326").encode(), "Ligne 1.*n’est pas une date"),
        (CAMT.format(version="02", **VERSIONS["02"]).replace("45.99", "douze").encode(), "Ligne 2.*« douze »"),
        (CAMT.format(version="02", **VERSIONS["02"]).replace("2026-11-25", "hier").encode(), "Ligne 2.*« hier »"),
        (b"<Document><BkToCstmrStmt><Stmt>", "XML ne se lit pas"),
        (f"{ENTITIES}<Document><BkToCstmrStmt>&b;</BkToCstmrStmt></Document>".encode(), "XML ne se lit pas"),
        (f"{ENTITIES}<Document><BkToCstmrStmt>&b;</BkToCstmrStmt></Document>".encode("utf-16"), "XML ne se lit pas"),
        (b"<Document><BkToCstmrDbtCdtNtfctn></BkToCstmrDbtCdtNtfctn></Document>", "camt.054.*camt.053"),
        (CAMT.format(version="02", **VERSIONS["02"]).replace("CRDT", "?").encode(), "ni un crédit ni un débit"),
        (b"<Document><BkToCstmrStmt>" + b"<a>" * 50_000, "XML ne se lit pas"),
        (b"OFXHEADER:100\n" + b" " * 1_100_000, "dépasse 1"),
    ],
)
def test_what_is_no_statement_is_refused_in_words(content, words):
    with pytest.raises(ValidationError) as caught:
        read_statement("releve", content)

    assert re.search(words, " ".join(caught.value.messages).replace("\xa0", " "))
