"""The personal link: somebody who was named answers for themselves, without an account."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

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
        if form.is_valid() and _confirm(participant, form):
            return _personal(render(request, "territories/invitation_confirmed.html", {"participant": participant}))
    except invitation.InvalidLink:
        return _personal(render(request, "territories/invitation_dead.html", status=410))
    return _personal(render(request, "territories/invitation.html", {"participant": participant, "form": form}))


def _confirm(participant, form) -> bool:
    """Call the verb; what it refuses is said in the form, where nothing typed is lost."""
    try:
        invitation.confirm_seat(participant=participant, **form.answers())
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _personal(response):
    """The address of the page is a key: no cache keeps it, and its referrer policy tells it to nobody."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
