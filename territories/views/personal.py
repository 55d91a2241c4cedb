"""The personal link: somebody who was named answers for themselves, without an account."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from atelier.core.forms import call_or_form_error, refusals_as_messages
from atelier.seasons.path import path_facts
from territories import access, invitation
from territories.forms import ConfirmationForm
from territories.models import Participant


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer_invitation(request, token):
    """Opening the link answers nothing: mail scanners open links too. Only a button does.

    The answer comes first; what the person corrects and agrees to comes once they are in, by a link of its own.
    """
    try:
        participant = access.invited_participant(token)
        if _is_somebody_else(request, participant):
            response = render(request, "territories/invitation_whose.html", {"participant": participant})
        elif participant.has_confirmed:
            response = _say_more(request, participant)
        else:
            response = _answer(request, participant)
    except invitation.InvalidLink:
        response = render(
            request, "territories/invitation_dead.html", {"lifetime": Participant.LINK_LIFETIME}, status=410
        )
    return _personal(response)


def _is_somebody_else(request, participant) -> bool:
    """Another account is signed in here, and nobody said yet who answers."""
    is_theirs = request.user.is_authenticated and request.user.email == participant.email
    asked = request.user.is_authenticated and (participant.shares_mailbox or not is_theirs)
    return asked and "moi" not in {*request.GET, *request.POST}


def _answer(request, participant):
    if "decline" in request.POST:
        invitation.decline_seat(participant=participant)
        return render(request, "territories/invitation_declined.html", {"participant": participant})
    if "confirm" in request.POST:
        with refusals_as_messages(request):
            confirmed = invitation.confirm_seat(participant=participant)
            address = reverse("territories:invitation", args=[invitation.token_for(confirmed)])
            return redirect(f"{address}?moi=1" if "moi" in request.GET else address)
    context = {
        "participant": participant,
        "season": participant.season,
        "territory": participant.triptych.territory,
        "asker": participant.triptych.lead_user,
        "says_no": request.GET.get("reponse") == "non",
        **path_facts(participant.season),
    }
    return render(request, "territories/invitation.html", context)


def _say_more(request, participant):
    """What the person corrects about themselves, and what nobody else may answer for them."""
    choices = getattr(participant, "choices", None)
    known = {name: getattr(choices, name) for name in ConfirmationForm.CHOICES} if choices else {}
    form = ConfirmationForm(request.POST or None, instance=participant, initial=known)
    context = {"participant": participant, "form": form, "token": invitation.token_for(participant)}
    answers = {"participant": participant, **form.answers()} if form.is_valid() else None
    if answers and call_or_form_error(form, invitation.complete_seat, **answers):
        messages.success(request, "Vos informations et vos choix sont enregistrés.")
        return render(request, "territories/invitation_confirmed.html", {**context, "form": None})
    return render(request, "territories/invitation_confirmed.html", context)


def _personal(response):
    """The address of the page is a key: no cache keeps it, and its referrer policy tells it to nobody."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
