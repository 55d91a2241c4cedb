"""Statements in OFX and in CAMT.053: what came in, what is set apart, what is refused in words."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from contributions.statements.reading import read_statement

# The shape of the files of https://github.com/gpaulissen/ofxstatement-french, tests/samples: header without a blank
# line, values without closing tags but those of BANKACCTFROM, an empty BALAMT, several accounts.
OFX = """OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE
<OFX>
<SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20261127052901<LANGUAGE>FRA</SONRS></SIGNONMSGSRSV1>
<BANKMSGSRSV1>
<STMTTRNRS>
<TRNUID>
<STMTRS>
<CURDEF>EUR
<BANKACCTFROM>
<BANKID>10907</BANKID>
<ACCTID></ACCTID>
<ACCTTYPE2>CHECKING</ACCTTYPE2>
</BANKACCTFROM>
<BANKTRANLIST>
<DTSTART>20261101
<DTEND>20261127
<STMTTRN>
<TRNTYPE>CREDIT
<DTPOSTED>20261126120000.000[+1:CET]
<TRNAMT>+3500,00
<FITID>
<NAME>VIR COMMUNE DE GUÉRANDE
<MEMO>Facture VP-2026-0003 &amp; merci
</STMTTRN>
<STMTTRN>
<TRNTYPE>DEBIT
<DTPOSTED>20261125
<TRNAMT>-45.99
<FITID>2
<NAME>PRLV ORANGE

</STMTTRN>
<STMTTRN>
<TRNTYPE>CREDIT
<DTPOSTED>20261124
<TRNAMT>120.00
<NAME>FONDS DE LONDRES
<CURRENCY><CURRATE>1.1<CURSYM>GBP</CURRENCY>
</STMTTRN>
</BANKTRANLIST>
<BANKTRANLISTP><STMTTRNP><DTTRAN>20261128<TRNAMT>900.00<NAME>VIR A VENIR</STMTTRNP></BANKTRANLISTP>
<LEDGERBAL><BALAMT><DTASOF>20261127</LEDGERBAL>
</STMTRS>
</STMTTRNRS>
</BANKMSGSRSV1>
</OFX>
"""
XML = """<?xml version="1.0" encoding="UTF-8"?><?OFX OFXHEADER="200" VERSION="211"?>
<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR</CURDEF><BANKTRANLIST><STMTTRN><TRNTYPE>CREDIT</TRNTYPE>
<DTPOSTED>20261126</DTPOSTED><TRNAMT>3500.00</TRNAMT><FITID>1</FITID><NAME>VIR COMMUNE DE GUÉRANDE</NAME>
<MEMO>Facture VP-2026-0003 &amp; merci</MEMO></STMTTRN></BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""
WANTED = [(date(2026, 11, 26), Decimal("3500.00"), "VIR COMMUNE DE GUÉRANDE Facture VP-2026-0003 & merci")]

# ISO 20022, camt.053.001.02 and 08: Sts is a code, then an element; a debtor is named, then in a party.
CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt><Stmt><Id>1</Id>
<Bal><Amt Ccy="EUR">13.37</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
<Ntry><Amt Ccy="EUR">3500.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>{booked}<BookgDt><Dt>2026-11-26</Dt></BookgDt>
<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RltdPties><Dbtr>{debtor}</Dbtr></RltdPties>
<RmtInf><Ustrd>VP-2026-0003</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">45.99</Amt><CdtDbtInd>DBIT</CdtDbtInd>{booked}<BookgDt><Dt>2026-11-25</Dt></BookgDt></Ntry>
<Ntry><Amt Ccy="EUR">900.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>{pending}<ValDt><Dt>2026-11-28</Dt></ValDt></Ntry>
<Ntry><Amt Ccy="USD">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>{booked}<BookgDt><Dt>2026-11-24</Dt></BookgDt></Ntry>
<Ntry><Amt Ccy="EUR">30.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>{booked}
<BookgDt><DtTm>2026-11-23T09:00:00</DtTm></BookgDt>
<NtryDtls><TxDtls><Amt Ccy="EUR">10.00</Amt><RmtInf><Ustrd>A</Ustrd></RmtInf></TxDtls>
<TxDtls>
<AmtDtls><TxAmt><Amt Ccy="EUR">20.00</Amt></TxAmt></AmtDtls><RmtInf><Ustrd>B</Ustrd></RmtInf></TxDtls></NtryDtls>
<AddtlNtryInf>REMISE</AddtlNtryInf></Ntry></Stmt></BkToCstmrStmt></Document>
"""
VERSIONS = {
    "02": {"booked": "<Sts>BOOK</Sts>", "pending": "<Sts>PDNG</Sts>", "debtor": "<Nm>CC VAL</Nm>"},
    "08": {
        "booked": "<Sts><Cd>BOOK</Cd></Sts>",
        "pending": "<Sts><Cd>PDNG</Cd></Sts>",
        "debtor": "<Pty><Nm>CC VAL</Nm></Pty>",
    },
}


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

    assert re.search(words, " ".join(caught.value.messages))
