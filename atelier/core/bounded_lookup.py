"""Numbers that no column can hold are in no list: Django knows it of `=`, and on `IN` the database would fail."""

from typing import Any

from django.db.models import lookups

MAX_INTEGER = 2**63 - 1


class BoundedIn(lookups.In):
    """`IN`, without what is beyond 64 bits; nothing is left when everything is."""

    def get_prep_lookup(self) -> Any:
        values = super().get_prep_lookup()
        if not self.rhs_is_direct_value():
            return values
        return [value for value in values if not isinstance(value, int) or abs(value) <= MAX_INTEGER]
