"""More or fewer seats, granted where the application is read: the mails are shown, then confirmed."""

from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from atelier.core import confirmations
from atelier.core.forms import call_or_form_error
from atelier.outbox.queueing import recorded
from territories import seat_quotas
from territories.forms import SeatsForm
from territories.models import Triptych


def page_unless_set(request: HttpRequest, triptych: Triptych) -> HttpResponse | None:
    """The page that shows whom it tells what, until that was confirmed; None once it is done, or refused in words."""
    form = SeatsForm(request.POST, triptych=triptych)
    if form.is_valid():
        given = form.cleaned_data
        with transaction.atomic():
            with recorded() as mails:
                seats = call_or_form_error(form, seat_quotas.set_seats, triptych=triptych, by=request.user, **given)
            letters = [(one.to_email, one.subject, one.text) for one in mails]
            content = [triptych.pk, given["category"].pk, seats, given["reason"], letters]
            confirmed = "confirm" in request.POST and confirmations.is_what_was_shown(request, content)
            transaction.set_rollback(not confirmed)
        if seats is not None and not confirmed:
            return _page(request, triptych, form, mails, confirmations.sign_shown(request, content))
        if seats is not None:
            told = f"{given['category'].label}, {seats} siège{'s' if seats > 1 else ''}. "
            told += "Ses contacts sont prévenus." if mails else "Personne n’est à prévenir."
            messages.success(request, f"{triptych.territory}\u00a0: {told}")
    for sentences in form.errors.values():
        messages.warning(request, f"{triptych.territory}, nombre de sièges\u00a0: {' '.join(map(str, sentences))}")
    return None


def _page(request: HttpRequest, triptych: Triptych, form: SeatsForm, mails: list, shown: str) -> HttpResponse:
    if "confirm" in request.POST:
        messages.warning(request, confirmations.CHANGED)
    context = {
        **admin.site.each_context(request),
        "title": f"Nombre de sièges\u00a0: {triptych.territory}",
        "triptych": triptych,
        "form": form,
        "mails": mails,
        "shown": shown,
    }
    return render(request, "admin/territories/seats.html", context)
