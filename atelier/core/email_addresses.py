"""E-mail addresses of people: one spelling in the database, whoever writes it."""

import hashlib
from typing import Any

from django import forms
from django.db import models

from atelier.core.plain_text import one_line

NOBODY = "@invalid"  # ends the address of a row whose person was erased, or has another: nothing is sent there
IGNORED = str.maketrans("", "", '."\\')


def normalize_email(email: str) -> str:
    """Addresses are compared in lower case everywhere, without what nobody sees, the domain as mail servers read it."""
    email = one_line(email).strip().lower()
    if email.isascii() and "@xn--" not in email and ".xn--" not in email:
        return email
    local, at, domain = email.rpartition("@")
    return f"{local}{at}{_read_domain(domain)}"


def _read_domain(domain: str) -> str:
    """« ｅxample.org », or one with an invisible character, is example.org (IDNA 2003, as Django sends mail)."""
    try:
        return domain.encode("idna").decode("idna").lower()
    except UnicodeError:
        return domain


def mailbox_of(email: str) -> str:
    """The mailbox that an address most likely leads to, for counting: without tag, dots nor quotes before the @."""
    local, _, domain = normalize_email(email).rpartition("@")
    return f"{local.translate(IGNORED).partition('+')[0]}@{domain}"


def digest_of(email: str) -> str:
    """Tells one address from another where it must neither be read nor take its length: 64 bits of its SHA-256."""
    return hashlib.sha256(normalize_email(email).encode()).hexdigest()[:16]


class EmailFormField(forms.EmailField):
    """A field of a form for an address, pasted with signs that nobody sees or not."""

    def to_python(self, value: Any) -> str | None:
        return super().to_python(one_line(value) if isinstance(value, str) else value)


class EmailField(models.EmailField):
    """A column for the address of a person: in lower case, whether saved, written in bulk or looked for."""

    def deconstruct(self) -> tuple:
        """For migrations it is the column of Django."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.EmailField", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": EmailFormField, **kwargs})

    def get_prep_value(self, value: object) -> object:
        value = super().get_prep_value(value)
        return normalize_email(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> object:
        """The object in memory reads as its row."""
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = normalize_email(value)
            setattr(model_instance, self.attname, value)
        return value
