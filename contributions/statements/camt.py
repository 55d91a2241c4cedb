"""CAMT.053 (ISO 20022 bank-to-customer statement), versions 02 to 13: their namespaces differ, the paths read do not.

Read with the standard library: no entity can be declared (a file with a DOCTYPE is refused), and uploads are bounded.
Elements: ISO 20022 message definition report camt.053.001, and the guide of the CFONB « relevés de compte ISO 20022 »:
status BOOK or PDNG, CdtDbtInd gives the direction also of a reversal, a batch has one TxDtls a payment.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree as ET

from django.core.exceptions import ValidationError

from atelier.core.parsing import parse_day
from contributions.statements import operations
from contributions.statements.operations import Operation, Reading

STATEMENT = b"BkToCstmrStmt"
OTHERS = {b"BkToCstmrAcctRpt": "camt.052", b"BkToCstmrDbtCdtNtfctn": "camt.054"}
SHOWN = 2_000  # bytes in which a file says what it is
BROKEN = "Ce fichier XML ne se lit pas\u00a0: téléchargez de nouveau le relevé, au format camt.053, OFX ou csv."
NO_NAME = {"NOTPROVIDED", "NOTAVAILABLE"}


def is_camt(content: bytes) -> bool:
    start = content[:SHOWN].replace(b"\0", b"")
    return STATEMENT in start or any(name in start for name in OTHERS)


def read_camt(content: bytes) -> Reading:
    """Its booked entries, in the order of the file.

    Raises ValidationError, in words, for another message, for what is no sound XML, and for entries that cannot be
    read.
    """
    bare = content.replace(b"\0", b"")
    if b"<!DOCTYPE" in bare or b"<!ENTITY" in bare:
        raise ValidationError(BROKEN)
    for name, message in OTHERS.items():
        if name in bare[:SHOWN]:
            raise ValidationError(f"Ce fichier est un {message}\u00a0: demandez à la banque le relevé, camt.053.")
    try:
        root = ET.fromstring(content)  # noqa: S314 - without entities, within the size of an upload
    except (ET.ParseError, ValueError, LookupError) as error:
        raise ValidationError(BROKEN) from error
    reading = Reading()
    for rank, entry in enumerate(_all(root, "Ntry"), start=1):
        _read_entry(reading, str(rank), entry)
    reading.check()
    return reading


def _all(node: ET.Element, name: str) -> Iterator[ET.Element]:
    """Every descendant of this name, in any namespace."""
    return (one for one in node.iter() if isinstance(one.tag, str) and one.tag.rpartition("}")[2] == name)


def _child(node: ET.Element | None, *path: str) -> ET.Element | None:
    """The first child of this name, then its own, as far as the path goes."""
    for name in path:
        if node is None:
            return None
        node = next((one for one in node if isinstance(one.tag, str) and one.tag.rpartition("}")[2] == name), None)
    return node


def _text(node: ET.Element | None, *path: str) -> str:
    found = _child(node, *path)
    return (found.text or "").strip() if found is not None else ""


def _read_entry(reading: Reading, place: str, entry: ET.Element) -> None:
    status = _text(entry, "Sts") or _text(entry, "Sts", "Cd")
    amount = _child(entry, "Amt")
    if status not in {"BOOK", ""}:
        reading.set_apart(operations.PENDING, place)
    elif amount is not None and amount.get("Ccy", "EUR") not in operations.EUROS:
        reading.set_apart(operations.CURRENCY, place)
    else:
        on = operations.at_place(reading, place, parse_day, _day_of(entry))
        total = operations.at_place(reading, place, operations.parse_coded_amount, _text(entry, "Amt"))
        sign = {"CRDT": 1, "DBIT": -1}.get(_text(entry, "CdtDbtInd"))
        if sign is None:
            reading.errors.append(f"Ligne {place}\u00a0: l’opération n’est ni un crédit ni un débit.")
        elif on is not None and total is not None:
            _add_payments(reading, place, entry, on, sign * abs(total))


def _day_of(entry: ET.Element) -> str:
    """Booked, else valued: the day as the bank wrote it."""
    days = (_text(entry, kind, name)[:10] for kind in ("BookgDt", "ValDt") for name in ("Dt", "DtTm"))
    return next(filter(None, days), "")


def _add_payments(reading: Reading, place: str, entry: ET.Element, on: date, total: Decimal) -> None:
    """A batch whose payments are given and add up is each of them; anything else is one operation."""
    details = list(_all(entry, "TxDtls"))
    shares = [share for one in details if (share := _share_of(one)) is not None]
    if len(details) > 1 and len(shares) == len(details) and sum(shares) == abs(total):
        for one, share in zip(details, shares, strict=True):
            number = operations.numbered("camt", _text(one, "Refs", "AcctSvcrRef"))
            reading.add(Operation(on, _label_of(entry, [one]), share if total > 0 else -share, place, number))
    else:
        number = operations.numbered("camt", _text(entry, "AcctSvcrRef"))
        reading.add(Operation(on, _label_of(entry, details[:1]), total, place, number))


def _share_of(details: ET.Element) -> Decimal | None:
    found = _child(details, "Amt")
    if found is None:
        found = _child(details, "AmtDtls", "TxAmt", "Amt")
    if found is None or found.get("Ccy", "EUR") not in operations.EUROS:
        return None
    try:
        return operations.parse_coded_amount(found.text or "")
    except ValidationError:
        return None


def _label_of(entry: ET.Element, details: list[ET.Element]) -> str:
    """Who paid, what they wrote, their references, and what the bank adds."""
    said = []
    for one in details:
        debtor = _child(one, "RltdPties", "Dbtr")
        said += [_text(debtor, "Nm") or _text(debtor, "Pty", "Nm")]
        said += [(free.text or "") for free in _all(one, "Ustrd")]
        said += [(ref.text or "") for ref in _all(one, "EndToEndId") if ref.text not in NO_NAME]
        said += [_text(ref, "Ref") for ref in _all(one, "CdtrRefInf")]
    return operations.join_labels([*said, _text(entry, "AddtlNtryInf")])
