"""Which private files the rows of the database name: what was issued, what was received.

Workbooks and gathered documents are left out: they are made again, and leave after a week.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import FileField, Model

# A property that says where the file lies, and the column that is filled once it lies there
PROPERTIES = {"pdf_path": "sha256", "summary_path": "summary_sha256"}


def named() -> Iterator[str]:
    for model in apps.get_models():
        yield from _named_by(model)


def _named_by(model: type[Model]) -> Iterator[str]:
    columns = [field.name for field in model._meta.concrete_fields if isinstance(field, FileField)]
    for column in columns:
        rows = model._base_manager.exclude(**{column: ""}).exclude(**{f"{column}__isnull": True})
        yield from rows.order_by().values_list(column, flat=True)
    for name, filled in PROPERTIES.items():
        if hasattr(model, name):
            yield from (getattr(row, name) for row in model._base_manager.exclude(**{filled: ""}).order_by("pk"))
