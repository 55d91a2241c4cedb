"""What pages with a form share: fields for dates, and a way to call a verb that says in the form what it refuses."""

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseForm

Made = TypeVar("Made")


class DateInput(forms.DateInput):
    """The calendar of the browser; a date is written there as ISO 8601 whatever the language."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class DateField(forms.DateField):
    widget = DateInput


def attempt(form: BaseForm, verb: Callable[..., Made], **arguments: object) -> Made | None:
    """What the verb returns; None when it refuses, which the form then says where nothing typed is lost.

    A refusal that names fields of the form stands beside them, any other above it. The verb returns something.
    """
    try:
        return verb(**arguments)
    except ValidationError as error:
        named = hasattr(error, "error_dict") and set(error.error_dict) <= set(form.fields)
        form.add_error(None, error if named or not hasattr(error, "error_dict") else error.messages)
        return None
