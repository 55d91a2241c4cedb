"""The personal link: somebody who was named answers for themselves, without an account."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from atelier.core.forms import call_or_form_error
from territories import access, invitation
from territories.forms import ConfirmationForm


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer_invitation(request, token):
    """Opening the link answers nothing: mail scanners open links too. Only a button does."""
    try:
        participant = access.invited_participant(token)
        form = ConfirmationForm(request.POST or None, instance=participant)
        if "decline" in request.POST:
            invitation.decline_seat(participant=participant)
            return _personal(render(request, "territories/invitation_declined.html", {"participant": participant}))
        answers = {"participant": participant, **form.answers()} if form.is_valid() else None
        if answers and call_or_form_error(form, invitation.confirm_seat, **answers):
            return _personal(render(request, "territories/invitation_confirmed.html", {"participant": participant}))
    except invitation.InvalidLink:
        return _personal(render(request, "territories/invitation_dead.html", status=410))
    return _personal(render(request, "territories/invitation.html", {"participant": participant, "form": form}))


def _personal(response):
    """The address of the page is a key: no cache keeps it, and its referrer policy tells it to nobody."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
