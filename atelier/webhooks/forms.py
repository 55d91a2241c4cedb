from django import forms

from atelier.webhooks.events import Event
from atelier.webhooks.models import Webhook


class WebhookForm(forms.ModelForm):
    """An address to tell, and what."""

    url = forms.URLField(
        label="Adresse",
        max_length=500,
        assume_scheme="https",
        help_text="En https://, d’un nom public, sans port ni identifiant.",
        error_messages={"required": "Donnez l’adresse qui reçoit les signaux."},
    )
    events = forms.MultipleChoiceField(
        label="Ce qui lui est dit",
        choices=[(event.value, event.label[0].upper() + event.label[1:]) for event in Event],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins un événement."},
    )

    class Meta:
        model = Webhook
        fields = ["url", "events"]
