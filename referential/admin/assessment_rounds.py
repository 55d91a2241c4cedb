"""The rounds of a season, and the page where the team sees them."""

from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_safe

from atelier.core import pdf as files
from atelier.core.forms import refusals_as_messages
from atelier.core.permissions import require_permissions
from atelier.seasons.admin import CurrentSeasonFilter
from atelier.seasons.chosen import requested_season
from referential import assessment_rounds, documents, overview
from referential.models import AssessmentRound


@admin.register(AssessmentRound)
class AssessmentRoundAdmin(admin.ModelAdmin):
    list_display = ["kind", "season", "opens_on", "closes_on", "grid"]
    list_filter = [CurrentSeasonFilter]
    list_select_related = ["season", "grid"]

    def get_urls(self):
        mine = [
            path("regards/", self.admin_site.admin_view(_season), name="regards"),
            path("regards/<int:pk>.pdf", self.admin_site.admin_view(_day_sheet), name="regards_pdf"),
        ]
        return [*mine, *super().get_urls()]

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and obj.has_answers)


def _season(request):
    """Who answered, what each territory agreed on, what diverges; never what one person answered."""
    require_permissions(request, "referential.view_assessmentround")
    found = requested_season(request)
    if request.method == "POST":
        return _prepare(request, found)
    rounds = assessment_rounds.rounds_of_season(found)
    begun = [one for one in rounds if one.has_begun()]
    asked = request.GET.get("moment", "")
    chosen = next((one for one in begun if str(one.pk) == asked), begun[-1] if begun else None)
    views = overview.shared_views(chosen, request.user) if chosen else []
    context = {
        **admin.site.each_context(request),
        "title": f"Positionnements, saison {found.number}",
        "season": found,
        "rounds": rounds,
        "begun": begun,
        "chosen": chosen,
        "may_follow_up": assessment_rounds.may_follow_up(found),
        "progress": overview.round_progress([chosen], overview.triptychs_of(found))[chosen.pk] if chosen else [],
        "views": views,
        "rows": overview.is_agreed(chosen, views) if chosen else [],
    }
    return render(request, "admin/referential/regards.html", context)


def _prepare(request, season):
    require_permissions(request, "referential.add_assessmentround")
    with refusals_as_messages(request):
        follow_ups = "follow_ups" in request.POST
        made = (assessment_rounds.prepare_follow_ups if follow_ups else assessment_rounds.prepare_rounds)(season)
        messages.success(request, f"Moments ajoutés : {len(made)}. Vérifiez leurs dates.")
    return redirect("admin:regards")


@require_safe
def _day_sheet(request, pk):
    require_permissions(request, "referential.view_assessmentround")
    assessment_round = get_object_or_404(assessment_rounds.with_answers_read(), pk=pk)
    if not assessment_round.has_begun():
        raise Http404
    name = f"regards-saison-{assessment_round.season.number}-{assessment_round.kind}.pdf"
    return files.content_response(documents.day_sheet(assessment_round, request.user), name=name)
