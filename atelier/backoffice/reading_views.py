"""Every declared page to read, in the frame of the administration; lists lead to it, and it leads to the form."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_safe

from atelier.backoffice.blocks import ASKED_ON, FILTERS, BlocksMixin, list_address, with_filters
from atelier.core.declarations import declared
from atelier.core.forms import is_key
from atelier.core.permissions import HoldsPermissions
from atelier.core.reading_pages import Cell, Link, ReadingAct, ReadingPage, ReadingSection, address_of, is_read


@dataclass(frozen=True)
class _ShownSection:
    """A section and what it holds for one row and one reader."""

    section: ReadingSection
    rows: list[list[Link]]


@dataclass(frozen=True)
class _ShownAct:
    """A button: the page that it leads to, or the action that it asks of the list."""

    title: str
    address: str
    action: str


@dataclass(frozen=True)
class ReadRow:
    """What somebody reads of one row: its facts, its sections and what may be done."""

    row: Model
    facts: list[tuple[str, Link]]
    sections: list[_ShownSection]
    acts: list[_ShownAct]


class _ReadChangeList(ChangeList):
    """A list whose rows lead to their page, and which may be asked an action by such a page."""

    def url_for_result(self, result: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_read", args=[result.pk])

    def get_filters_params(self, params: dict | None = None) -> dict:
        own = super().get_filters_params(params)
        return {name: value for name, value in own.items() if name not in (ASKED_ON, FILTERS)}


class ReadingMixin(BlocksMixin):
    """Mixed into every page of the administration; tables without a declared page keep their list and form alone."""

    def get_urls(self) -> list[URLPattern]:
        if not is_read(self.model):
            return super().get_urls()
        name = f"{self.opts.app_label}_{self.opts.model_name}_read"
        view = self.admin_site.admin_view(require_safe(self.reading_view))
        return [path("<int:pk>/fiche/", view, name=name), *super().get_urls()]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type:
        base = super().get_changelist(request, **kwargs)
        return type(base.__name__, (_ReadChangeList, base), {}) if is_read(self.model) else base

    def response_action(
        self, request: HttpRequest, queryset: QuerySet, *where: Any, **more: Any
    ) -> HttpResponse | None:
        """What was asked on the page of a row ends on that page."""
        answer = super().response_action(request, queryset, *where, **more)
        asked_on = request.GET.get(ASKED_ON, "")
        if answer is None or getattr(answer, "url", "") != request.get_full_path() or not is_key(asked_on):
            return answer
        page = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_read", args=[asked_on])
        return redirect(with_filters(page, request))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """Who may change nothing reads the page, not a form without fields."""
        if request.method == "GET" and is_read(self.model) and is_key(object_id):
            row = self.get_object(request, object_id)
            if (
                row is not None
                and self.has_view_permission(request, row)
                and not self.has_change_permission(request, row)
            ):
                return redirect(address_of(row))
        return super().change_view(request, object_id, form_url, extra_context)

    def reading_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        page = _page_of(self.model)
        row = self.get_queryset(request).select_related(*page.select_related).filter(pk=pk).first()
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        if row is None:
            raise Http404
        read = read_row(row, request.user)
        context = {
            **self.admin_site.each_context(request),
            "title": str(row),
            "opts": self.opts,
            "original": row,
            "facts": read.facts,
            "sections": [(one, self._block_link(request, row, one.section.block)) for one in read.sections],
            "acts": read.acts,
            "may_change": self.has_change_permission(request, row),
            "form": with_filters(self._form_of(row), request),
            "list_title": page.list_title,
            "list": list_address(self, request),
            "blocks": [self._block_link(request, row, key) for key in page.blocks],
        }
        own = f"admin/{self.opts.app_label}/{self.opts.model_name}_reading.html"
        return render(request, [own, "admin/reading_page.html"], context)

    def _form_of(self, row: Model) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])

    def _block_link(self, request: HttpRequest, row: Model, key: str) -> Link | None:
        """The form of one block; None where there is none."""
        block = self.block(key)
        return Link(block.title, with_filters(self._form_of(row), request, bloc=key)) if block else None


def read_row(row: Model, user: HoldsPermissions, *anchors: str) -> ReadRow:
    """What its page says of a row to this reader; of the sections, those of these anchors alone if some are named."""
    facts = [(name, _cell(value)) for name, value in _page_of(type(row)).facts(row, user) if value]
    return ReadRow(row, facts, _sections(row, user, anchors), _acts(row._meta, row, user))


def read_acts(row: Model, request: HttpRequest) -> ReadRow:
    """What whoever asks may do to a row, which is read anew as its page reads it."""
    lists, page = admin.site._registry[type(row)], _page_of(type(row))
    again = lists.get_queryset(request).select_related(*page.select_related).get(pk=row.pk)
    return ReadRow(again, [], [], _acts(again._meta, again, request.user))


def _page_of(model: type[Model]) -> ReadingPage:
    return next(page for page in declared(ReadingPage) if page.model is model)


def _cell(cell: Cell) -> Link:
    """A plain word is a cell that leads nowhere."""
    return cell if isinstance(cell, Link) else Link(cell, "")


def _sections(row: Model, user: HoldsPermissions, anchors: tuple[str, ...]) -> list[_ShownSection]:
    mine = [one for one in declared(ReadingSection) if one.model is type(row) and user.has_perm(one.permission)]
    return [
        _ShownSection(one, [[_cell(cell) for cell in line] for line in one.rows(row, user)])
        for one in sorted(mine, key=lambda one: one.rank)
        if one.shown(row) and (not anchors or one.anchor in anchors)
    ]


def _acts(opts: Any, row: Model, user: HoldsPermissions) -> list[_ShownAct]:
    mine = [one for one in declared(ReadingAct) if one.model is type(row) and user.has_perm(one.permission)]
    every = f"{reverse(f'admin:{opts.app_label}_{opts.model_name}_changelist')}?saison=toutes&{ASKED_ON}={row.pk}"
    return [
        _ShownAct(one.title, one.address(row) if one.address else every, one.action)
        for one in sorted(mine, key=lambda one: one.rank)
        if one.possible(row)
    ]
