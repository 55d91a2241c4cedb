"""Tables of operations (csv, xlsx, ods): under their preamble, the titles; then what came in, and what is set apart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError

from atelier.core.headings import heading_key
from contributions.statements import columns as known
from contributions.statements import operations
from contributions.statements.columns import Columns, known_columns
from contributions.statements.operations import Operation, Reading

Rows = list[list[str]]
LOOKED_AT = 40  # rows among which the titles are
NO_TITLES = (
    "Les titres des colonnes de ce fichier ne sont pas connus\u00a0: dites où sont la date, le libellé et le montant, "
    "l’Atelier s’en souviendra pour cette banque."
)
BALANCE = re.compile(  # of `heading_key`; « solde facture 12 » is the label of a payment
    r"(?:ancien |nouveau )?solde(?: (?:crediteur|debiteur|initial|final|precedent|comptable|intermediaire|disponible"
    r"|en debut|en fin|(?:au|du) \d\d? \d\d? \d\d).*| eur| euros)?|(?:ancien|nouveau) solde.*"
    r"|(?:sous )?total(?: (?:des )?(?:operations|mouvements|debits?|credits?|general|eur|euros).*)?"
)
DONE = {"", "settled", "executed", "execute", "completed", "booked", "comptabilise", "comptabilisee", "effectue"}
DONE |= {"executee", "effectuee", "valide", "validee", "regle", "reglee", "termine", "terminee"}
WAITING = re.compile(r"(?:operation )?(?:en attente|en cours|a venir|pending|processing)\b.*")
CURRENCY_OF_ACCOUNT = re.compile(r"\b(?:devise|compte tenu en)\W*([A-Za-z€]{1,10})", re.IGNORECASE)
DIRECTIONS = {"c": 1, "cr": 1, "credit": 1, "d": -1, "db": -1, "dr": -1, "debit": -1}


@dataclass(frozen=True)
class Layout:
    """The columns of a bank that the treasurer described: known again by its titles, or by its width without any."""

    titles: tuple[str, ...]  # as `heading_key` gives them
    width: int
    columns: Columns


class UnknownTableError(ValidationError):
    """No row has known titles; `rows` are those of the first sheet, for the treasurer to say what its columns are."""

    def __init__(self, rows: Rows) -> None:
        super().__init__(NO_TITLES)
        self.rows = rows


def read_tables(sheets: Sequence[Rows], layouts: Sequence[Layout] = ()) -> Reading:
    """The first sheet whose titles are known, by the treasurer or by us. Row `n` of a sheet is its line `n + 1`.

    Raises UnknownTableError when there is none, ValidationError, in words, for lines that cannot be read.
    """
    for rows in sheets:
        if found := _find_table(rows, layouts):
            return read_rows(rows, *found)
    raise UnknownTableError(next((rows for rows in sheets if any(rows)), []))


def _find_table(rows: Rows, layouts: Sequence[Layout]) -> tuple[int | None, Columns] | None:
    """The index of the row of titles, if it has one, and its columns."""
    for at, row in enumerate(rows[:LOOKED_AT]):
        keys = title_keys(row)
        for layout in layouts:
            if layout.titles and layout.titles == keys:
                return at, layout.columns
        columns = known_columns(row)
        if columns.is_complete:
            return at, columns
    bare = next((layout for layout in layouts if not layout.titles and _fits(layout, rows)), None)
    return (None, bare.columns) if bare else None


def title_keys(row: Sequence[str]) -> tuple[str, ...]:
    keys = [heading_key(cell) for cell in row]
    while keys and not keys[-1]:
        keys.pop()
    return tuple(keys)


def _fits(layout: Layout, rows: Rows) -> bool:
    """Whether a table without titles is of this layout: as wide, with a date and an amount where it has them."""
    filled = [row for row in rows if any(row)]
    return bool(filled) and max(map(len, filled)) == layout.width and is_operation(filled[0], layout.columns)


def is_operation(row: list[str], columns: Columns) -> bool:
    """Whether a date and an amount of this row can be read."""
    try:
        operations.parse_moment(columns.cell(known.ON, row))
        for role in (known.AMOUNT, known.CREDIT, known.DEBIT):
            if text := columns.cell(role, row):
                operations.parse_amount(text)
                return True
    except ValidationError:
        pass
    return False


def read_rows(rows: Rows, titles_at: int | None, columns: Columns) -> Reading:
    """What stands under the titles. Raises ValidationError, in words, for lines that cannot be read."""
    first = 0 if titles_at is None else titles_at + 1
    _check_currency(rows[: titles_at or 0])
    titles = title_keys(rows[titles_at]) if titles_at is not None else ()
    reading = Reading()
    for number, row in enumerate(rows[first:], start=first + 1):
        if any(row) and not (titles and title_keys(row) == titles):  # of a second account in the same file
            _read_row(reading, str(number), row, columns)
    reading.check()
    return reading


def _check_currency(preamble: Rows) -> None:
    for row in preamble:
        for said in CURRENCY_OF_ACCOUNT.findall(";".join(row)):
            if said.upper() not in operations.EUROS:
                raise ValidationError(f"Ce compte est tenu en {said}\u00a0: seuls les relevés en euros se lisent ici.")


def _read_row(reading: Reading, place: str, row: list[str], columns: Columns) -> None:
    day = columns.cell(known.ON, row)
    amounts = [columns.cell(role, row) for role in (known.AMOUNT, known.CREDIT, known.DEBIT)]
    if reason := _reason_apart(row, day, amounts, columns):
        reading.set_apart(reason, place)
        return
    amount = operations.at_place(reading, place, lambda _: _signed_amount(row, columns), "")
    on = operations.at_place(reading, place, operations.parse_moment, day)
    if amount is not None and on is not None:
        label = operations.join_labels(columns.label_cells(row))
        number = operations.numbered("table", columns.cell(known.NUMBER, row))
        reading.add(Operation(on, label, amount, place, number))


def _reason_apart(row: list[str], day: str, amounts: list[str], columns: Columns) -> str:
    """Why a row is no operation of this account; empty when it is one."""
    first = next((cell for cell in row if cell), "")
    words = [heading_key(text) for text in (day, first, *columns.label_cells(row))]
    if any(BALANCE.fullmatch(one) for one in words):
        return operations.BALANCE
    status = heading_key(columns.cell(known.STATUS, row))
    if status not in DONE or any(WAITING.fullmatch(one) for one in words[:2]):
        return operations.PENDING
    if not any(amounts):
        return operations.EMPTY if is_day(day) else operations.OUTSIDE
    currency = columns.cell(known.CURRENCY, row).upper()
    if currency not in operations.EUROS or any(map(operations.is_other_currency, amounts)):
        return operations.CURRENCY
    return ""


def is_day(text: str) -> bool:
    """Whether a cell is a date."""
    try:
        operations.parse_moment(text)
    except ValidationError:
        return False
    return True


def _signed_amount(row: list[str], columns: Columns) -> Decimal:
    """The amount, negative for what leaves: by its sign, its column, or the direction beside it."""
    if text := columns.cell(known.AMOUNT, row):
        amount = operations.parse_amount(text)
        if known.DIRECTION not in columns.single:
            return amount
        said = columns.cell(known.DIRECTION, row)
        sign = {"+": 1, "-": -1}.get(said) or DIRECTIONS.get(heading_key(said))
        if sign is None:
            raise ValidationError(f"le sens «\u00a0{said[:40]}\u00a0» n’est ni C (crédit) ni D (débit).")
        return sign * abs(amount)
    credit, debit = (columns.cell(role, row) for role in (known.CREDIT, known.DEBIT))
    came = operations.parse_amount(credit) if credit else Decimal(0)
    left = abs(operations.parse_amount(debit)) if debit else Decimal(0)
    if came and left:
        raise ValidationError("cette ligne a un débit et un crédit.")
    return came - left
