"""OFX, as banks write it: versions 1 (SGML, without closing tags) and 2 (XML), read as one stream of tags.

Two libraries were tried on files of the shape that French banks give (7 of 9 read by each): ofxparse 0.21 refuses an
empty FITID and a header on one line; ofxtools 1.1 refuses an empty FITID or BALAMT, ACCTTYPE2 and « 3 500,00 ». A
statement needs a dozen tags. Elements: Open Financial Exchange 2.2, 11.4.4.1 (STMTTRN), 11.4.4.3 (BANKTRANLISTP).
"""

import codecs
import html
import re
from datetime import date

from django.core.exceptions import ValidationError

from atelier.core.parsing import parse_day
from contributions.statements import operations
from contributions.statements.operations import Operation, Reading

CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
TAG = re.compile(r"<(/?)([A-Z0-9.]{1,32})>([^<]*)")
UTF8 = re.compile(rb"ENCODING:\s*UTF-?8|encoding=[\"']utf-?8", re.IGNORECASE)
DAY = re.compile(r"(\d{4})(\d\d)(\d\d)(?:\d{6}.*|\d{4}|\[.*)?")
KEPT = ("TRNTYPE", "DTPOSTED", "TRNAMT", "NAME", "MEMO", "FITID")
SHOWN = 1_000  # bytes in which a file says that it is OFX


def is_ofx(content: bytes) -> bool:
    start = content[:SHOWN].replace(b"\0", b"").upper()
    return b"OFXHEADER" in start or b"<OFX>" in start


def read_ofx(content: bytes) -> Reading:
    """Its operations, in the order of the file; those of `BANKTRANLISTP` are pending.

    Raises ValidationError, in words, for what is no statement of an account and for operations that cannot be read.
    """
    text = _decode(content)
    if "<STMTRS>" not in text:
        raise ValidationError("Ce fichier OFX ne contient pas de relevé de compte\u00a0: téléchargez-le de nouveau.")
    reading = Reading()
    currency, own, found, rank = "EUR", "", None, 0
    for closing, tag, raw in TAG.findall(CDATA.sub(lambda found: html.escape(found[1], quote=False), text)):
        value = " ".join(html.unescape(raw).split())
        if tag in {"STMTTRN", "STMTTRNP"}:
            if found:
                _add(reading, found, own or currency)
            rank += not closing
            found, own = (None if closing else {"place": str(rank), "pending": tag[7:]}), ""
        elif tag == "CURDEF" and value:
            currency = value.upper()
        elif tag == "CURSYM" and found and "own" in found and value:
            own = value.upper()
        elif found and tag == "CURRENCY":
            found["own"] = ""  # the amount is in the currency that follows; ORIGCURRENCY was converted by the bank
        elif found and tag in KEPT and value:
            found.setdefault(tag, value)
    if found:
        _add(reading, found, own or currency)
    reading.check()
    return reading


def _decode(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    if UTF8.search(content[:SHOWN]):
        return content.decode("utf-8", errors="replace")
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _add(reading: Reading, found: dict[str, str], currency: str) -> None:
    place = found["place"]
    if found["pending"]:
        reading.set_apart(operations.PENDING, place)
    elif currency not in operations.EUROS:
        reading.set_apart(operations.CURRENCY, place)
    else:
        on = operations.at_place(reading, place, _parse_day, found.get("DTPOSTED", ""))
        amount = operations.at_place(reading, place, operations.parse_coded_amount, found.get("TRNAMT", ""))
        is_unsigned = found.get("TRNTYPE", "").upper() == "DEBIT" and amount is not None and amount > 0
        if is_unsigned:  # other types go both ways: a cheque that is paid in, fees that are given back
            reading.set_apart(operations.UNSIGNED, place)
        elif on is not None and amount is not None:
            label = operations.join_labels([found.get("NAME", ""), found.get("MEMO", "")])
            number = operations.numbered("ofx", found.get("FITID", ""))
            reading.add(Operation(on, label, amount, place, number))


def _parse_day(text: str) -> date:
    """The day as the bank wrote it, without its hour and time zone."""
    written = DAY.fullmatch(text)
    return parse_day("-".join(written.groups()) if written else text)
