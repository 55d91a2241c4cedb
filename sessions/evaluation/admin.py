"""The evaluation of a season for its team: how many answered, who is missing before closing, results, decisions."""

from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from atelier.core import confirmations, pdf
from atelier.core.forms import get_row_or_404, refusals_as_messages
from referential.models import Stake
from sessions.evaluation import access, audiences, printing, questionnaires, results
from sessions.evaluation.forms import ImprovementForm
from sessions.evaluation.models import HasAnswered, Improvement, Questionnaire


def season_evaluation(request):
    """The questionnaires of a season, the other seasons beside them, and what was decided."""
    season = access.season_of_team(request)
    improvements = Improvement.objects.filter(season=season).order_by("-state", "pk")
    key = request.POST.get("improvement") or request.GET.get("amelioration")
    held = get_row_or_404(improvements, key) if key else None
    written = request.POST if "finding" in request.POST else None
    form = ImprovementForm(written, instance=held or Improvement(season=season))
    if request.method == "POST" and _act(request, season, form, held):
        return redirect(f"{reverse('admin:evaluation')}?saison={season.pk}")
    found = Questionnaire.objects.followed().filter(season=season).with_dates().order_by("day__date", "pk")
    context = {
        **admin.site.each_context(request),
        "title": f"Évaluation, saison {season.number}",
        "season": season,
        "rows": [(one, results.rate_of(one)) for one in sorted(found, key=lambda one: one.day is None)],
        "seasons": results.means_by_season(),
        "improvements": improvements,
        "held": held,
        "form": form,
        "enough": questionnaires.ENOUGH,
    }
    return render(request, "admin/atelier_sessions/evaluation/season.html", context)


def _act(request, season, form, held) -> bool:
    """Do what was asked; false when the form has something to correct."""
    if "prepare" in request.POST:
        with refusals_as_messages(request):
            count = questionnaires.prepare(season)
            messages.success(request, f"Questionnaires ajoutés : {count}.")
    elif held and "remove" in request.POST:
        held.delete()
        messages.success(request, f"La décision «\u00a0{held.decision}\u00a0» est effacée.")
    elif held and request.POST.get("state") in Improvement.State.values:
        held.mark(request.POST["state"])
    elif not form.is_bound:
        raise Http404
    elif not form.is_valid():
        return False
    else:
        form.save()
        messages.success(request, "La décision est notée.")
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def questionnaire(request, pk):
    """Before closing, who is missing; after, the results from five answers on, whose words are sorted by stake."""
    found = access.questionnaire_of_team(request, pk)
    stakes = list(Stake.objects.order_by("position"))
    if request.method == "POST":
        known = {"": None, **{str(one.pk): one.pk for one in stakes}}
        given = {
            name.removeprefix("stake-"): value for name, value in request.POST.items() if name.startswith("stake-")
        }
        results.sort_words(found, {key: known[value] for key, value in given.items() if value in known})
        messages.success(request, "Les mots sont classés.")
        return redirect("admin:questionnaire", pk)
    context = {
        **admin.site.each_context(request),
        "title": f"{found.title}, saison {found.season.number}",
        "trail": access.trail_of(found)[:-1],
        "questionnaire": found,
        "is_of_guests": found.audience == Questionnaire.Audience.FUNDERS,
        "missing": audiences.people_missing(found),
        "asked": audiences.people_asked(found).count(),
        "rate": results.rate_of(found),
        "shown": results.is_shown(found),
        "results": results.results_of(found),
        "stakes": stakes,
        "enough": questionnaires.ENOUGH,
    }
    return render(request, "admin/atelier_sessions/evaluation/questionnaire.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def close(request, pk):
    """Closing is not undone: what it does is shown first, and somebody who answers meanwhile shows it again."""
    found = access.questionnaire_of_team(request, pk)
    missing = list(audiences.people_missing(found))
    answered = HasAnswered.objects.filter(questionnaire=found).count()
    content = [found.pk, found.title, answered, [(person.pk, str(person)) for person in missing]]
    agreed = request.method == "POST" and confirmations.is_what_was_shown(request, content)
    if agreed or not found.is_open:
        if request.method == "POST":
            with refusals_as_messages(request):
                questionnaires.close(questionnaire=found)
                messages.success(request, "Le questionnaire est clos.")
        return redirect("admin:questionnaire", pk)
    if request.method == "POST":
        messages.warning(request, confirmations.CHANGED)
    context = {
        **admin.site.each_context(request),
        "title": f"Clore « {found.title} »",
        "trail": access.trail_of(found),
        "questionnaire": found,
        "missing": missing,
        "answered": answered,
        "enough": questionnaires.ENOUGH,
        "shown": confirmations.sign_shown(request, content),
    }
    return render(request, "admin/atelier_sessions/evaluation/close.html", context)


@require_safe
def screen(request, pk):
    """The QR code of the questionnaire, to project."""
    found = access.questionnaire_of_team(request, pk)
    context = {**admin.site.each_context(request), "title": found.title, **printing.code_of(found)}
    context["trail"] = access.trail_of(found)[:-1]
    return render(request, "admin/atelier_sessions/evaluation/screen.html", context)


@require_safe
def poster(request, pk):
    """The QR code of the questionnaire, to print."""
    found = access.questionnaire_of_team(request, pk)
    return pdf.content_response(printing.poster(found), name=f"questionnaire-{found.pk}.pdf")


@require_safe
def report(request, pk):
    """The results for the funder."""
    found = access.questionnaire_of_team(request, pk)
    return pdf.content_response(printing.report(found), name=f"evaluation-{found.pk}.pdf")
