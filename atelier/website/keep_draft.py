"""The link of the mail that announces the deletion of a draft: one click keeps it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from territories import access, application_team


@require_http_methods(["GET", "HEAD", "POST"])
def keep_page(request, pk):
    triptych = access.editable_application_for(request.user, pk)
    if request.method == "POST":
        application_team.log_edit(triptych, by=request.user, what="Dossier gardé")
        messages.success(request, "Le dossier est gardé\u00a0: reprenez-le quand vous voulez.")
        return redirect(triptych)
    return render(request, "territories/keep_draft.html", {"triptych": triptych})
