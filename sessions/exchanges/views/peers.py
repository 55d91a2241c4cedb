"""The group of a season: questions to peers, what territories share with it, notes of days; the booklet."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from atelier.core.forms import refusals_as_messages
from referential import access as shared
from sessions.exchanges import access as exchanges_access
from sessions.exchanges import peer_questions
from sessions.exchanges.forms import AddressForm, PeerAnswerForm


@require_POST
def address(request, pk):
    """Put a question of one's trajectory to the peers, on a day."""
    entry = shared.own_entry(request.user, pk)
    form = AddressForm(request.POST, season=entry.season)
    if not form.is_valid():
        messages.error(request, "Choisissez une journée de la saison.")
        return redirect("sessions:group", entry.season.number)
    with refusals_as_messages(request):
        question = peer_questions.put_to_peers(entry=entry, day=form.cleaned_data["day"])
        messages.success(request, "Votre question est adressée au groupe de la saison.")
        return redirect(question)
    return redirect("sessions:group", entry.season.number)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request, pk):
    found = exchanges_access.question_for(request.user, pk)
    form = PeerAnswerForm(request.POST or None)
    if form.is_valid():
        own = shared.triptychs_of(request.user).filter(season=found.entry.season).order_by("pk").first()
        peer_questions.answer_question(
            question=found, author=request.user, triptych=own, text=form.cleaned_data["text"]
        )
        messages.success(request, "Merci : votre réponse est enregistrée.")
        return redirect(found)
    return render(
        request,
        "sessions/question.html",
        {"question": found, "season": found.entry.season, "form": form},
    )
