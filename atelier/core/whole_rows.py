"""Forms that show a part of a row: what they change is checked with the rest of it, and every refusal has a place.

Django leaves aside a constraint that has one column outside the form, so that the database refuses it (an error 500),
and cannot place what a model says of such a column.
"""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model
from django.forms.models import BaseModelForm
from django.http import HttpRequest


class WholeRowForm(BaseModelForm):
    """The form of a row that exists, or one of a table of them."""

    def _post_clean(self) -> None:
        """Then with the columns that the form does not show, which hold what is saved."""
        super()._post_clean()  # type: ignore[misc]  # its stubs do not know it
        if self.errors or self.instance._state.adding:
            return
        left_aside = self._get_validation_exclusions() & self.fields.keys()  # type: ignore[attr-defined]  # as above
        for check in (self.instance.validate_unique, self.instance.validate_constraints):
            try:
                check(exclude=left_aside)
            except ValidationError as error:
                self._update_errors(error)

    def _update_errors(self, errors: ValidationError) -> None:
        """What is said of a column that the form does not show is said of the whole."""
        if hasattr(errors, "error_dict"):
            placed: dict[str, list] = {}
            for name, found in errors.error_dict.items():
                placed.setdefault(name if name in self.fields else NON_FIELD_ERRORS, []).extend(found)
            errors = ValidationError(placed)
        super()._update_errors(errors)  # type: ignore[misc]  # as above


class WholeRowMixin(ModelAdmin):
    """Mixed into every page of the administration."""

    def get_form(self, request: HttpRequest, obj: Model | None = None, change: bool = False, **options: Any) -> type:
        form = super().get_form(request, obj, change=change, **options)
        return type(form.__name__, (WholeRowForm, form), {})
