"""The moments of a season, and the page where the team sees them."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_safe

from atelier import documents as files
from atelier.forms import telling_refusals
from atelier.seasons.admin import CurrentSeasonFilter, season_or_404
from referential import documents, moments, overview
from referential.models import Moment


@admin.register(Moment)
class MomentAdmin(admin.ModelAdmin):
    list_display = ["kind", "season", "opens_on", "closes_on", "grid"]
    list_filter = [CurrentSeasonFilter]
    list_select_related = ["season", "grid"]

    def get_urls(self):
        mine = [
            path("regards/", self.admin_site.admin_view(season), name="regards"),
            path("regards/<int:pk>.pdf", self.admin_site.admin_view(day_sheet), name="regards_pdf"),
        ]
        return [*mine, *super().get_urls()]

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and obj.has_answers)


def allow(request, permission: str) -> None:
    """Raises PermissionDenied for whoever lacks it."""
    if not request.user.has_perm(f"referential.{permission}"):
        raise PermissionDenied


def season(request):
    """Who answered, what each territory agreed on, what diverges; never what one person answered."""
    allow(request, "view_moment")
    found = season_or_404(request)
    if request.method == "POST":
        return prepare(request, found)
    begun = [moment for moment in moments.of_season(found) if moment.has_begun()]
    asked = request.GET.get("moment", "")
    chosen = next((moment for moment in begun if str(moment.pk) == asked), begun[-1] if begun else None)
    views = overview.shared_views(chosen) if chosen else []
    context = {
        **admin.site.each_context(request),
        "title": f"Positionnements, saison {found.number}",
        "season": found,
        "moments": moments.of_season(found),
        "begun": begun,
        "chosen": chosen,
        "progress": overview.progress([chosen], overview.triptychs_of(found))[chosen.pk] if chosen else [],
        "views": views,
        "rows": overview.agreed(chosen, views) if chosen else [],
    }
    return render(request, "admin/referential/regards.html", context)


def prepare(request, season):
    allow(request, "add_moment")
    with telling_refusals(request):
        made = moments.prepare(season)
        messages.success(request, f"Moments ajoutés : {len(made)}. Vérifiez leurs dates.")
    return redirect("admin:regards")


@require_safe
def day_sheet(request, pk):
    allow(request, "view_moment")
    moment = get_object_or_404(moments.whole(), pk=pk)
    if not moment.has_begun():
        raise Http404
    return files.answer(documents.day_sheet(moment), name=f"regards-saison-{moment.season.number}-{moment.kind}.pdf")
