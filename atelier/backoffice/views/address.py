"""« Changer d'adresse », by an organiser, from an account or from a seat (`privacy.address_change`)."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from atelier.accounts.models import User
from atelier.core import confirmations
from atelier.core.forms import call_or_form_error
from atelier.core.permissions import require_permissions
from atelier.privacy import address_change
from atelier.privacy.address_change import Holder
from territories.models import Participant


class AddressForm(forms.Form):
    """The new address, who of the mailbox is the same person, and the word that a mailbox is shared."""

    email = forms.EmailField(label="Nouvelle adresse", max_length=254, widget=forms.EmailInput(attrs={"size": 40}))
    also = forms.TypedMultipleChoiceField(
        label="À la même adresse, sous un autre nom\u00a0: cochez qui est aussi cette personne",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    shared = forms.BooleanField(label="Oui, ces personnes partagent cette boîte", required=False)

    def __init__(self, data, *, holder):
        super().__init__(data)
        self.holder = holder
        also: Any = self.fields["also"]
        also.choices = [(one.pk, f"{one.full_name}, {one.triptych}") for one in holder.others]
        if not holder.others:
            del self.fields["also"]
        self.sharing: list[str] = []

    def clean(self):
        """Whoever has the new address already is named, and stays: each keeps their own seats."""
        super().clean()
        data = self.cleaned_data
        self.sharing = address_change.who_has(data.get("email", ""), but=self.holder)
        if self.sharing and not data.get("shared"):
            self.add_error(
                "shared", f"{', '.join(self.sharing)} a déjà cette adresse\u00a0: confirmez, ou corrigez-la."
            )
        if not self.sharing:
            del self.fields["shared"]
        return data


def address_page(request, kind, pk):
    """Whose address it is and all that follows it; the change is of what was shown."""
    require_permissions(request, "territories.change_participant", "accounts.change_user")
    row, holder = _holder_of(request, kind, pk)
    if holder.account == request.user:
        messages.info(request, "C’est votre compte\u00a0: un code confirme votre nouvelle adresse.")
        return redirect("my_address")
    form = AddressForm(request.POST or None, holder=holder)
    if not form.is_bound:
        del form.fields["shared"]
    content = [sorted(holder.formers), [[one.pk, str(one)] for one in (*holder.seats, *holder.others)]]
    if request.method == "POST" and not confirmations.is_what_was_shown(request, content):
        messages.warning(request, confirmations.CHANGED)
    elif form.is_valid() and _is_changed(request, form, kind, row):
        return redirect(_page_of(row))
    context = {
        **admin.site.each_context(request),
        "title": f"Changer d’adresse\u00a0: {holder.name}",
        "original": row,
        "holder": holder,
        "contacts": address_change.contacts_of(holder),
        "form": form,
        "back": _page_of(row),
        "shown": confirmations.sign_shown(request, content),
    }
    return render(request, "admin/change_address.html", context)


def _holder_of(request, kind: str, pk: int, also: frozenset[int] = frozenset()) -> tuple[User | Participant, Holder]:
    if kind == "compte":
        user = get_object_or_404(User, pk=pk)
        return user, address_change.holder_of_account(user, also=also)
    if kind == "participant":
        seat = get_object_or_404(Participant.objects.select_related("user", "triptych__territory"), pk=pk)
        return seat, address_change.holder_of_seat(seat, also=also)
    raise Http404


def _page_of(row: User | Participant) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def _is_changed(request, form: AddressForm, kind: str, row: User | Participant) -> bool:
    also = frozenset(form.cleaned_data.get("also", []))
    _, holder = _holder_of(request, kind, row.pk, also)
    to = form.cleaned_data["email"]
    given = {"holder": holder, "to": to, "by": request.user, "shares": bool(form.cleaned_data.get("shared"))}
    if call_or_form_error(form, address_change.change_address, beside="email", **given) is None:
        return False
    messages.success(request, f"{holder.name}\u00a0: l’adresse est {to.lower()}. L’ancienne est prévenue.")
    return True
