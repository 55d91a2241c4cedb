"""What columns hold: names without links; and form fields that read what people type: amounts in euros."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from atelier.core.parsing import parse_euros

_LINK = re.compile(r"://|//\S|\bwww\.|[\w-]{2}\.[a-z]{2,}\b|\w\.[a-z]{2,}/", re.IGNORECASE)
LINK = "pas d’adresse web ici\u202f; après un point, laissez une espace"


def has_link(text: str) -> bool:
    """Whether mail programs would make a link of it: an address with its scheme, or a bare domain."""
    return bool(_LINK.search(text))


def refuse_link(text: str) -> None:
    """Raises ValidationError for a text that mail programs would make a link of."""
    if has_link(text):
        raise ValidationError(f"{LINK.capitalize()}.")


class NameField(models.CharField):
    """A name, an organisation or a function that outsiders type, and that leaves in our mails: no link stands there."""

    default_validators = [refuse_link]

    def deconstruct(self) -> tuple:
        """For migrations it is the column of Django."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


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
