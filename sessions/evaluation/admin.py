"""The evaluation of a season for its team: how many answered, who is missing before closing, results, decisions."""

from django.contrib import admin, messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from atelier.core import pdf, permissions
from atelier.core.forms import refusals_as_messages
from atelier.seasons.chosen import requested_season
from sessions.evaluation import printing, questionnaires, results
from sessions.evaluation.forms import ImprovementForm
from sessions.evaluation.models import Improvement, Questionnaire

_QUESTIONNAIRES = Questionnaire.objects.select_related("season", "day__season")
_CHANGE = "atelier_sessions.change_questionnaire"


def season_evaluation(request):
    """The questionnaires of a season, the other seasons beside them, and what was decided."""
    permissions.require_permissions(request, _CHANGE)
    season = requested_season(request)
    form = ImprovementForm(request.POST if "finding" in request.POST else None, instance=Improvement(season=season))
    if request.method == "POST" and _act(request, season, form):
        return redirect(f"{reverse('admin:evaluation')}?saison={season.pk}")
    found = list(_QUESTIONNAIRES.filter(season=season).order_by("opens_on", "pk"))
    context = {
        **admin.site.each_context(request),
        "title": f"Évaluation, saison {season.number}",
        "season": season,
        "rows": [(one, results.rate_of(one)) for one in found],
        "today": timezone.localdate(),
        "seasons": results.means_by_season(),
        "improvements": Improvement.objects.filter(season=season).order_by("done", "pk"),
        "form": form,
        "enough": questionnaires.ENOUGH,
    }
    return render(request, "admin/atelier_sessions/evaluation.html", context)


def _act(request, season, form) -> bool:
    """Do what was asked; false when the form has something to correct."""
    if "prepare" in request.POST:
        with refusals_as_messages(request):
            count = questionnaires.prepare(season)
            messages.success(request, f"Questionnaires ajoutés : {count}.")
        return True
    if "finding" not in request.POST:
        done = request.POST.get("done", "")
        if done.isdecimal() and len(done) < 10:
            Improvement.objects.filter(season=season, pk=done).update(done=True)
        return True
    if form.is_valid():
        form.save()
        messages.success(request, "La décision est notée.")
    return bool(form.is_valid())


@require_safe
def questionnaire(request, pk):
    """Before closing, who is missing; after, the results from five answers on."""
    found = permissions.get_or_404(request, _QUESTIONNAIRES, pk, _CHANGE)
    context = {
        **admin.site.each_context(request),
        "title": f"{found.title}, saison {found.season.number}",
        "questionnaire": found,
        "missing": questionnaires.people_missing(found),
        "rate": results.rate_of(found),
        "shown": results.is_shown(found),
        "results": results.results_of(found),
        "enough": questionnaires.ENOUGH,
        "today": timezone.localdate(),
    }
    return render(request, "admin/atelier_sessions/questionnaire.html", context)


@require_POST
def close(request, pk):
    found = permissions.get_or_404(request, _QUESTIONNAIRES, pk, _CHANGE)
    with refusals_as_messages(request):
        questionnaires.close(questionnaire=found)
        messages.success(request, "Le questionnaire est clos.")
    return redirect("admin:questionnaire", pk)


@require_safe
def poster(request, pk):
    """The QR code of the questionnaire, to print or to project."""
    found = permissions.get_or_404(request, _QUESTIONNAIRES, pk, _CHANGE)
    return pdf.content_response(printing.poster(found), name=f"questionnaire-{found.pk}.pdf")


@require_safe
def report(request, pk):
    """The results for the funder."""
    found = permissions.get_or_404(request, _QUESTIONNAIRES, pk, _CHANGE)
    return pdf.content_response(printing.report(found), name=f"evaluation-{found.pk}.pdf")
