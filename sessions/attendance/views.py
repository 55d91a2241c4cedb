"""A participant announces an absence, changes it, or takes it back."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from atelier.core.forms import call_or_form_error
from sessions.attendance import access as attendance_access
from sessions.attendance import roll_call
from sessions.attendance.forms import AbsenceForm
from sessions.attendance.models import Attendance


@require_http_methods(["GET", "HEAD", "POST"])
def absence(request, participant, day):
    """Announce an absence, change it, or take it back, until the deadline."""
    seat, found = attendance_access.coming_day_for(request.user, participant, day)
    declared = seat.attendances.filter(half_day__day=found, source=Attendance.Source.DECLARED)
    initial = {
        "half_days": [row.half_day_id for row in declared],
        "reason": next((row.reason for row in declared if row.reason), ""),
    }
    form = AbsenceForm(request.POST or None, day=found, initial=initial)
    if request.method == "POST" and form.is_valid() and _announce(request, seat, found, form):
        return redirect("space")
    context = {"form": form, "day": found, "seat": seat, "in_time": roll_call.may_announce(found)}
    return render(request, "sessions/absence.html", context)


def _announce(request, seat, found, form) -> bool:
    """Call the verb; what it refuses is said in the form, where nothing typed is lost."""
    parts = list(form.cleaned_data["half_days"])
    reason = form.cleaned_data["reason"] if parts else ""
    given = {"participant": seat, "day": found, "half_days": parts, "reason": reason}
    if call_or_form_error(form, roll_call.announce_absence, **given) is None:
        return False
    done = "Votre absence est annoncée aux organisateurs." if parts else "C’est noté : vous venez."
    messages.success(request, done)
    return True
