"""What no column can hold is in no list: Django knows it of `=`; on `IN`, and of a year, the query would fail."""

from datetime import MAXYEAR, MINYEAR
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import IntegerField, Lookup, lookups
from django.db.models.functions import ExtractYear

YEARS = (lookups.YearExact, lookups.YearGt, lookups.YearGte, lookups.YearLt, lookups.YearLte)
MAX_INTEGER = 2**63 - 1


class BoundedIn(lookups.In):
    """`IN`, without what is beyond 64 bits; nothing is left when everything is."""

    def get_prep_lookup(self) -> Any:
        values = super().get_prep_lookup()
        if not self.rhs_is_direct_value():
            return values
        return [value for value in values if not isinstance(value, int) or abs(value) <= MAX_INTEGER]


def _bounded(base: type[Lookup]) -> type[Lookup]:
    """The lookup of a year, without what no calendar has; its name is that of `base`."""

    def as_sql(self: Any, compiler: Any, connection: Any) -> Any:
        if self.rhs_is_direct_value() and not MINYEAR <= self.rhs <= MAXYEAR:
            raise EmptyResultSet
        return base.as_sql(self, compiler, connection)

    return type(f"Bounded{base.__name__}", (base,), {"as_sql": as_sql})


def bound_lookups() -> None:
    """Make these the lookups of `IN` and of years."""
    IntegerField.register_lookup(BoundedIn)
    for base in YEARS:
        ExtractYear.register_lookup(_bounded(base))
