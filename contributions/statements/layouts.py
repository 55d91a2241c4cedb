"""The statements whose columns the treasurer described once, by bank."""

from contributions.models import StatementLayout
from contributions.statements.columns import LABEL, Columns
from contributions.statements.tables import Layout


def remembered_layouts() -> list[Layout]:
    """The latest first: of two that fit, what was described last counts."""
    return [_layout_of(row) for row in StatementLayout.objects.order_by("-changed_at", "-pk")]


def _layout_of(row: StatementLayout) -> Layout:
    single = {role: at for role, at in row.columns.items() if role != LABEL}
    return Layout(tuple(row.titles), row.width, Columns(single, tuple(row.columns[LABEL])))


def remember_layout(bank: str, layout: Layout) -> StatementLayout:
    """In the place of what was remembered for this bank."""
    columns = {**layout.columns.single, LABEL: list(layout.columns.labels)}
    told = {"titles": list(layout.titles), "width": layout.width, "columns": columns}
    return StatementLayout.objects.update_or_create(bank=bank, defaults=told)[0]
