"""What columns hold, and form fields that read what people type: amounts in euros."""

from typing import Any

from django import forms
from django.db import models

from atelier.core.parsing import parse_euros


def column_length(model: type[models.Model], name: str) -> int:
    """How many characters the column holds."""
    column: Any = model._meta.get_field(name)
    length: int = column.max_length
    return length


class EurosField(forms.DecimalField):
    """An amount in euros, read back as the product writes it: « 3 000 € », « 1 250,50 »."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": 11, "decimal_places": 2, "localize": True, **kwargs})
        self.widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: Any) -> Any:
        return parse_euros(value) if isinstance(value, str) and value.strip() else super().to_python(value)
