"""Amounts of money in the database: whole cents in an integer column, euros as Decimal in Python.

SQLite has no decimal type: it compares and adds DecimalField columns as binary floating point, where
9000 - 1090.56 - 7909.44 is not 0 (https://www.sqlite.org/floatingpoint.html). Integers are exact on every database.
"""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models.expressions import Combinable

from atelier.core.fields import EurosField

CENT = Decimal("0.01")
MOST = Decimal("999999999.99")  # euros: more is a reference number read as an amount


def to_cents(euros: Decimal | int | str) -> int:
    """Raises ValidationError, in words, for what is no number of euros or holds a part of a cent."""
    try:
        cents = Decimal(euros).scaleb(2)
        whole = int(cents)
    except (InvalidOperation, ValueError, OverflowError, TypeError) as error:
        raise ValidationError(f"«\u00a0{euros}\u00a0» n’est pas un montant en euros.") from error
    if whole != cents:
        raise ValidationError(f"«\u00a0{euros}\u00a0» compte plus de deux décimales.")
    return whole


class MoneyField(models.Field):
    """A column for an amount in euros, kept as an integer number of cents.

    Not a DecimalField, nor an IntegerField: Django would convert sums and differences of either as its own. What adds
    two columns says `output_field=MoneyField()`.
    """

    # What a row takes and gives, for the type checker.
    _pyi_private_set_type: Decimal | int | str | Combinable
    _pyi_private_get_type: Decimal

    description = "Montant en euros"
    default_validators = [
        MaxValueValidator(MOST, "Un montant ne dépasse pas 999\u202f999\u202f999,99\u00a0€."),
    ]

    def get_internal_type(self) -> str:
        return "BigIntegerField"

    def to_python(self, value: Any) -> Decimal | None:
        return None if value is None else to_cents(value) * CENT

    def from_db_value(self, value: int | None, expression: object, connection: object) -> Decimal | None:
        return None if value is None else int(value) * CENT

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return value if value is None or hasattr(value, "resolve_expression") else to_cents(value)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": EurosField, **kwargs})
