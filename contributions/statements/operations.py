"""What a bank statement says once it is read, whatever its format: what came in, and what was set apart and why."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Self, TypeVar

from django.core.exceptions import ValidationError

from atelier.core import money
from atelier.core.headings import heading_key
from atelier.core.parsing import UNIT, parse_day, parse_euros
from atelier.core.spreadsheets import CONTROLS

Parsed = TypeVar("Parsed")
DEBIT, UNSIGNED, BALANCE, PENDING = "debit", "unsigned", "balance", "pending"
CURRENCY, EMPTY, OUTSIDE = "currency", "empty", "outside"
APART = {  # what is set apart, one and several
    DEBIT: ("un débit", "débits"),
    UNSIGNED: ("une opération dite débit sans signe moins", "opérations dites débits sans signe moins"),
    BALANCE: ("un solde ou total", "soldes ou totaux"),
    PENDING: ("une opération en attente ou refusée", "opérations en attente ou refusées"),
    CURRENCY: ("une opération dans une autre monnaie", "opérations dans une autre monnaie"),
    EMPTY: ("une opération sans montant", "opérations sans montant"),
    OUTSIDE: ("une ligne hors du tableau", "lignes hors du tableau"),
}
SHOWN_PLACES = 8
SHOWN_ERRORS = 5
EUROS = {"", "EUR", "EURO", "EUROS", "€"}
OTHER_CURRENCY = re.compile(r"(?<![A-Za-z])(?!EUR)[A-Z]{3}$|[$£¥]|^[-+(\u2212]? ?(?!EUR)[A-Z]{3}(?=[ \d])")
EURO_BEFORE = re.compile(r"^([-+\u2212]?) ?(?:€|EUR) ?(?=\d)")
ZEROS_AFTER = re.compile(r"^([-+]?\d+\.\d\d)0+$")
IN_BRACKETS, MINUS_AFTER = re.compile(r"\((.+)\)"), re.compile(r"(.+?) ?[-\u2212]")
SPACE_AFTER_SIGN = re.compile(r"^([-+\u2212])\s+")
NO_NUMBER = {"", "0", "NONREF", "NONE", "NOTPROVIDED", "NOTAVAILABLE"}
MAX_NUMBER = 120  # characters
HOUR = re.compile(r"[ T]\d\d:\d\d(?::\d\d)?$")


@dataclass(frozen=True)
class Operation:
    """One line of an account; `amount` in euros, negative when it leaves it. `place` is where the file says it.

    `number` is that of the bank, if it gives one, after the kind of file that says it: « ofx:20261126-1 ».
    """

    on: date
    label: str
    amount: Decimal
    place: str
    number: str = ""

    def without_number(self) -> Self:
        return replace(self, number="")


@dataclass
class Reading:
    """What came in, in the order of the file, what was set apart, by reason, and what else is to be said."""

    receipts: list[Operation] = field(default_factory=list)
    apart: dict[str, list[str]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, operation: Operation) -> None:
        if operation.amount > 0:
            self.receipts.append(operation)
        else:
            self.set_apart(DEBIT if operation.amount else EMPTY, operation.place)

    def set_apart(self, reason: str, place: str) -> None:
        self.apart.setdefault(reason, []).append(place)

    def check(self) -> None:
        """Raises ValidationError with the lines that cannot be read: a statement is read whole, or not at all."""
        if self.errors:
            more = len(self.errors) - SHOWN_ERRORS
            said = [*self.errors[:SHOWN_ERRORS], *([f"Et {more} autres lignes."] if more > 0 else [])]
            raise ValidationError(said)

    def in_words(self) -> str:
        """« 2 débits (lignes 4, 7), un solde ou total (ligne 9) »; empty when nothing was set apart."""
        return ", ".join(_counted(reason, self.apart[reason]) for reason in APART if reason in self.apart)


def _counted(reason: str, places: list[str]) -> str:
    one, several = APART[reason]
    shown = ", ".join(places[:SHOWN_PLACES]) + ("…" if len(places) > SHOWN_PLACES else "")
    return f"{one} (ligne {shown})" if len(places) == 1 else f"{len(places)} {several} (lignes {shown})"


def at_place(reading: Reading, place: str, parse: Callable[[str], Parsed], text: str) -> Parsed | None:
    """What is wrong with a text is kept with its place; the next lines are still read."""
    try:
        return parse(text)
    except ValidationError as error:
        reading.errors.append(f"Ligne {place}\u00a0: {error.message}")
        return None


def parse_moment(text: str) -> date:
    """The day, as the bank wrote it, of a date with or without an hour. Raises ValidationError for anything else."""
    return parse_day(HOUR.sub("", text.strip()))


def parse_amount(text: str) -> Decimal:
    """Euros as banks write them: also (45,99) and 45,99- for what leaves the account.

    Raises ValidationError, in words, for anything else and for what no column of money holds.
    """
    bare = EURO_BEFORE.sub(r"\1", SPACE_AFTER_SIGN.sub(r"\1", UNIT.sub("", text.strip()).replace("\u2013", "-")))
    if found := IN_BRACKETS.fullmatch(bare) or MINUS_AFTER.fullmatch(bare):
        amount = -abs(parse_euros(found[1]))
    else:
        amount = parse_euros(bare)
    if abs(amount) > money.MOST:
        raise ValidationError(f"«\u00a0{bare[:40]}\u00a0» n’est pas un montant.")
    return amount


def parse_coded_amount(text: str) -> Decimal:
    """The same in OFX and ISO 20022, where a point is never a mark of thousands: 500.000 is 500,00."""
    return parse_amount(ZEROS_AFTER.sub(r"\1", text.strip()))


def is_other_currency(text: str) -> bool:
    """Whether a cell of amounts names another currency: « 120,00 USD »."""
    return bool(OTHER_CURRENCY.search(text.strip()))


def numbered(kind: str, text: str) -> str:
    """The number of an operation, with its kind; nothing where the bank says that it has none."""
    bare = " ".join(CONTROLS.sub("", text).split())
    return f"{kind}:{bare}"[:MAX_NUMBER] if heading_key(bare).replace(" ", "").upper() not in NO_NUMBER else ""


def join_labels(texts: list[str]) -> str:
    """One label of several, on one line: what another one holds already is not said twice."""
    kept: list[str] = []
    for text in (" ".join(CONTROLS.sub("", one).split()) for one in texts):
        if text and not any(_holds(one, text) for one in kept):
            kept = [*(one for one in kept if not _holds(text, one)), text]
    return " ".join(kept)


def _holds(text: str, part: str) -> bool:
    """Word for word: VP-2026-00031 does not hold VP-2026-0003."""
    return f" {heading_key(part)} " in f" {heading_key(text)} "
