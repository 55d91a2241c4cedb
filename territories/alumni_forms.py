from django import forms

from atelier.core.forms import FreeTextField
from territories.models import AlumniAgreement


class AlumniForm(forms.ModelForm):
    """How somebody whose season is over is reached; nothing is chosen in their place but what shows least."""

    class Meta:
        model = AlumniAgreement
        fields = ["reached_by"]
        widgets = {"reached_by": forms.RadioSelect}
        labels = {"reached_by": "Comment vous joindre"}


class AlumniLetterForm(forms.Form):
    text = FreeTextField(
        label="Votre message",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="3\u202f000 signes au plus.",
    )
