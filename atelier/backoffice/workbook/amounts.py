"""The sheet of contributions: what is proposed and agreed; documents and payments are read there, never written."""

from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from atelier.accounts.models import User
from atelier.backoffice.workbook.columns import CHANGED, Column, Row, Worksheet, as_euros, note_changes, required_cell
from atelier.backoffice.workbook.people import Seats
from atelier.backoffice.workbook.territory_names import TerritoryNames
from atelier.core.spreadsheets import Cell
from atelier.seasons.models import Season
from contributions import budget, negotiation
from contributions.models import Agreement, AmountStep
from territories.models import Triptych

COLUMNS = (
    Column("territory", "Territoire", required=True),
    Column("wished", "Envisagé (€)", given=False),
    Column("proposed", "Proposé (€)"),
    Column("agreed", "Convenu (€)"),
    Column("reason", "Motif hors fourchette", ("motif",)),
    Column("asked", "Demandé (€)", given=False),
    Column("paid", "Versé (€)", given=False),
    Column("late", "En retard (€)", given=False),
)


def _rows(season: Season) -> Iterator[dict[str, Cell]]:
    names = TerritoryNames.of(season)
    for row in budget.budget_rows(season, timezone.localdate()):
        money = {name: getattr(row, name) for name in ("wished", "asked", "paid", "late")}
        yield {**money, **_values_of(row.triptych, row.agreement), "territory": names.written(row.triptych)}


def _values_of(triptych: Triptych, agreement: Agreement | None) -> dict[str, Cell]:
    """Of a territory that withdrew, nothing is expected any more, as in the budget."""
    if agreement is None or not triptych.rank:
        return {}
    return {
        "proposed": agreement.proposed_amount,
        "agreed": agreement.agreed_amount,
        "reason": agreement.override_reason,
    }


def _writer(season: Season, author: User, options: dict) -> Callable[[dict[str, str], Row], None]:
    seats = Seats(season)
    known = {row.triptych_id: row for row in Agreement.objects.filter(triptych__season=season).order_by("pk")}

    def write(cells: dict[str, str], row: Row) -> None:
        required_cell(cells, COLUMNS, "territory")
        row.label = cells["territory"]
        triptych = seats.triptych_named(cells["territory"])
        after = {name: as_euros(cells[name]) for name in ("proposed", "agreed") if name in cells}
        before = _values_of(triptych, known.get(triptych.pk))
        note_changes(row, COLUMNS, before, after)
        if not row.changes:
            return
        if not triptych.rank:
            raise ValidationError("Ce territoire n’est pas retenu\u00a0: sa contribution ne se discute pas.")
        row.state = CHANGED
        for name, kind in (("proposed", AmountStep.Kind.PROPOSED), ("agreed", AmountStep.Kind.AGREED)):
            if name in after and after[name] != before.get(name):
                said: dict[str, Any] = {"amount": after[name], "reason": cells.get("reason", ""), "by": author}
                known[triptych.pk] = negotiation.record_amount(triptych=triptych, kind=kind, **said)

    return write


SHEET = Worksheet("Contributions", "contributions.change_agreement", COLUMNS, _rows, _writer)
