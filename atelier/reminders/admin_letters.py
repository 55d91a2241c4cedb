"""A letter written by hand: its words and files, what would leave and to whom, then to exactly those."""

import secrets
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from atelier.core import confirmations, file_types, french, pdf
from atelier.core.forms import FreeTextField, is_key, refusals_as_messages
from atelier.core.permissions import require_permissions
from atelier.reminders import broadcasts, letter_files
from atelier.reminders.models import LetterFile
from atelier.seasons.chosen import requested_season
from atelier.seasons.models import Season

WRITE = "reminders.change_reminderrule"
_MOST = french.file_size(letter_files.MAX_BYTES)
_ACCEPTED = ",".join(f".{extension}" for extension in file_types.CONTENT_TYPES)


def season_to_write_in(request: HttpRequest) -> Season:
    """The season asked for, or the one being worked on; PermissionDenied for who may not change rules."""
    require_permissions(request, WRITE)
    return requested_season(request)


class BroadcastForm(forms.Form):
    audience = forms.ChoiceField(label="À qui")
    subject = FreeTextField(label="Objet", max_length=150)
    text = FreeTextField(
        label="Texte",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="{prenom}, {saison} et {atelier} sont remplacés. La signature s’ajoute à la fin.",
    )
    file = forms.FileField(
        label="Joindre un fichier",
        required=False,
        allow_empty_file=False,
        max_length=1000,
        widget=forms.FileInput(attrs={"accept": _ACCEPTED}),
        help_text=f"{file_types.IN_WORDS}, sans macros. Un à la fois\u00a0; {_MOST} au plus en tout.",
        error_messages={"empty": "Ce fichier est vide\u00a0: choisissez-en un autre."},
    )
    token = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, data, files=None, *, season, author, chosen):
        super().__init__(data, files, initial={"token": secrets.token_hex(8), "audience": chosen})
        self.season, self.author = season, author
        self.fields["audience"].choices = [("", "Choisir…"), *broadcasts.audience_choices(season, chosen)]

    def letter(self) -> broadcasts.Broadcast:
        written = {name: self.cleaned_data[name] for name in ("audience", "subject", "text", "token")}
        return broadcasts.Broadcast(season=self.season, **written)

    def attached(self) -> QuerySet[LetterFile]:
        """Those that the letter has by now."""
        return letter_files.files_of(self.cleaned_data.get("token", ""), self.author)

    def clean(self):
        data = super().clean()
        if "token" in data:
            self._take_file(data)
        if not self.errors:
            for sentence in broadcasts.broadcast_errors(self.letter()):
                self.add_error("text", sentence)
        return data

    def _take_file(self, data: dict[str, Any]) -> None:
        """Kept at once, whatever is wrong elsewhere: a browser forgets the file that was chosen."""
        named = self.data.getlist("off")  # type: ignore[attr-defined]
        off = [int(key) for key in named if is_key(key)]
        letter_files.drop(letter_files.files_of(data["token"], self.author).filter(pk__in=off))
        if file := data.get("file"):
            try:
                letter_files.keep(token=data["token"], author=self.author, file=file)
            except ValidationError as refused:
                self.add_error("file", refused)


def write_letter(request: HttpRequest) -> HttpResponse:
    """Write, read what would leave and to how many, send to exactly those."""
    season = season_to_write_in(request)
    given = {"season": season, "author": request.user, "chosen": request.GET.get("a", "")}
    form = BroadcastForm(request.POST or None, request.FILES or None, **given)
    rows, shown = [], ""
    is_valid = form.is_valid()
    attached = list(form.attached()) if form.is_bound else []
    if is_valid:
        letter = form.letter()
        rows = broadcasts.broadcast_messages(letter)
        told = [(row.recipient.ref, row.recipient.email, row.subject, row.text) for row in rows]
        files = [(one.pk, one.name, one.digest) for one in attached]
        content = [season.pk, letter.audience, letter.subject, letter.text, letter.token, told, files]
        if "send" in request.POST and confirmations.is_what_was_shown(request, content):
            return _send_broadcast(request, letter, rows, attached)
        if "send" in request.POST:
            messages.warning(request, confirmations.CHANGED)
        shown = confirmations.sign_shown(request, content)
    context = {
        **admin.site.each_context(request),
        "title": "Écrire",
        "season": season,
        "form": form,
        "attached": attached,
        "rows": rows,
        "shown": shown,
        "checked": form.is_bound and not form.errors,
    }
    return render(request, "admin/reminders/letter.html", context)


def _send_broadcast(
    request: HttpRequest,
    written: broadcasts.Broadcast,
    rows: list[broadcasts.BroadcastMessage],
    files: list[LetterFile],
) -> HttpResponse:
    with refusals_as_messages(request):
        count = broadcasts.send_broadcast(written, rows, files)
        messages.success(request, f"Courriels remis à l’envoi : {count}.")
    return redirect("admin:letter")


@require_safe
def letter_file(request: HttpRequest, pk: int) -> HttpResponse:
    """What was joined to a letter, for whoever writes letters."""
    require_permissions(request, WRITE)
    found = get_object_or_404(LetterFile, pk=pk)
    try:
        return pdf.download_response(str(found.file.name), name=found.name, content_type=found.content_type)
    except FileNotFoundError:
        raise Http404 from None
