"""« Mes données » : what is held about the reader, to take away or to have erased."""

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.views.decorators.http import require_http_methods, require_POST

from atelier.accounts.reauthentication import recently_authenticated
from atelier.accounts.session_revocation import clear_site_data, revoke_others
from atelier.core.forms import call_or_form_error
from atelier.privacy import data_export, erasure

WORD = "EFFACER"


class EraseForm(forms.Form):
    word = forms.CharField(
        label=f"Pour confirmer, tapez {WORD}",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_word(self):
        if self.cleaned_data["word"].strip().upper() != WORD:
            raise forms.ValidationError(f"Tapez {WORD} pour confirmer, ou quittez cette page.")
        return WORD


@clear_site_data
@require_http_methods(["GET", "HEAD", "POST"])
def my_data(request):
    """What there is, why and how long; erasing it, once confirmed by a word."""
    if request.method == "POST" and not recently_authenticated(request):
        return _not_fresh(request)
    form = EraseForm(request.POST or None)
    if form.is_valid() and call_or_form_error(form, erasure.erase, email=request.user.email) is not None:
        logout(request)
        messages.success(request, "Vos données sont effacées. Votre compte n’existe plus.")
        return redirect("home")
    context = {"form": form, "tables": data_export.tables(request.user), "is_fresh": recently_authenticated(request)}
    return render(request, "account/my_data.html", context)


@require_POST
def download(request):
    if not recently_authenticated(request):
        return _not_fresh(request)
    answer = HttpResponse(data_export.archive(request.user), content_type="application/zip")
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename="mes-donnees.zip")
    answer["Cache-Control"] = "private, no-store"
    return answer


def _not_fresh(request):
    messages.warning(request, "Confirmez d’abord que c’est vous, avec un nouveau code.")
    return redirect("my_data")


@require_POST
def prove(request):
    """Sign in anew, and come back to the page that asks for it."""
    address, back = request.user.email, "my_address" if request.POST.get("back") == "my_address" else "my_data"
    logout(request)
    messages.info(request, f"Pour confirmer que c’est vous, demandez un code à votre adresse, {address}.")
    return redirect(f"{reverse('account_login')}?{urlencode({'next': reverse(back)})}")


@require_POST
def revoke_other_sessions(request):
    revoke_others(request)
    messages.success(request, "Vos autres connexions sont fermées. Celle-ci reste ouverte.")
    return redirect("my_data")
