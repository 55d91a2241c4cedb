"""A reader of the tax office's file of entries, written from the decree alone: it imports nothing of the product.

Article A. 47 A-1 of the livre des procédures fiscales (arrêté du 29 juillet 2013), VII, 1° for a business that keeps
commercial accounts: eighteen fields in this order, dates AAAAMMJJ, a comma in amounts, no thousands mark.
"""

import re
from collections import defaultdict
from datetime import datetime
from decimal import Decimal

COLUMNS = [
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "CompAuxNum",
    "CompAuxLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "EcritureLet",
    "DateLet",
    "ValidDate",
    "Montantdevise",
    "Idevise",
]
COMPULSORY = set(COLUMNS) - {"CompAuxNum", "CompAuxLib", "EcritureLet", "DateLet", "Montantdevise", "Idevise"}


def read_fec(content: bytes) -> list[dict]:
    """Raises AssertionError for anything that the decree does not let stand."""
    lines = content.decode("iso-8859-15").split("\r\n")
    assert lines.pop() == ""
    assert lines[0].split("\t") == COLUMNS
    rows = [dict(zip(COLUMNS, line.split("\t"), strict=True)) for line in lines[1:]]
    for row in rows:
        assert all(row[name] for name in COMPULSORY), row
        for name in ("EcritureDate", "PieceDate", "ValidDate"):
            row[name] = datetime.strptime(row[name], "%Y%m%d").date()
        for name in ("Debit", "Credit"):
            assert re.fullmatch(r"\d+,\d\d", row[name])
            row[name] = Decimal(row[name].replace(",", "."))
        assert re.match(r"\d{3}", row["CompteNum"]), "the first three digits are those of the French chart of accounts"
        assert bool(row["CompAuxNum"]) == bool(row["CompAuxLib"])
    numbers = [int(row["EcritureNum"]) for row in rows]
    assert sorted(set(numbers)) == list(range(1, len(set(numbers)) + 1)), "numbers follow one another"
    entries = defaultdict(Decimal)
    for row in rows:
        entries[row["EcritureNum"]] += row["Debit"] - row["Credit"]
    assert set(entries.values()) <= {0}, "each entry balances"
    return rows


def of_account(rows, start):
    return sum((row["Debit"] - row["Credit"] for row in rows if row["CompteNum"].startswith(start)), Decimal(0))
