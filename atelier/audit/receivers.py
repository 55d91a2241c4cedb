"""Registers with django-auditlog every table that an app declares as audited.

Left out on purpose: what people answer about themselves (positions, access needs), secrets, and what a verb derives.
"""

from auditlog.registry import auditlog

from atelier.core.declarations import Audited, declared

for table in declared(Audited):
    every = [field.name for field in table.model._meta.concrete_fields if not field.primary_key]
    auditlog.register(table.model, include_fields=[name for name in table.only or every if name not in table.exclude])
