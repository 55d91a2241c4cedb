"""The page where a participant answers."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from atelier.core.forms import call_or_form_error
from sessions.evaluation import access, questionnaires
from sessions.evaluation.forms import AnswerForm
from sessions.evaluation.models import HasAnswered


@require_http_methods(["GET", "HEAD", "POST"])
def evaluation(request, pk):
    """The questions, on one page; whoever has answered, or comes too late or too early, is told so."""
    found, seat = access.questionnaire_for(request.user, pk)
    form = AnswerForm(request.POST or None, questionnaire=found)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        if call_or_form_error(form, questionnaires.answer, questionnaire=found, participant=seat, values=values):
            messages.success(request, "Merci, votre réponse est gardée, sans votre nom.")
            return redirect("space")
    refusal = ""
    if found.closed_on:
        refusal = questionnaires.CLOSED
    elif found.opens_on > timezone.localdate():
        refusal = questionnaires.NOT_OPEN
    elif HasAnswered.objects.filter(questionnaire=found, participant=seat).exists():
        refusal = questionnaires.DONE
    context = {"questionnaire": found, "form": form, "refusal": refusal, "enough": questionnaires.ENOUGH}
    return render(request, "sessions/evaluation.html", context)
