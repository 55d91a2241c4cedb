"""Filters of a list under a name: what an address asks is kept as it was chosen, and checked each time it is opened.

Of what the address of a list asks, the season that is worked on is left out, so that the same filters serve the next
one; « Les 7 derniers jours » is kept by that name, not by its dates.
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin import DateFieldListFilter, ModelAdmin
from django.contrib.admin.options import IS_FACETS_VAR, IS_POPUP_VAR, TO_FIELD_VAR, IncorrectLookupParameters
from django.contrib.admin.views.main import ALL_VAR, ERROR_FLAG, ORDER_VAR, PAGE_VAR, SEARCH_VAR, ChangeList
from django.core.exceptions import PermissionDenied, SuspiciousOperation, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from atelier.accounts.models import User
from atelier.backoffice.blocks import ASKED_ON, FILTERS
from atelier.seasons.chosen import PARAMETER, chosen_season
from atelier.seasons.models import SavedFilter, Season

MOST = 20  # for one list and one person
MOST_PARTS, MOST_LETTERS = 20, 500
MANAGE = "seasons.change_savedfilter"  # who puts in order what others share
_PASSING = {PAGE_VAR, ERROR_FLAG, ALL_VAR, IS_FACETS_VAR, IS_POPUP_VAR, TO_FIELD_VAR, FILTERS, ASKED_ON}


class SavedFiltersMixin(ModelAdmin):
    """Mixed into every page of the administration: the names stand above the list, and what it shows may be named."""

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        response = super().changelist_view(request, extra_context)
        shown = getattr(response, "context_data", None) or {}
        if (changes := shown.get("cl")) and not changes.is_popup:
            shown["saved_filters"] = _strip(self, request, changes)
        return response


def _strip(lists: ModelAdmin, request: HttpRequest, changes: ChangeList) -> dict[str, Any]:
    """The names above the list, the one that it shows, and the address where what it shows is named."""
    chosen, user = chosen_season(request), cast(User, request.user)
    parts = parts_of(changes, request)
    rows = SavedFilter.objects.shown_to(user).filter(table=lists.opts.label_lower).order_by("name", "pk")
    mine = [one for one in rows if one.owner_id == user.pk or (chosen and one.season_id == chosen.pk)]
    current = next((one for one in mine if one.parts and one.asked == _asked(parts)), None)
    query = {"liste": lists.opts.label_lower, "filtres": request.GET.urlencode()}
    return {
        "rows": mine,
        "current": current,
        "may_change": current is not None and may_change(current, user),
        "address": f"{reverse('name_filters')}?{urlencode(query)}" if parts and current is None else "",
    }


def may_change(row: SavedFilter, user: User) -> bool:
    return row.owner_id == user.pk or (row.season_id is not None and user.has_perm(MANAGE))


def list_of(table: str, request: HttpRequest) -> ModelAdmin:
    """The list of this table, for whoever may read it. Raises Http404, or PermissionDenied."""
    lists = next((page for model, page in admin.site._registry.items() if model._meta.label_lower == table), None)
    if lists is None:
        raise Http404
    if not lists.has_view_or_change_permission(request):
        raise PermissionDenied
    return lists


def filtered(lists: ModelAdmin, request: HttpRequest, asked: Mapping[str, Sequence[str]]) -> ChangeList:
    """The list as this address would show it. Raises what Django raises for an address that it refuses."""
    request = copy(request)
    request.GET = QueryDict(urlencode(asked, doseq=True))
    changes: ChangeList = lists.get_changelist_instance(request)
    return changes


def parts_of(changes: ChangeList, request: HttpRequest, asked: QueryDict | None = None) -> list[dict]:
    """What the address of this list asks, part by part, as it is kept."""
    given = {name: values for name, values in (asked or request.GET).lists() if name not in _PASSING and any(values)}
    season = chosen_season(request)
    if season and given.get(PARAMETER) == [str(season.pk)]:
        del given[PARAMETER]
    words = dict(_words(changes))
    for spec in _spans(changes).values():
        if (title := _selected(changes, spec)) and spec.date_params:
            given = {name: values for name, values in given.items() if name not in spec.expected_parameters()}
            given[spec.field_path] = [title]
            words[spec.field_path] = f"{spec.title}\u00a0: {title}"
    return [{"name": name, "values": values, "words": words.get(name, "")} for name, values in given.items()]


def _words(changes: ChangeList) -> Iterator[tuple[str, str]]:
    """Each parameter, with its filter in words."""
    yield SEARCH_VAR, f"recherche\u00a0: «\u00a0{changes.query}\u00a0»"
    yield ORDER_VAR, "l’ordre des lignes"
    for name in changes.get_filters_params():
        spec = _spec_of(changes, name)
        yield name, f"{spec.title}\u00a0: {_selected(changes, spec)}" if spec else "une partie de la liste"


def _asked(parts: list[dict]) -> dict[str, list[str]]:
    return {part["name"]: part["values"] for part in parts}


def _spans(changes: ChangeList) -> dict[str, Any]:
    return {spec.field_path: spec for spec in changes.filter_specs if isinstance(spec, DateFieldListFilter)}


def _spec_of(changes: ChangeList, name: str) -> Any:
    return next((spec for spec in changes.filter_specs if name in spec.expected_parameters()), None)


def _selected(changes: ChangeList, spec: Any) -> str:
    """The choice of this filter; empty when what is asked is none of its choices."""
    return next((str(one["display"]) for one in spec.choices(changes) if one["selected"]), "")


def address_of(lists: ModelAdmin, request: HttpRequest, row: SavedFilter) -> tuple[str, list[str]]:
    """The address of the list under these filters, and those that exist no more, in words: it does without them."""
    spans = _spans(filtered(lists, request, {}))
    asked: dict[str, Sequence[str]] = {}
    gone = []
    for part in row.parts:
        found = _still(lists, request, spans, part["name"], part["values"])
        if found is None:
            gone.append(part["words"] or part["name"])
        asked |= found or {}
    address = reverse(f"admin:{lists.opts.app_label}_{lists.opts.model_name}_changelist")
    return f"{address}?{urlencode(asked, doseq=True)}" if asked else address, gone


def _still(
    lists: ModelAdmin, request: HttpRequest, spans: dict[str, Any], name: str, values: list[str]
) -> dict[str, Sequence[str]] | None:
    """What the address asks for this part today; None when the list knows it, or its value, no more."""
    if span := spans.get(name):
        dates = {str(title): days for title, days in span.links if days}.get(values[0])
        return {key: [str(day)] for key, day in dates.items()} if dates else None
    try:
        changes = filtered(lists, request, {name: values})
    except (IncorrectLookupParameters, SuspiciousOperation):
        return None
    spec = _spec_of(changes, name)
    is_known = spec is None or isinstance(spec, DateFieldListFilter) or _selected(changes, spec)
    return {name: values} if is_known else None


@transaction.atomic
def save_filters(*, owner: User, table: str, name: str, parts: list[dict], season: Season | None) -> SavedFilter:
    """Keep these under a name, for the owner or, with a season, for its whole team. Raises ValidationError."""
    User.objects.select_for_update(of=["self"]).get(pk=owner.pk)
    if SavedFilter.objects.filter(owner=owner, table=table).count() >= MOST:
        raise ValidationError(f"Une liste garde {MOST} noms par personne\u00a0: retirez-en un d’abord.")
    letters = sum(len(value) for part in parts for value in part["values"])
    if not parts or len(parts) > MOST_PARTS or letters > MOST_LETTERS:
        raise ValidationError("Ces filtres sont trop longs pour être enregistrés.")
    return _keep(SavedFilter(owner=owner, table=table, name=name, parts=parts, season=season))


@transaction.atomic
def change_filters(*, row: SavedFilter, name: str, season: Season | None) -> SavedFilter:
    """Another name, or other readers. Raises ValidationError."""
    held = SavedFilter.objects.select_for_update(of=["self"]).get(pk=row.pk)
    held.name, held.season = name, season
    return _keep(held)


def _keep(row: SavedFilter) -> SavedFilter:
    row.full_clean()
    row.save()
    return row
