"""« Voir comme » : begin, from the page of a person in the administration; come back, from anywhere."""

from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from atelier.accounts.models import User
from atelier.backoffice import impersonation
from atelier.core.forms import refusals_as_messages
from atelier.core.permissions import require_permissions


@require_POST
def start_page(request, pk):
    require_permissions(request, impersonation.PERMISSION)
    person = get_object_or_404(User, pk=pk)
    with refusals_as_messages(request):
        impersonation.start_impersonation(request, person)
        return redirect("space")
    return redirect("admin:accounts_user_change", pk)


@require_POST
def stop_page(request):
    person = request.user if request.seen_by else None
    impersonation.stop_impersonation(request)
    return redirect("admin:accounts_user_change", person.pk) if person else redirect("space")
