"""What pages with a form share: fields for dates, and a way to call a verb that says in the form what it refuses."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest

from atelier.core.dates import in_years
from atelier.core.plain_text import is_unseen
from atelier.core.secret_links import refuse_personal_links

Made = TypeVar("Made")
Row = TypeVar("Row", bound=Model)


class DateInput(forms.DateInput):
    """The calendar of the browser; a date is written there as ISO 8601 whatever the language."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class DateField(forms.DateField):
    widget = DateInput
    default_validators = [in_years]


class FreeTextField(forms.CharField):
    """A text that others will read, in a form that is no form of a column; one of which nothing is seen is empty."""

    default_validators = [refuse_personal_links]

    def to_python(self, value):
        text = super().to_python(value)
        return self.empty_value if isinstance(text, str) and is_unseen(text) else text


def share_choices(fields: Mapping[str, forms.Field], read: dict[str, list]) -> None:
    """Lines of one table offer the same rows: `read` keeps those of each name, so that one query serves every line."""
    for name, field in fields.items():
        widget = getattr(field.widget, "widget", field.widget)  # what a link to a related row wraps
        if isinstance(field, forms.ModelChoiceField) and type(widget) in (forms.Select, forms.SelectMultiple):
            if name not in read:
                read[name] = [*field.widget.choices]
            field.choices = read[name]


def call_or_form_error(
    form: BaseForm, verb: Callable[..., Made], /, *, beside: str | None = None, **arguments: object
) -> Made | None:
    """What the verb returns; None when it refuses, which the form then says where nothing typed is lost.

    A refusal that names fields of the form stands beside them, any other one `beside` the field of that name, else
    above the form. The verb returns something.
    """
    try:
        return verb(**arguments)
    except ValidationError as error:
        if hasattr(error, "error_dict") and set(error.error_dict) <= set(form.fields):
            form.add_error(None, error)
        else:
            form.add_error(beside, error.messages)
        return None


def is_key(text: str) -> bool:
    """A row may have this number: decimal digits (« ² » is none), within 64 bits."""
    return text.isdecimal() and len(text) < 19


def get_row_or_404(rows: QuerySet[Row], key: str) -> Row:
    """The row that a button or a choice names by its number. Raises Http404 when it names none of these."""
    found = rows.filter(pk=key).first() if is_key(key) else None
    if found is None:
        raise Http404
    return found


@contextmanager
def refusals_as_messages(request: HttpRequest, *, about: str = "") -> Iterator[None]:
    """For what is a button and no form: what the verb refuses is told on the next page, what follows it is skipped.

    `about` says before the sentences which of several rows was refused.
    """
    try:
        yield
    except ValidationError as error:
        for sentence in [f"{about}{' '.join(error.messages)}"] if about else error.messages:
            messages.error(request, sentence)
