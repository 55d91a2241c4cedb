"""Those who fill an application in together."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from atelier.core.forms import call_or_form_error, refusals_as_messages
from territories import access, application_team
from territories.forms import ColleagueForm
from territories.views.common import context


@require_http_methods(["GET", "HEAD", "POST"])
def team(request, pk):
    """Those who fill the application in together; the référent invites, removes, hands over."""
    triptych = access.application_for(request.user, pk)
    form = ColleagueForm(request.POST or None)
    if request.method == "POST":
        access.application_led_by(request.user, pk)
        if form.is_valid():
            given = {"triptych": triptych, "email": form.cleaned_data["email"], "by": request.user}
            if contact := call_or_form_error(form, application_team.invite_colleague, beside="email", **given):
                messages.success(request, f"Une invitation part à {contact.user.email}.")
                return redirect("territories:team", pk)
    more = {"form": form, "leads": triptych.lead and triptych.lead.user == request.user}
    return render(request, "territories/team.html", context(triptych, **more))


@require_POST
def remove_colleague(request, pk, contact):
    found = access.contact_for(request.user, pk, contact)
    return _change_team(
        request,
        pk,
        application_team.remove_colleague,
        found,
        f"{found} ne suit plus le dossier.",
    )


@require_POST
def hand_over(request, pk, contact):
    found = access.contact_for(request.user, pk, contact)
    return _change_team(
        request,
        pk,
        application_team.hand_over,
        found,
        f"{found} est maintenant référent.",
    )


def _change_team(request, pk, verb, contact, done):
    with refusals_as_messages(request):
        verb(contact=contact, by=request.user)
        messages.success(request, done)
    return redirect("territories:team", pk)
