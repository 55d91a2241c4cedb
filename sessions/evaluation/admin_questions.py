"""What a questionnaire asks, and whom from outside, written by organisers while nobody answered."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from atelier.core.forms import call_or_form_error, is_key, refusals_as_messages
from sessions.evaluation import access, questionnaires
from sessions.evaluation.forms import GuestsForm, QuestionnaireForm, WordingFormSet, wordings_in, wordings_of
from sessions.evaluation.models import Guest, Questionnaire


@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, pk: int) -> HttpResponse:
    """Once somebody answered, the page says that the questions do not change any more."""
    found = access.questionnaire_of_team(request, pk)
    asked = found.questions.order_by("position")
    seen = questionnaires.fingerprint(asked)
    form = QuestionnaireForm(request.POST or None, instance=found)
    lines = WordingFormSet(request.POST or None, initial=wordings_of(found), prefix="q")
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        given = {
            "title": form.cleaned_data["title"],
            "days_after": form.cleaned_data["days_after"],
            "questions": wordings_in(lines),
            "seen": request.POST.get("seen", ""),
        }
        if call_or_form_error(form, questionnaires.write_questions, questionnaire=found, **given):
            messages.success(request, "Le questionnaire est enregistré.")
            return redirect("admin:questionnaire", pk)
    context = {
        **admin.site.each_context(request),
        "title": f"Questions de « {found.title} »",
        "trail": access.trail_of(found),
        "questionnaire": found,
        "is_fixed": found.closed_on or found.respondents.exists(),
        "answered": questionnaires.ANSWERED,
        "questions": asked,
        "form": form,
        "lines": lines,
        "seen": seen,
    }
    return render(request, "admin/atelier_sessions/evaluation/questions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def guests(request: HttpRequest, pk: int) -> HttpResponse:
    """The funders who are asked, by their addresses."""
    found = access.questionnaire_of_team(request, pk)
    if found.audience != Questionnaire.Audience.FUNDERS:
        raise Http404
    form = GuestsForm(request.POST if "addresses" in request.POST else None)
    if request.method == "POST" and _asked(request, found, form):
        return redirect("admin:questionnaire_guests", pk)
    context = {
        **admin.site.each_context(request),
        "title": f"Qui reçoit « {found.title} »",
        "trail": access.trail_of(found),
        "questionnaire": found,
        "guests": Guest.objects.filter(questionnaire=found).select_related("user").order_by("user__email"),
        "form": form,
    }
    return render(request, "admin/atelier_sessions/evaluation/guests.html", context)


def _asked(request: HttpRequest, found: Questionnaire, form: GuestsForm) -> bool:
    """Add or take away; false when the form has something to correct."""
    if "release" in request.POST:
        guest = request.POST["release"]
        with refusals_as_messages(request):
            if not is_key(guest) or not questionnaires.release_guest(questionnaire=found, guest=int(guest)):
                raise ValidationError("Cette personne n’est déjà plus interrogée.")
        return True
    if not form.is_valid():
        return False
    addresses = form.cleaned_data["addresses"]
    asked = call_or_form_error(form, questionnaires.ask_guests, questionnaire=found, addresses=addresses)
    return asked is not None
