"""The accounting entries of a financial year, as the tax office's file of entries (fichier des écritures comptables).

Columns, their order, dates (AAAAMMJJ), amounts (a comma, no thousands mark) and the name of the file are those of
article A. 47 A-1 of the livre des procédures fiscales (arrêté du 29 juillet 2013). A closed year is kept as it was.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models.functions import TruncDate
from django.utils import timezone

from contributions.accounting_entries import Entry, all_entries
from contributions.models import ClosedYear, CreditNote, Invoice, Issuer, Payment

FEC_COLUMNS = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum", "CompAuxLib",
    "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet", "ValidDate", "Montantdevise",
    "Idevise",
)  # fmt: skip
Row = list[str | int | date | Decimal]
KINDS: dict[str, Callable[[str], date | Decimal]] = {  # of the columns that are no text
    **dict.fromkeys(("EcritureDate", "PieceDate", "ValidDate"), date.fromisoformat),
    **dict.fromkeys(("Debit", "Credit"), Decimal),
}
DAY = timedelta(days=1)
LATIN9 = "iso-8859-15"  # one of the three character sets that the decree takes


def closed_days() -> list[date]:
    """The last day of each year that was closed, the latest first."""
    return list(ClosedYear.objects.order_by("-last_day").values_list("last_day", flat=True))


def financial_year(year: int, issuer: Issuer, closed: Sequence[date] | None = None) -> tuple[date, date]:
    """First and last day of the financial year that closes in `year`.

    One that was closed keeps its last day, and the one after begins on the next day, longer or shorter as the month of
    closing has changed. `closed` are the `closed_days`, read again when they are not given.
    """
    following = date(year + issuer.closing_month // 12, issuer.closing_month % 12 + 1, 1)
    first, last = following.replace(year=following.year - 1), following - DAY
    for day in closed_days() if closed is None else closed:
        if day.year == year:
            last = day
        elif day.year == year - 1:
            first = day + DAY
    return first, last


def _closing_year(day: date, issuer: Issuer, closed: Sequence[date]) -> int:
    """That of the financial year of a day."""
    if closed and day <= closed[0]:
        return min(one for one in closed if one >= day).year
    year = day.year + (day.month > issuer.closing_month)
    return max(year, closed[0].year + 1) if closed else year


def years_with_entries(issuer: Issuer, closed: Sequence[date] | None = None) -> list[int]:
    """The years in which a financial year with an entry closes, the latest first; `closed` as in `financial_year`."""
    cancelled = Payment.objects.filter(cancelled_at__isnull=False).annotate(on=TruncDate("cancelled_at"))
    days = (
        Invoice.objects.asking()
        .order_by()
        .values_list("issued_on")
        .union(
            CreditNote.objects.order_by().values_list("issued_on"),
            Payment.objects.order_by().values_list("received_on"),
            cancelled.order_by().values_list("on"),
        )
    )
    closed = closed_days() if closed is None else closed
    return sorted({_closing_year(day, issuer, closed) for (day,) in days}, reverse=True)


def entries(year: int, issuer: Issuer) -> list[Entry]:
    """Those of a year that is open, in the order in which they were recorded; it is the one that closes in `year`."""
    first, last = financial_year(year, issuer)
    found = [entry for entry in all_entries(issuer) if first <= entry.on <= last]
    return sorted(found, key=lambda one: (one.recorded_at, one.journal, one.piece))


def fec_rows(year: int, issuer: Issuer) -> Iterator[Row]:
    """A row for each line of each entry, without the titles; the numbers of entries follow one another.

    Those of a closed year are what was kept of it.
    """
    closed = ClosedYear.objects.filter(last_day__year=year).first()
    if closed is not None:
        yield from (_row_of(kept) for kept in closed.entries)
        return
    for number, entry in enumerate(entries(year, issuer), start=1):
        for line in entry.lines:
            yield [
                *entry.journal, number, entry.on, line.account, line.label, *line.payer, entry.piece, entry.piece_on,
                entry.words, line.debit, line.credit, "", "", timezone.localdate(entry.recorded_at), "", "",
            ]  # fmt: skip


def kept_rows(rows: Iterable[Row]) -> list[list[str | int]]:
    """As a closed year keeps them: days as 2026-05-04, euros as 1234.50."""
    return [[cell if isinstance(cell, int) else str(cell) for cell in row] for row in rows]


def _row_of(kept: list[Any]) -> Row:
    """The row that `kept_rows` kept."""
    return [KINDS.get(name, lambda cell: cell)(cell) for name, cell in zip(FEC_COLUMNS, kept, strict=True)]


def fec_file(year: int, issuer: Issuer) -> bytes:
    """Fields parted by tabs, one entry line a line, in ISO 8859-15."""
    rows = [list(FEC_COLUMNS), *([_fec_text(cell) for cell in row] for row in fec_rows(year, issuer))]
    return "".join("\t".join(row) + "\r\n" for row in rows).encode(LATIN9)


def fec_name(year: int, issuer: Issuer) -> str:
    """SIREN, « FEC », the day on which the financial year closes."""
    closed = ClosedYear.objects.filter(last_day__year=year).first()
    siren = closed.siren if closed else issuer.siret[:9]
    return f"{siren}FEC{financial_year(year, issuer)[1]:%Y%m%d}.txt"


def _fec_text(cell: str | int | date | Decimal) -> str:
    if isinstance(cell, date):
        return f"{cell:%Y%m%d}"
    if isinstance(cell, Decimal):
        return f"{cell:.2f}".replace(".", ",")
    return "".join(map(_in_latin9, " ".join(str(cell).split())))


def _in_latin9(character: str) -> str:
    """Itself, its letter without the accent, or a question mark."""
    for one in (character, "'" if character == "’" else character, unicodedata.normalize("NFKD", character)[0]):
        if one.encode(LATIN9, errors="ignore"):
            return one
    return "?"
