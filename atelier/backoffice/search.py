"""One field that finds pages, acts, people, territories, documents and messages: what each list finds by itself."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin
from django.db.models import Case, Exists, Model, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst

from atelier.accounts.models import User
from atelier.backoffice.list_lookups import filter_parameters
from atelier.backoffice.reading_views import ReadRow, read_acts
from atelier.core.declarations import Searchable, WorkPage, declared
from atelier.core.french import sort_key
from atelier.core.reading_pages import ReadingPage, address_of, is_read
from atelier.seasons import parts
from atelier.seasons.chosen import chosen_season
from atelier.seasons.models import Season

SHOWN = 8  # rows of each kind before the page leads to the whole list


@dataclass(frozen=True)
class SearchResults:
    """What one list found: rows with the address of each, what may be done, and the whole list if there are more."""

    title: str
    rows: list[tuple[str, str]]
    more: str = ""
    acts: list[ReadRow] = field(default_factory=list)


def search(request: HttpRequest, typed: str) -> list[SearchResults]:
    """Pages, acts and every list that the user may read and that finds something; two characters at least."""
    if len(typed) < 2:
        return []
    season = chosen_season(request)
    tables = sorted(declared(Searchable), key=lambda table: table.rank)
    held = {table: _rows_that_hold(request, table, typed) for table in tables if _can_view(request, table.model)}
    found = [_read_table(request, table, held[table], typed, season) for table in _with_rows(request, held)]
    every = (_pages(request, typed, season), _acts(request, typed, season), *found)
    return [one for one in every if one.rows or one.acts]


def _can_view(request: HttpRequest, model: type[Model]) -> bool:
    return admin.site._registry[model].has_view_permission(request)


def _holds(words: str, typed: str) -> bool:
    """Whether each word typed begins one of these, accents and capitals aside."""
    known = sort_key(words).split()
    return all(any(one.startswith(word) for one in known) for word in sort_key(typed).split())


def _pages(request: HttpRequest, typed: str, season: Season | None) -> SearchResults:
    """Pages of work, but those of a part that the season does without; lists and the forms that add a row, by title."""
    user: Any = request.user
    open_to_user = [one for one in declared(WorkPage) if any(map(user.has_perm, (one.permission, *one.others)))]
    used = [one for one in open_to_user if season is None or parts.is_used(season, parts.part_of_page(one.view))]
    pages = [(one.title, reverse(one.view), one.words) for one in used]
    for model, lists in admin.site._registry.items():
        name, page = (
            capfirst(str(model._meta.verbose_name_plural)),
            f"admin:{model._meta.label_lower.replace('.', '_')}",
        )
        if lists.has_view_permission(request):
            pages.append((name, reverse(f"{page}_changelist"), "liste"))
        if lists.has_add_permission(request):
            pages.append((f"Ajouter\u00a0: {model._meta.verbose_name}", reverse(f"{page}_add"), "nouveau nouvelle"))
    return SearchResults("pages", [(title, at) for title, at, words in pages if _holds(f"{title} {words}", typed)])


def _acts(request: HttpRequest, typed: str, season: Season | None) -> SearchResults:
    """What may be done to the row that one means without naming it: the next day of the chosen season."""
    found = []
    for page in declared(ReadingPage):
        if page.usual and season and _can_view(request, page.model) and (row := page.usual(season)):
            read = read_acts(row, request)
            acts = [act for act in read.acts if _holds(f"{act.title} {row}", typed)]
            found += [ReadRow(row, [], [], acts)] if acts else []
    return SearchResults("actes", [], acts=found)


def _rows_that_hold(request: HttpRequest, table: Searchable, typed: str) -> QuerySet:
    """The rows that hold the words as typed, or without accents nor capitals: names are kept that way too."""
    lists, anyhow = admin.site._registry[table.model], Q()
    for words in sorted({typed, sort_key(typed), typed.replace(" ", "").replace("\u202f", "").replace("\u00a0", "")}):
        rows, _ = lists.get_search_results(request, lists.get_queryset(request), words)
        anyhow |= Q(pk__in=rows.order_by().values("pk"))
    return table.model._default_manager.filter(anyhow)


def _with_rows(request: HttpRequest, held: dict[Searchable, QuerySet]) -> list[Searchable]:
    """Those that hold something: all are asked in one statement."""
    looked = {f"table_{rank}": Exists(rows) for rank, rows in enumerate(held.values())}
    seen: dict[str, Any] = {**User.objects.filter(pk=request.user.pk).values(**looked).get()}
    return [table for rank, table in enumerate(held) if seen[f"table_{rank}"]]


def _read_table(
    request: HttpRequest, table: Searchable, held: QuerySet, typed: str, season: Season | None
) -> SearchResults:
    """The first rows, those of the chosen season before the others, and the way to all of them."""
    model = table.model
    lists, meta = admin.site._registry[model], model._meta
    first = [Case(When(**{table.season: season}, then=0), default=Value(1))] if table.season else []
    found = held.select_related(*table.select_related).order_by(*first, *(meta.ordering or ("-pk",)))
    shown = list(found[: SHOWN + 1])
    page = f"admin:{meta.app_label}_{meta.model_name}"
    every_season = {"saison": "toutes"} if "saison" in filter_parameters(lists, request) else {}
    every = f"{reverse(f'{page}_changelist')}?{urlencode({'q': typed, **every_season})}"
    return SearchResults(
        str(meta.verbose_name_plural),
        [(table.label(row), address_of(row)) for row in shown[:SHOWN]],
        every if len(shown) > SHOWN else "",
        [read_acts(shown[0], request)] if len(shown) == 1 and is_read(model) else [],
    )
