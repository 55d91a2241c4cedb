"""What every page with a form does: call the verb, and say in the form what it refuses."""

from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.forms import BaseForm

Made = TypeVar("Made")


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
