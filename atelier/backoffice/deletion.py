"""Deleting in the administration: what is confirmed is what was shown, the rows that go with it among them."""

from collections.abc import Iterable, Iterator
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin, actions
from django.contrib.admin.utils import unquote
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from atelier.core import confirmations


def _lines(shown: Iterable) -> Iterator[str]:
    """The rows of Django's nested list."""
    for one in shown:
        if isinstance(one, list):
            yield from _lines(one)
        else:
            yield str(one)


def _content(page: ModelAdmin, request: HttpRequest, rows: Any) -> list[str]:
    """What would go: a row is a link with its number and its name."""
    return sorted(_lines(page.get_deleted_objects(rows, request)[0]))


@wraps(actions.delete_selected)
def delete_selected(page: ModelAdmin, request: Any, rows: QuerySet) -> HttpResponse | None:
    content = _content(page, request, rows)
    if "post" in request.POST and not confirmations.is_what_was_shown(request, content):
        messages.warning(request, confirmations.CHANGED)
        request.POST = request.POST.copy()
        del request.POST["post"]  # asked again
    answer = actions.delete_selected(page, request, rows)
    if isinstance(answer, TemplateResponse):
        answer.context_data = {**(answer.context_data or {}), "shown": confirmations.sign_shown(request, content)}
    return answer


class ShownDeletionMixin(ModelAdmin):
    """Mixed into every page of the administration."""

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row: Model | None = self.get_object(request, unquote(object_id))
        if row is None or not self.has_delete_permission(request, row):
            return super().delete_view(request, object_id, extra_context)
        content = _content(self, request, [row])
        if request.method == "POST" and not confirmations.is_what_was_shown(request, content):
            messages.warning(request, confirmations.CHANGED)
            return redirect(request.get_full_path())
        shown = confirmations.sign_shown(request, content)
        return super().delete_view(request, object_id, {**(extra_context or {}), "shown": shown})
