"""Who shares a mailbox gives an address of their own, by the links of two mails, without an account."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from atelier.core.forms import call_or_form_error, refusals_as_messages
from atelier.privacy import own_address
from territories import access
from territories.invitation import InvalidLink
from territories.models import Participant


class AddressForm(forms.Form):
    email = forms.EmailField(
        label="Une adresse que vous seul lisez",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_address_page(request, token):
    """From the mailbox that others read: the address is asked for, and written to."""
    try:
        seat = access.participant_in_shared_mailbox(token)
    except InvalidLink:
        return _dead(request)
    form, sent_to = AddressForm(request.POST or None), ""
    if form.is_valid():
        to = form.cleaned_data["email"]
        sent_to = call_or_form_error(form, own_address.ask, beside="email", seat=seat, to=to) or ""
    return _personal(render(request, "account/own_address.html", {"form": form, "seat": seat, "sent_to": sent_to}))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def prove_page(request, token):
    """From the new address: opening the link changes nothing, mail scanners open links too."""
    try:
        seat, email = own_address.asked_by(token)
        if request.method == "POST":
            with refusals_as_messages(request):
                own_address.prove(token=token)
                messages.success(request, f"Votre espace s’ouvre avec {email}\u00a0: demandez un code pour y entrer.")
                return redirect("account_login")
    except InvalidLink:
        return _dead(request)
    return _personal(render(request, "account/prove_own_address.html", {"seat": seat, "email": email}))


def _dead(request):
    context = {"lifetime": Participant.LINK_LIFETIME}
    return _personal(render(request, "territories/invitation_dead.html", context, status=410))


def _personal(response):
    """The address of the page is a key: no cache keeps it, and its referrer policy tells it to nobody."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
