from typing import Any

from django import template
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst

from atelier.backoffice.blocks import ASKED_ON, list_address
from atelier.core.forms import is_key
from atelier.core.reading_pages import Link, address_of, is_read, list_title_of

register = template.Library()
ROWS = ("original", "object", "day", "triptych", "invoice", "publication")  # what a page of one row may call it


@register.simple_tag(takes_context=True)
def trail(context: template.Context) -> list[Link]:
    """The pages that lead to this one, between the first page and its title.

    Its own `trail`; else the list and the page of the row that it is about; else the list that it was asked on.
    """
    if "trail" in context:
        own: list[Link] = context["trail"]
        return own
    request = context["request"]
    row = next((context[name] for name in ROWS if isinstance(context.get(name), Model)), None)
    if row is None:
        return _of_list(request)
    lists = admin.site._registry.get(type(row))
    if lists is None or not lists.has_view_or_change_permission(request):
        return []
    return [Link(_title(lists), list_address(lists, request)), Link(str(row), address_of(row))]


def _of_list(request: HttpRequest) -> list[Link]:
    """An action of a list is asked at its address, of the lines that are ticked or on the page of one row."""
    asked = request.resolver_match.view_name if request.resolver_match else ""
    lists = next((one for one in admin.site._registry.values() if asked == f"admin:{_name(one)}"), None)
    if lists is None or not lists.has_view_or_change_permission(request):
        return []
    key = request.GET.get(ASKED_ON, "")
    if not is_key(key):
        return [Link(_title(lists), request.get_full_path())]
    row: Any = lists.get_queryset(request).filter(pk=key).first()
    whole = Link(_title(lists), reverse(f"admin:{_name(lists)}"))
    return [whole, Link(str(row), address_of(row))] if row else [whole]


def _name(lists: ModelAdmin) -> str:
    return f"{lists.opts.app_label}_{lists.opts.model_name}_changelist"


def _title(lists: ModelAdmin) -> str:
    return list_title_of(lists.model) if is_read(lists.model) else str(capfirst(lists.opts.verbose_name_plural))
