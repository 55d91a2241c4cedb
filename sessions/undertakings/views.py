"""An undertaking on the phone of whoever took it: what it is, and what became of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from atelier.core.forms import call_or_form_error
from sessions.undertakings import access, undertakings
from sessions.undertakings.forms import OutcomeForm


@require_http_methods(["GET", "HEAD", "POST"])
def show_undertaking(request, pk):
    found = access.undertaking_for(request.user, pk)
    may_say = access.may_follow_up(request.user, found)
    if request.method == "POST" and not may_say:
        raise PermissionDenied
    form = OutcomeForm(request.POST or None, undertaking=found)
    if form.is_valid() and (
        call_or_form_error(form, undertakings.record_outcome, undertaking=found, by=request.user, **form.cleaned_data)
        is not None
    ):
        messages.success(request, "Merci : c’est noté.")
        return redirect("space") if found.owner.user_id == request.user.pk else redirect(found)
    context = {"undertaking": found, "question": found.question, "season": found.question.day.season}
    return render(request, "sessions/undertaking.html", {**context, "form": form, "may_say": may_say})
