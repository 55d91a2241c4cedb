"""Forms of the administration that change one block of a row; the full form stays at its address."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import flatten_fieldsets
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst

from atelier.core.reading_pages import EditedBlock, address_of, is_read, list_title_of

FILTERS = "_changelist_filters"  # Django's name for the filters of the list that one came from
ASKED_ON = "fiche"  # the row on whose page an action of the list was asked


def with_filters(address: str, request: HttpRequest, **query: str) -> str:
    """The address with this query, and with the filters of the list that whoever asks came from."""
    kept = {**query, FILTERS: request.GET.get(FILTERS, "")}
    filled = urlencode({name: value for name, value in kept.items() if value})
    return f"{address}?{filled}" if filled else address


class BlocksMixin(ModelAdmin):
    """`?bloc=` asks for the fields and the tables of one of `blocks`; saving leads back to the page to read."""

    def block(self, key: str) -> EditedBlock | None:
        """That of the class that this one is mixed into."""
        return getattr(self, "blocks", {}).get(key)

    def _asked(self, request: HttpRequest) -> EditedBlock | None:
        return self.block(request.GET.get("bloc", ""))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Of the fields of the block, those that this reader may see."""
        whole, block = super().get_fieldsets(request, obj), self._asked(request)
        if block is None or obj is None:
            return whole
        seen = flatten_fieldsets(whole)
        return [(None, {"fields": [name for name in block.fields if name in seen]})]

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        block, whole = self._asked(request), super().get_inlines(request, obj)
        return whole if block is None or obj is None else [one for one in whole if one.model in block.tables]

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """The list is named as the bar names it."""
        named = list_title_of(self.model) if is_read(self.model) else capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"list_title": named, **(extra_context or {})})

    def render_change_form(  # type: ignore[override]  # Django gives the rest by name
        self, request: HttpRequest, context: dict, obj: Model | None = None, **options: Any
    ) -> HttpResponse:
        context["list"] = list_address(self, request)
        # Django's own list of errors says neither where they are nor what to do: ours takes its place.
        context["to_correct"], context["errors"] = context.pop("errors", None), None
        if obj is not None and is_read(self.model):
            context["read_page"] = with_filters(address_of(obj), request)
            context["list_title"] = list_title_of(self.model)
        if obj is not None and (block := self._asked(request)):
            context |= {
                "edited": block, "title": block.title, "show_delete": False,
                "show_save_and_add_another": False, "show_save_and_continue": False,
            }  # fmt: skip
        return super().render_change_form(request, context, obj=obj, **options)

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        """What was just added is read on its page, like what was just changed."""
        return self.response_post_save_change(request, obj)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        if is_read(self.model):
            return HttpResponseRedirect(with_filters(address_of(obj), request))
        return super().response_post_save_change(request, obj)


def list_address(lists: ModelAdmin, request: HttpRequest) -> str:
    """The list of this table as one left it."""
    address = reverse(f"admin:{lists.opts.app_label}_{lists.opts.model_name}_changelist")
    return f"{address}?{filters}" if (filters := request.GET.get(FILTERS, "")) else address
