from django import forms

from atelier.api.models import AccessToken, Scope
from atelier.core.forms import DateField


class TokenForm(forms.ModelForm):
    """A new token: who uses it, what it opens, until when."""

    scopes = forms.MultipleChoiceField(
        label="Ce qu’il ouvre",
        choices=[(scope.value, scope.label[0].upper() + scope.label[1:]) for scope in Scope],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins une chose que ce jeton ouvre."},
    )
    ends_on = DateField(label="Dernier jour", help_text="Après ce jour, il n’ouvre plus rien. Deux ans au plus.")

    class Meta:
        model = AccessToken
        fields = ["name", "scopes", "ends_on"]
        labels = {"name": "Nom"}
        error_messages = {"name": {"required": "Dites qui s’en sert, et pour quoi."}}
