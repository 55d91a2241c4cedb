"""The filters of a list under a name: named, opened, renamed, shared with the team of a season, removed."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods, require_safe

from atelier.backoffice import saved_filters
from atelier.core.forms import FreeTextField, call_or_form_error
from atelier.core.reading_pages import Link, is_read, list_title_of
from atelier.seasons.chosen import chosen_season
from atelier.seasons.models import SavedFilter, Season


class NameForm(forms.Form):
    name = FreeTextField(
        label="Nom",
        max_length=60,
        help_text="Ce que la liste montre ainsi\u00a0: «\u00a0À relancer\u00a0».",
        error_messages={"required": "Donnez un nom à ces filtres."},
    )
    shared = forms.BooleanField(required=False)

    def __init__(self, data, *, season: Season | None, initial=None):
        super().__init__(data, initial=initial, label_suffix="")
        self.season = season
        if season:
            self.fields["shared"].label = f"Les montrer à l’équipe de la saison {season.number}"
        else:
            del self.fields["shared"]

    @property
    def readers(self) -> Season | None:
        """The season whose team reads them; None for their owner alone."""
        return self.season if self.cleaned_data.get("shared") else None


@require_http_methods(["GET", "HEAD", "POST"])
def name_page(request):
    """`liste` is a table, `filtres` what the address of its list asks."""
    lists = saved_filters.list_of(request.GET.get("liste", ""), request)
    asked = QueryDict(request.GET.get("filtres", ""))
    try:
        changes = saved_filters.filtered(lists, request, dict(asked.lists()))
    except (IncorrectLookupParameters, SuspiciousOperation) as error:
        raise Http404 from error
    parts = saved_filters.parts_of(changes, request, asked)
    form = NameForm(request.POST or None, season=chosen_season(request))
    if form.is_valid():
        given = {"owner": request.user, "table": lists.opts.label_lower, "parts": parts, "season": form.readers}
        name = form.cleaned_data["name"]
        row = call_or_form_error(form, saved_filters.save_filters, beside="name", name=name, **given)
        if row:
            messages.success(request, f"«\u00a0{row}\u00a0» est au-dessus de la liste.")
            return redirect("saved_filters", row.pk)
    back = f"{_list_address(lists)}?{asked.urlencode()}"
    return _page(request, lists, form, title="Nommer ces filtres", parts=parts, back=back)


@require_safe
def open_list(request, pk):
    """The list as it was kept, without what exists no more."""
    row, lists = _row_and_list(request, pk)
    address, gone = saved_filters.address_of(lists, request, row)
    if gone:
        said = ", ".join(f"«\u00a0{one}\u00a0»" for one in gone)
        words = "ces filtres n’existent plus, la liste est montrée sans eux"
        if len(gone) == 1:
            words = "ce filtre n’existe plus, la liste est montrée sans lui"
        messages.warning(request, f"{row}\u00a0: {words}\u00a0: {said}.")
    return redirect(address)


@require_http_methods(["GET", "HEAD", "POST"])
def change_page(request, pk):
    """Rename, share or not, remove: their owner, and for those of a team whoever puts a season in order."""
    row, lists = _row_and_list(request, pk)
    if not saved_filters.may_change(row, request.user):
        raise Http404
    if "remove" in request.POST:
        row.delete()
        messages.success(request, f"«\u00a0{row}\u00a0» n’est plus au-dessus de la liste. Rien d’autre n’a changé.")
        return redirect(_list_address(lists))
    initial = {"name": row.name, "shared": bool(row.season)}
    form = NameForm(request.POST or None, season=row.season or chosen_season(request), initial=initial)
    if form.is_valid():
        given = {"row": row, "name": form.cleaned_data["name"], "season": form.readers}
        if call_or_form_error(form, saved_filters.change_filters, beside="name", **given):
            messages.success(request, "Enregistré.")
            return redirect("saved_filters", row.pk)
    back = reverse("saved_filters", args=[row.pk])
    return _page(request, lists, form, title=row.name, parts=row.parts, back=back, row=row)


def _row_and_list(request, pk: int) -> tuple[SavedFilter, ModelAdmin]:
    rows = SavedFilter.objects.shown_to(request.user).select_related("season", "owner")
    row = get_object_or_404(rows, pk=pk)
    return row, saved_filters.list_of(row.table, request)


def _list_address(lists) -> str:
    return reverse(f"admin:{lists.opts.app_label}_{lists.opts.model_name}_changelist")


def _page(request, lists, form, **more):
    named = list_title_of(lists.model) if is_read(lists.model) else capfirst(lists.opts.verbose_name_plural)
    context = {
        **admin.site.each_context(request),
        "list_title": named,
        "trail": [Link(named, _list_address(lists))],
        "form": form,
        "row": None,
        **more,
    }
    return render(request, "admin/saved_filters.html", context)
