"""The buttons of a reply: it announces an absence, or the coming of somebody who was noted away."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from atelier.core import french, permissions
from atelier.core.forms import refusals_as_messages
from atelier.outbox.models import Reply
from sessions.attendance.reply_offers import PERMISSION, note_absence, note_coming
from sessions.programme.models import Day


@require_POST
def absence_from_reply(request, pk, day):
    """The one click of the reading page."""
    return _note(request, pk, day, note_absence, "Absence notée")


@require_POST
def coming_from_reply(request, pk, day):
    return _note(request, pk, day, note_coming, "Venue notée")


def _note(request, pk, day, verb, done):
    found = permissions.get_or_404(request, Day.objects.all(), day, PERMISSION)
    reply = Reply.objects.readable_by(request.user).filter(pk=pk).first()
    if reply is None or not request.user.has_perm("outbox.view_reply"):
        raise Http404
    with refusals_as_messages(request):
        verb(reply=reply, day=found, author=request.user)
        messages.success(request, f"{done} le {french.full_date(found.date)}, et réponse traitée.")
    return redirect("admin:outbox_reply_change", pk)
