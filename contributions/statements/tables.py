"""Tables of operations (csv, xlsx, ods): under their preamble, the titles; then what came in, and what is set apart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import pairwise, zip_longest

from django.core.exceptions import ValidationError

from atelier.core.headings import heading_key
from contributions.statements import columns as known
from contributions.statements import operations
from contributions.statements.columns import Columns, known_columns
from contributions.statements.operations import Operation, Reading

Rows = list[list[str]]
MONEY = (known.AMOUNT, known.CREDIT, known.DEBIT)
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
DONE |= {"executee", "effectuee", "valide", "validee", "regle", "reglee", "termine", "terminee", "cleared", "posted"}
DONE |= {
    "pointe",
    "pointee",
    "rapproche",
    "rapprochee",
    "traite",
    "traitee",
    "confirme",
    "confirmee",
    "passe",
    "passee",
}
WAITING = re.compile(r"(?:operation )?(?:en attente|en cours|a venir|pending|processing)\b.*")
CURRENCY_OF_ACCOUNT = re.compile(r"\b(?:devise(?: d[ue] compte)?|compte tenu en)\W*(\w{3,10})", re.IGNORECASE)
CODE = re.compile("(?!EUR|BIC|RIB|CLE)[A-Z]{3}")
NAMED = re.compile("(?:dollar|franc|livre|yen|dirham|dinar|peso)s?")
WHOLE, CENTS = re.compile(r"[-+]?\d{1,9}"), re.compile(r"\d{1,2}")
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
        for titles_at, columns in (_titles_on_two_rows(rows, at), (at, known_columns(row))):
            if columns.is_complete:
                return titles_at, columns
    bare = next((layout for layout in layouts if not layout.titles and _fits(layout, rows)), None)
    return (None, bare.columns) if bare else None


def _titles_on_two_rows(rows: Rows, at: int) -> tuple[int, Columns]:
    """Where « Débit » and « Crédit » stand under a wider title: the second row, which says more than the first."""
    above, below = rows[at], (rows[at + 1] if at + 1 < len(rows) else [])
    names = {heading_key(title) for role in (known.DEBIT, known.CREDIT) for title in known.SINGLE[role]}
    if not names & set(title_keys(below)) or not {known.ON} <= known_columns(above).single.keys():
        return at, Columns()
    return at + 1, known_columns([low or high for high, low in zip_longest(above, below, fillvalue="")])


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
        for role in MONEY:
            if text := columns.amount(role, row):
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
            if titles and len(row) > len(titles):
                operations.at_place(reading, str(number), partial(_check_whole, row, columns), "")
            _read_row(reading, str(number), row, columns)
    reading.check()
    return reading


def _check_whole(row: list[str], columns: Columns, _: str) -> None:
    """Raises ValidationError where « 3500,50 » without quotes was parted in two: its cents would be lost in silence."""
    for at in (columns.single[role] for role in MONEY if role in columns.single):
        if row[at + 1 :] and WHOLE.fullmatch(row[at]) and CENTS.fullmatch(row[at + 1]):
            raise ValidationError(
                f"une virgule coupe «\u00a0{row[at]},{row[at + 1]}\u00a0» en deux\u00a0: enregistrez le tableau "
                "au format xlsx, ou avec des points-virgules."
            )


def _check_currency(preamble: Rows) -> None:
    """Where lines above the titles say in what an account is held: after « devise », or under it."""
    for row, below in pairwise([*preamble, []]):
        under = [cell for title, cell in zip(row, below, strict=False) if "devise" in heading_key(title).split()]
        for said in [*CURRENCY_OF_ACCOUNT.findall(";".join(row)), *under]:
            if CODE.fullmatch(said) or NAMED.fullmatch(said.lower()):
                raise ValidationError(f"Ce compte est tenu en {said}\u00a0: seuls les relevés en euros se lisent ici.")


def _read_row(reading: Reading, place: str, row: list[str], columns: Columns) -> None:
    day = columns.cell(known.ON, row)
    amounts = [columns.amount(role, row) for role in MONEY]
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
    first = next((cell for at, cell in enumerate(row) if cell and at not in columns.labels), "")
    words = [heading_key(day), heading_key(first)]
    labels = [heading_key(text) for text in columns.label_cells(row) if text]
    said = [bool(BALANCE.fullmatch(one)) for one in labels]
    # « Solde » beside the name of who paid is what they wrote: an operation has a day, and something else to say
    if any(map(BALANCE.fullmatch, words)) or (any(said) and (all(said) or not is_day(day))):
        return operations.BALANCE
    status = heading_key(columns.cell(known.STATUS, row))
    if status not in DONE or any(WAITING.fullmatch(one) for one in words):
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
    if text := columns.amount(known.AMOUNT, row):
        amount = operations.parse_amount(text)
        if known.DIRECTION not in columns.single:
            return amount
        said = columns.cell(known.DIRECTION, row)
        sign = {"+": 1, "-": -1}.get(said) or DIRECTIONS.get(heading_key(said))
        if sign is None:
            raise ValidationError(f"le sens «\u00a0{said[:40]}\u00a0» n’est ni C (crédit) ni D (débit).")
        return sign * abs(amount)
    credit, debit = (columns.amount(role, row) for role in (known.CREDIT, known.DEBIT))
    came = operations.parse_amount(credit) if credit else Decimal(0)
    left = abs(operations.parse_amount(debit)) if debit else Decimal(0)
    if came and left:
        raise ValidationError("cette ligne a un débit et un crédit.")
    return came - left
