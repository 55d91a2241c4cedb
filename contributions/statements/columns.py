"""The titles of the tables that French banks let download, and what each of their columns is.

The layouts, with the public source of each, are in `tests/contributions/test_bank_layouts.py`. A title is known
whatever its accents and capitals; a table that has none of these is described once by the treasurer (`layouts`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from atelier.core.headings import find_headings, heading_key

ON, LABEL, AMOUNT, DEBIT, CREDIT = "on", "label", "amount", "debit", "credit"
DIRECTION, CURRENCY, STATUS, NUMBER = "direction", "currency", "status", "number"
SINGLE = {  # of several titles that are there the first counts: the day on which the account has the money
    ON: (
        "date de comptabilisation", "date comptabilisation", "date comptable", "date d’opération", "dateop",
        "date de l’opération", "date opération", "settlement date local", "settlement date utc",
        "date de la valeur local", "date de la valeur utc", "date de règlement local", "date de règlement utc",
        "operation date local", "operation date utc", "date", "date de valeur", "date valeur",
    ),
    AMOUNT: (
        "montant eur", "montant en euros", "montant euros", "montant de l’opération", "montant operation en euro",
        "montant opération", "montant total ttc", "total amount incl vat", "montant", "amount",
    ),
    CREDIT: ("crédit en euros", "crédit euros", "crédit eur", "crédit", "credit amount"),
    DEBIT: ("débit en euros", "débit euros", "débit eur", "débit", "debit amount"),
    DIRECTION: ("sens", "sens de l’opération", "débit crédit", "d c", "c d"),
    CURRENCY: ("devise", "devise du compte", "currency"),
    STATUS: ("statut", "status", "état"),
}  # fmt: skip
NUMBERS = ("numéro d’opération", "transaction id", "identifiant de transaction")  # that a bank gives once
LABELS = (  # all that are there make the label, where the number of a document may stand
    "description", "libellé simplifié", "libellé court", "libellé complet", "libellé complet opération", "libellé",
    "libellé opération", "libellé de l’opération", "label", "nom de la contrepartie", "counterparty name",
    "détail de l’écriture", "détail", "informations complémentaires", "référence", "reference", "motif", "comment",
    "commentaire", "note",
)  # fmt: skip

NOTHING = re.compile(r"[-\u2013\u2014\u2212]+ ?(?:€|EUR)?")


@dataclass(frozen=True)
class Columns:
    """Where the columns of a table are: by their index, several for the label."""

    single: dict[str, int] = field(default_factory=dict)
    labels: tuple[int, ...] = ()

    @property
    def is_complete(self) -> bool:
        """A date, a label, and money that comes in."""
        return ON in self.single and bool(self.labels) and bool({AMOUNT, CREDIT} & self.single.keys())

    def cell(self, role: str, row: Sequence[str]) -> str:
        at = self.single.get(role)
        return row[at].strip() if at is not None and at < len(row) else ""

    def amount(self, role: str, row: Sequence[str]) -> str:
        """Empty where the bank draws a dash for nothing: « - € »."""
        text = self.cell(role, row)
        return "" if NOTHING.fullmatch(text) else text

    def label_cells(self, row: Sequence[str]) -> list[str]:
        return [row[at].strip() for at in self.labels if at < len(row)]


def known_columns(titles: Sequence[str]) -> Columns:
    """Those of a row of titles. Raises ValidationError when a title that counts stands twice in a whole row of them."""
    keys = [heading_key(title) for title in titles]
    known = {heading_key(title) for title in LABELS}
    labels = tuple(at for at, key in enumerate(keys) if key in known)
    present: Mapping[str, tuple[str, ...]] = {
        role: tuple(title for title in names if heading_key(title) in keys)
        for role, names in {**SINGLE, NUMBER: NUMBERS}.items()
    }
    there = {role: keys.index(heading_key(names[0])) for role, names in present.items() if names}
    columns = Columns(there, labels)
    if columns.is_complete:
        find_headings(titles, SINGLE)
        find_headings(titles, {title: (title,) for title in LABELS})
    return columns


def guessed_roles(titles: Sequence[str]) -> dict[int, str]:
    """By the index of a column, what its title seems to be; for somebody to check."""
    known = {heading_key(title) for title in LABELS}
    keys = [heading_key(title) for title in titles]
    guessed = {at: LABEL for at, key in enumerate(keys) if key in known}
    for role, names in SINGLE.items():
        at = next((keys.index(heading_key(name)) for name in names if heading_key(name) in keys), None)
        if at is not None:
            guessed[at] = role
    return guessed
