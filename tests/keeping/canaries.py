"""What names that person, and where every table is walked."""

from django.apps import apps
from django.db import models

CANARIES = ("Quernec", "zelie@example.org", "39981234")


TEXTS = (models.CharField, models.TextField, models.FileField, models.JSONField)


TABLES = ["accounts", "outbox", "seasons", "territories", "referential", "atelier_sessions", "contributions"]


LIBRARIES = ["auditlog", "account", "mfa", "sessions", "admin"]


def tables():
    for label in TABLES + LIBRARIES:
        for model in apps.get_app_config(label).get_models():
            if not model._meta.proxy:
                yield model


def may_be_personal(field):
    to = field.related_model._meta.label if field.is_relation else ""
    return to in {"accounts.User", "territories.Participant"} or (isinstance(field, TEXTS) and not field.choices)
