"""Printed sheets of the tables of an item (PDF)."""

from atelier.core import pdf
from sessions.groups.models import Composition


def table_sheets(composition: Composition) -> bytes:
    """One page a table, with its people: to pin up, or to put on the table."""
    groups = composition.groups.prefetch_related("people__triptych__territory", "people__category")
    item = composition.item
    return pdf.render_pdf(
        "sessions/documents/table_sheets.html",
        {"groups": groups, "item": item, "day": item.half_day.day, "season": item.half_day.day.season},
    )
