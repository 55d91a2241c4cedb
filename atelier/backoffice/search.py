"""One field that looks through people, territories, documents and messages: what each list would find by itself."""

from dataclasses import dataclass

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from atelier.core.declarations import Searchable, declared
from atelier.core.french import sort_key
from atelier.core.reading_pages import address_of

SHOWN = 8  # rows of each kind before the page leads to the whole list


@dataclass(frozen=True)
class SearchResults:
    """What one list found: rows with the address of each, and the address of the whole list if there are more."""

    title: str
    rows: list[tuple[str, str]]
    more: str = ""


def search(request: HttpRequest, typed: str) -> list[SearchResults]:
    """Every list that the user may read and that finds something, accents or not; two characters at least."""
    if len(typed) < 2:
        return []
    tables = sorted(declared(Searchable), key=lambda table: table.rank)
    found = [_search_table(request, table, typed) for table in tables if _can_view(request, table.model)]
    return [one for one in found if one.rows]


def _can_view(request: HttpRequest, model: type[Model]) -> bool:
    return admin.site._registry[model].has_view_permission(request)


def _search_table(request: HttpRequest, table: Searchable, typed: str) -> SearchResults:
    """The rows that hold the words as typed, or without accents nor capitals: names are kept that way too."""
    model = table.model
    lists, meta = admin.site._registry[model], model._meta
    keys = set()
    for words in {typed, sort_key(typed), typed.replace(" ", "").replace("\u202f", "").replace("\u00a0", "")}:
        rows, _ = lists.get_search_results(request, lists.get_queryset(request), words)
        keys |= set(rows.order_by("-pk").values_list("pk", flat=True)[: SHOWN + 1])
    rows = model._default_manager.filter(pk__in=keys).select_related(*table.select_related)[: SHOWN + 1]
    page = f"admin:{meta.app_label}_{meta.model_name}"
    shown = [(table.label(row), address_of(row)) for row in rows]
    every = f"{reverse(f'{page}_changelist')}?{urlencode({'q': typed, 'saison': 'toutes'})}"
    return SearchResults(str(meta.verbose_name_plural), shown[:SHOWN], every if len(shown) > SHOWN else "")
