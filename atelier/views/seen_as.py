"""« Voir comme » : begin, from the page of a person in the administration; come back, from anywhere."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from atelier import seen_as
from atelier.accounts.models import User
from atelier.forms import telling_refusals


@require_POST
def begin(request, pk):
    if not request.user.has_perm(seen_as.PERMISSION):
        raise PermissionDenied
    person = get_object_or_404(User, pk=pk)
    with telling_refusals(request):
        seen_as.begin(request, person)
        return redirect("space")
    return redirect("admin:accounts_user_change", pk)


@require_POST
def stop(request):
    person = request.user if request.seen_by else None
    seen_as.end(request)
    return redirect("admin:accounts_user_change", person.pk) if person else redirect("space")
