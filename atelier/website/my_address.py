"""« Changer d'adresse », for oneself: a code to the new address, then every place follows."""

import time
from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.http import require_http_methods

from atelier.accounts.models import User
from atelier.accounts.reauthentication import recently_authenticated
from atelier.core.codes import random_code
from atelier.core.forms import call_or_form_error
from atelier.privacy import address_change

ASKED = "address_change"  # in the session: the address, and what proves it
LIFETIME = 600  # seconds
TRIES = 3
CODE_LENGTH = 8
DEAD = "Ce code n’est plus valable\u00a0: demandez-en un autre."


class AddressForm(forms.Form):
    """The new address, and those of the same mailbox under another name who are oneself."""

    email = forms.EmailField(
        label="Nouvelle adresse", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    also = forms.TypedMultipleChoiceField(
        label="Ces sièges sont à la même adresse sous un autre nom. Cochez ceux qui sont aussi les vôtres.",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data, *, holder):
        super().__init__(data)
        also: Any = self.fields["also"]
        also.choices = [(one.pk, f"{one.full_name}, {one.triptych}") for one in holder.others]
        if not holder.others:
            del self.fields["also"]


class CodeForm(forms.Form):
    code = forms.CharField(label="Code", max_length=20, widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}))

    def clean_code(self):
        return "".join(filter(str.isalnum, self.cleaned_data["code"])).upper()


@require_http_methods(["GET", "HEAD", "POST"])
def change_page(request):
    """What follows, then the new address; it is sent a code, or told that it has an account of its own."""
    if request.method == "POST" and not recently_authenticated(request):
        messages.warning(request, "Confirmez d’abord que c’est vous, avec un nouveau code.")
        return redirect("my_address")
    holder = address_change.holder_of_account(request.user)
    form = AddressForm(request.POST or None, holder=holder)
    if form.is_valid() and _ask(request, form, holder):
        return redirect("prove_address")
    is_fresh = recently_authenticated(request)
    return render(request, "account/my_address.html", {"form": form, "holder": holder, "is_fresh": is_fresh})


def _ask(request, form: AddressForm, holder: address_change.Holder) -> bool:
    """Write to the address, whoever has it: the page says the same, so that it tells nobody who has an account."""
    to = call_or_form_error(
        form, address_change.check_address, beside="email", holder=holder, email=form.cleaned_data["email"]
    )
    if to is None:
        return False
    code = random_code(CODE_LENGTH)
    if User.objects.filter(email=to).exists():
        get_adapter(request).send_mail("account/email/address_taken", to, {})
    else:
        get_adapter(request).send_mail("account/email/address_code", to, {"code": code})
    request.session[ASKED] = {
        "to": to,
        "from": request.user.email,
        "also": form.cleaned_data.get("also", []),
        "proof": _proof_of(request.user, to, code),
        "until": time.time() + LIFETIME,
        "tries": TRIES,
    }
    return not getattr(request, "mail_failed", False)


def _proof_of(user: User, to: str, code: str) -> str:
    return salted_hmac("atelier.website.my_address", f"{user.pk}\n{to}\n{code}", algorithm="sha256").hexdigest()


@require_http_methods(["GET", "HEAD", "POST"])
def prove_page(request):
    """The code, then the change; the session that proved it goes on, every other one ends."""
    asked = request.session.get(ASKED)
    if not asked or asked["until"] < time.time() or asked["from"] != request.user.email:
        messages.warning(request, DEAD)
        return redirect("my_address")
    form = CodeForm(request.POST or None)
    if form.is_valid() and _is_proved(request, form, asked) and _is_changed(request, form, asked):
        return redirect("my_data")
    if ASKED not in request.session:
        messages.warning(request, DEAD)
        return redirect("my_address")
    return render(request, "account/prove_address.html", {"form": form, "to": asked["to"]})


def _is_proved(request, form: CodeForm, asked: dict) -> bool:
    if constant_time_compare(_proof_of(request.user, asked["to"], form.cleaned_data["code"]), asked["proof"]):
        return True
    if asked["tries"] <= 1:
        del request.session[ASKED]
    else:
        request.session[ASKED] = {**asked, "tries": asked["tries"] - 1}
    form.add_error("code", "Ce n’est pas le code\u00a0: relisez-le dans le dernier courriel.")
    return False


def _is_changed(request, form: CodeForm, asked: dict) -> bool:
    holder = address_change.holder_of_account(request.user, also=frozenset(asked["also"]))
    given = {"holder": holder, "to": asked["to"], "by": request.user, "proven": True}
    if call_or_form_error(form, address_change.change_address, **given) is None:
        return False
    del request.session[ASKED]
    request.user.refresh_from_db()
    update_session_auth_hash(request, request.user)
    messages.success(
        request,
        f"Votre adresse est {request.user.email}. Vos autres connexions sont fermées\u202f; celle-ci reste ouverte.",
    )
    return True
