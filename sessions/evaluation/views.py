"""The page where somebody answers: signed in, or by the personal link of their mail."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from atelier.core.forms import call_or_form_error
from atelier.seasons.parts import PartIsOff
from sessions.evaluation import access, audiences, links, questionnaires
from sessions.evaluation.forms import AnswerForm
from sessions.evaluation.models import HasAnswered

THANKS = "Merci, votre réponse est gardée, sans votre nom."


@require_http_methods(["GET", "HEAD", "POST"])
def evaluation(request, pk):
    """For whoever is asked, signed in."""
    return _answer(request, *access.questionnaire_for(request.user, pk), draft=request.user.pk)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def personal_evaluation(request, token):
    """Opening the link answers nothing: mail scanners open links too."""
    try:
        response = _answer(request, *links.asked_by_link(token), draft="lien")
    except (links.InvalidLink, PartIsOff) as gone:
        response = render(request, "sessions/evaluation_dead.html", {"sentence": str(gone)}, status=410)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _answer(request, found, person, *, draft):
    """The questions, on one page; whoever has answered, or comes too late or too early, is told so.

    The answer is thanked on the same page, not by a redirection: those are kept a day with their time.
    """
    form = AnswerForm(request.POST or None, questionnaire=found)
    refusal = _refusal(found, person)
    if request.method == "POST" and not refusal and form.is_valid():
        given = {"values": form.values(), "seen": request.POST.get("seen", "")}
        if call_or_form_error(form, questionnaires.answer, questionnaire=found, by=person, **given):
            refusal = THANKS
    context = {
        "questionnaire": found,
        "form": form,
        "refusal": refusal,
        "may_be_sent_later": refusal == questionnaires.NOT_OPEN,
        "seen": questionnaires.fingerprint(form.questions),
        "enough": questionnaires.ENOUGH,
        "draft": draft,
        "person": person if draft == "lien" else None,
    }
    return render(request, "sessions/evaluation.html", context)


def _refusal(found, person) -> str:
    if found.closed_on:
        return questionnaires.CLOSED
    if not found.is_open:
        return questionnaires.NOT_OPEN
    answered = HasAnswered.objects.filter(questionnaire=found, **{audiences.column_of(found): person})
    return questionnaires.DONE if answered.exists() else ""
