"""Which tables are followed: each app says its own when it starts; django-auditlog writes the changes.

Left out on purpose: what people answer about themselves (positions, access needs), secrets, and what a verb derives.
"""

from collections.abc import Iterable

from auditlog.registry import auditlog
from django.db.models import Model


def track(model: type[Model], *, only: Iterable[str] = (), leave_out: Iterable[str] = ()) -> None:
    """Follow every column of the table, or `only` these; `leave_out` names columns that say nothing or too much."""
    every = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    followed = [name for name in only or every if name not in set(leave_out)]
    auditlog.register(model, include_fields=followed)
