"""Sending again what left, with a word on top: written, read as it would leave, then confirmed."""

import secrets

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from atelier.core import confirmations
from atelier.core.forms import FreeTextField
from atelier.outbox import repeating
from atelier.outbox.models import Message

ACTION = "repeat_selected"
TITLE = "Renvoyer des courriels partis, avec un mot"


class WordForm(forms.Form):
    word = FreeTextField(
        label="Le mot du dessus",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Au-dessus du courriel d’origine, par exemple la raison de ce nouvel envoi.",
    )
    token = forms.CharField(widget=forms.HiddenInput, max_length=40)


def page_unless_done(request: HttpRequest, chosen: QuerySet[Message]) -> HttpResponse | None:
    """None once what leaves was confirmed as it was shown, and is queued."""
    rows = list(chosen.order_by("pk"))
    form = WordForm(request.POST if "word" in request.POST else None, initial={"token": secrets.token_hex(8)})
    word, now = (form.cleaned_data["word"] if form.is_valid() else ""), timezone.now()
    made = [(message, repeating.repeated(message, word, now)) for message in rows]
    content = word, [(row.pk, one.to_email, one.subject, one.text) if one else (row.pk,) for row, one in made]
    if "confirm" in request.POST and form.is_valid():
        if confirmations.is_what_was_shown(request, content):
            _send(request, rows, **form.cleaned_data)
            return None
        messages.warning(request, confirmations.CHANGED)
    context = {
        **admin.site.each_context(request),
        "title": TITLE,
        "action": ACTION,
        "form": form,
        "leaving": [one for _, one in made if one],
        "gone": [message for message, one in made if not one],
        "chosen": rows,
        "across": request.POST.get("select_across") == "1",
        "shown": confirmations.sign_shown(request, content) if form.is_valid() else "",
    }
    return render(request, "admin/outbox/repeat.html", context)


def _send(request: HttpRequest, rows: list[Message], *, word: str, token: str) -> None:
    count = sum(repeating.repeat(message, word=word, token=token) is not None for message in rows)
    messages.success(request, f"Courriels remis à l’envoi\u00a0: {count} sur {len(rows)} choisis.")
