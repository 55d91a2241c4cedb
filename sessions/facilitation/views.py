"""The page that the personal link of somebody of the team opens: which days they are free, without signing in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from atelier.core.forms import call_or_form_error
from sessions.facilitation import availability, links
from sessions.facilitation.forms import AvailabilityForm


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def personal_availability(request, token):
    """Opening the link answers nothing and joins nothing: mail scanners open links too."""
    try:
        response = _answer(request, links.member_by_link(token), token)
    except links.InvalidLink:
        response = render(request, "sessions/facilitation/dead_link.html", status=410)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _answer(request, member, token):
    days = list(availability.days_to_ask(member.season))
    said = availability.answers_of(member)
    form = AvailabilityForm(request.POST if request.method == "POST" else None, days=days, said=said)
    if form.is_valid() and record(request, form, member):
        return redirect("sessions:personal_availability", token)
    context = {"member": member, "season": member.season, "days": days, "form": form}
    return render(request, "sessions/facilitation/availability.html", context)


def record(request, form, member) -> bool:
    """Keep what was ticked, and say so; false when the form has something to correct."""
    count = call_or_form_error(form, availability.answer, member=member, given=form.given())
    if count:
        messages.success(request, "C’est noté, merci. Vous pouvez changer vos réponses jusqu’à la journée.")
    return bool(count)
