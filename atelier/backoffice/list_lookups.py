"""What a list may be sorted out and searched by: its filters, and what its reader may read.

Django lets any column of a table sort out its list, and whatever points to the table: « ?access_need__isnull=False »
would name who asked for an arrangement to whoever reads the list of people. A search through another table would tell
its words, a few letters at a time, to whoever does not read that table.
"""

from typing import Any

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.http import HttpRequest

from atelier.seasons.chosen import PARAMETER


def filter_parameters(lists: ModelAdmin, request: HttpRequest) -> set[str]:
    """The parameters of the filters of a list that are no columns: « saison »."""
    filters = lists.get_list_filter(request)
    ours = [one for one in filters if isinstance(one, type) and issubclass(one, SimpleListFilter)]
    return {str(one.parameter_name) for one in ours}


class ListLookupsMixin(ModelAdmin):
    """Mixed into every page of the administration, whose `lookups` are what links of ours ask beside the filters."""

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        if lookup in getattr(self, "lookups", ()) or lookup in filter_parameters(self, request):
            return True
        if lookup == PARAMETER:
            return True  # links of ours carry it to every list: one of no season is shown whole
        columns = [one[0] if isinstance(one, tuple) else one for one in self.get_list_filter(request)]
        offered = any(lookup == one or lookup.startswith(f"{one}__") for one in columns if isinstance(one, str))
        return offered and bool(super().lookup_allowed(lookup, value, request))

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """Without those of a table that this reader may not view."""
        return [path for path in super().get_search_fields(request) if self._may_search(path, request)]

    def _may_search(self, path: str, request: HttpRequest) -> bool:
        model: Any = self.model
        for name in path.split("__")[:-1]:
            model = model._meta.get_field(name).related_model
            if not request.user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}"):
                return False
        return True
