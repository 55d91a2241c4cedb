"""Days that somebody types: their year is bounded on the column, so that whatever counts from them can count."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

YEARS = range(2000, 2101)  # another one is a slip of the keyboard; calendars of holidays end somewhere


class InYears:
    """A validator: a slip of the keyboard in the year is asked about."""

    def __init__(self, years: range) -> None:
        self.years = years

    def __call__(self, value: date) -> None:
        if value.year not in self.years:
            raise ValidationError(f"Vérifiez l’année\u00a0: elle se situe entre {self.years[0]} et {self.years[-1]}.")


in_years = InYears(YEARS)


class DateField(models.DateField):
    """A column for a day; every day that is typed has one, whoever reads it and from where: form, file, bulk."""

    def __init__(self, *args: Any, years: range = YEARS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.default_validators = [InYears(years)]

    def deconstruct(self) -> tuple:
        """For migrations it is the column of Django."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateField", args, kwargs
