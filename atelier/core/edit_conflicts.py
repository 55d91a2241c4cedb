"""Optimistic locking of forms: what somebody else saved since the page was opened."""

import hashlib
from dataclasses import dataclass

from django.forms import ModelForm
from django.http import QueryDict


def _fingerprint(form: ModelForm) -> str:
    """What the form's fields hold in the database, in a few letters: it changes when somebody else saves them."""
    model = type(form.instance)
    values = model.objects.filter(pk=form.instance.pk).values_list(*form._meta.fields).first()
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def _saved_values(form: ModelForm) -> list[tuple[str, str]]:
    """What somebody else saved meanwhile, field by field, where it differs from what was typed."""
    saved = type(form.instance).objects.get(pk=form.instance.pk)
    return [
        (form.fields[name].label, getattr(saved, f"get_{name}_display", lambda name=name: getattr(saved, name))())
        for name in form.changed_data
        if name in form._meta.fields
    ]


@dataclass(frozen=True)
class EditConflict:
    """What a page of shared texts carries: `seen` goes with the form and comes back with it."""

    seen: str
    overtaken: list[tuple[str, str]]


def detect(form: ModelForm, posted: QueryDict) -> EditConflict:
    """`overtaken` holds what somebody else saved since the page was opened, where it differs from what was typed."""
    seen = _fingerprint(form)
    changed = form.instance.pk is not None and posted.get("seen", seen) != seen  # a new row was seen by nobody
    return EditConflict(seen, _saved_values(form) if changed else [])
