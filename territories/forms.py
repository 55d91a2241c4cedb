import re

from django import forms

from atelier.seasons.models import Season
from territories.models import Participant, Territory, Triptych


class EurosField(forms.DecimalField):
    """An amount in euros, read back as the product writes it: « 3 000 € », « 1 250,50 »."""

    def __init__(self, **kwargs):
        super().__init__(max_digits=9, decimal_places=2, localize=True, **kwargs)
        self.widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value):
        return super().to_python(re.sub(r"[€\s]", "", value) if isinstance(value, str) else value)


class TerritoryForm(forms.ModelForm):
    class Meta:
        model = Territory
        fields = ["name", "kind", "department", "population"]
        help_texts = {
            "name": "Le nom complet, tel qu’il figurera sur les documents.",
            "population": "Facultatif : un ordre de grandeur suffit.",
        }


class DynamicsForm(forms.ModelForm):
    class Meta:
        model = Triptych
        fields = ["dynamics", "resistance", "expectations"]
        widgets = dict.fromkeys(fields, forms.Textarea(attrs={"rows": 6}))


class CommitmentsForm(forms.ModelForm):
    class Meta:
        model = Triptych
        fields = ["commitments_accepted"]
        labels = {"commitments_accepted": "Les six personnes du triptyque et notre structure acceptent ces engagements"}


class ContributionForm(forms.ModelForm):
    wished_amount = EurosField(label="Contribution envisagée (€)", required=False, min_value=0)

    class Meta:
        model = Triptych
        fields = ["wished_amount"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.season: Season = self.instance.season
        self.fields["wished_amount"].help_text = "En euros, par exemple 4 500. Rien n’est définitif à ce stade."

    def clean_wished_amount(self):
        amount = self.cleaned_data["wished_amount"]
        if amount is not None and amount > self.season.contribution_max:
            raise forms.ValidationError("Ce montant dépasse la contribution maximale de la saison : vérifiez-le.")
        return amount


class SeatForm(forms.ModelForm):
    """One person of the triptych: only what the référent may say about somebody else."""

    class Meta:
        model = Participant
        fields = ["first_name", "last_name", "position", "organisation", "email"]
        widgets = {
            # The référent types somebody else's name: the browser must not offer their own.
            name: widget(attrs={"autocomplete": "off"})
            for name, widget in {
                "first_name": forms.TextInput,
                "last_name": forms.TextInput,
                "position": forms.TextInput,
                "organisation": forms.TextInput,
                "email": forms.EmailInput,
            }.items()
        }
        help_texts = {"email": "Il sert à se connecter et à recevoir les convocations."}
