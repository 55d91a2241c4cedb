"""What is typed to share a file or a link, to replace it, or to change its place and its readers."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from atelier.config import MAX_UPLOAD_BYTES
from atelier.core import file_types
from referential.forms import WITHIN, StakesField
from referential.models import Visibility
from sessions.programme.models import Day
from sessions.shared_files.models import HTTPS_ONLY, SharedFile
from territories.models import Triptych

_ACCEPTED = ",".join(f".{extension}" for extension in file_types.CONTENT_TYPES)


class VersionForm(forms.Form):
    """A file, or a link."""

    file = forms.FileField(
        label="Fichier",
        required=False,
        allow_empty_file=False,
        help_text=f"{file_types.IN_WORDS}, sans macros\u00a0; {MAX_UPLOAD_BYTES // 1_000_000}\u00a0Mo au plus.",
        widget=forms.FileInput(attrs={"accept": _ACCEPTED}),
        max_length=1000,
        error_messages={"empty": "Ce fichier est vide\u00a0: choisissez-en un autre."},
    )
    url = forms.URLField(
        label="Ou lien",
        max_length=300,
        required=False,
        assume_scheme="https",
        validators=[HTTPS_ONLY],
        help_text="Une adresse qui commence par « https:// ».",
    )

    def clean_url(self) -> str:
        """Every reader would read the password; and who reads « @ » takes one site for another."""
        url: str = self.cleaned_data["url"]
        if re.search(r"://[^/?#]*[@\\]", url):
            raise ValidationError(
                "Donnez une adresse sans identifiant ni mot de passe\u00a0: ses lecteurs les liraient."
            )
        return url

    def given(self) -> dict[str, Any]:
        """The arguments of the verbs that make a version."""
        return {"file": self.cleaned_data["file"] or None, "url": self.cleaned_data["url"]}


class DetailsForm(forms.ModelForm):
    """The title of a shared file, its place, its readers; « tout le monde » is asked for and agreed on elsewhere."""

    stakes = StakesField()
    visibility = forms.TypedChoiceField(label="Qui peut le lire", choices=WITHIN, coerce=int, initial=Visibility.SEASON)

    class Meta:
        model = SharedFile
        fields = ["title", "day", "triptych"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        season = self.instance.season
        self.fields["day"].queryset = Day.objects.filter(season=season).order_by("number")
        self.fields["day"].empty_label = "aucune en particulier"
        admitted = Triptych.objects.admitted().filter(season=season).select_related("territory", "season")
        self.fields["triptych"].queryset = admitted
        self.fields["triptych"].label_from_instance = lambda triptych: str(triptych.territory)
        self.fields["triptych"].empty_label = "tous"
        if self.instance.is_public:
            del self.fields["visibility"]
        if self.instance.pk:
            self.initial |= {"stakes": self.instance.stakes.all(), "visibility": self.instance.visibility}

    def save(self, commit=True):
        self.instance.visibility = self.cleaned_data.get("visibility", self.instance.visibility)
        return self.instance


class ShareForm(VersionForm, DetailsForm):
    """A new file or link."""

    field_order = ["title", "file", "url", "day", "triptych", "visibility", "stakes"]
