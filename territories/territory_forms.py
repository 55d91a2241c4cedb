"""The territory that applies, as its contacts describe it, with the one or two legal persons that carry it."""

from django import forms

from atelier.core import company_search
from atelier.core.company_numbers import clean_siret
from atelier.core.fields import refuse_link
from atelier.core.french import sort_key
from territories import application, places
from territories.models import Territory
from territories.models.territory import TWO_BEARERS


def _is_still(place: places.Place, data: dict) -> bool:
    """What was typed is still the place that the reference had proposed, perhaps with a few words more."""
    same = (data.get("kind"), data.get("department")) == (place.kind, place.department)
    return same and sort_key(place.name) in sort_key(data.get("name", ""))


class TerritoryForm(forms.ModelForm):
    """The territory, and the legal person that bears it: a territory of project has none of its own."""

    bearer_name = forms.CharField(
        label="Structure porteuse",
        max_length=250,
        required=False,
        help_text="La personne morale qui porte la démarche, si ce n’est pas le territoire lui-même.",
        validators=[refuse_link],
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    bearer_siret = forms.CharField(
        label="SIRET de la structure porteuse", max_length=20, required=False, help_text="14 chiffres."
    )

    second_bearer_name = forms.CharField(
        label="Seconde structure porteuse",
        max_length=250,
        required=False,
        help_text="Si deux structures portent la démarche ensemble\u00a0: une ville et son agglomération, par exemple.",
        validators=[refuse_link],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    second_bearer_siret = forms.CharField(
        label="SIRET de la seconde structure", max_length=20, required=False, help_text="14 chiffres."
    )

    BEARERS = ("bearer", "second_bearer")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for of in self.BEARERS:
            if bearer := getattr(self.instance, of):
                self.initial |= {f"{of}_name": bearer.name, f"{of}_siret": bearer.siret}

    def clean_bearer_siret(self):
        value = self.cleaned_data["bearer_siret"]
        return clean_siret(value) if value else ""

    def clean_second_bearer_siret(self):
        value = self.cleaned_data["second_bearer_siret"]
        return clean_siret(value) if value else ""

    def _clean_bearers(self, data):
        """Each is named, by its SIRET if need be; two bodies are two."""
        for of in self.BEARERS:
            name, siret = f"{of}_name", f"{of}_siret"
            if data.get(siret) and name in data and not data[name]:
                data[name] = company_search.name_of(data[siret])
            if data.get(siret) and not data.get(name):
                self.add_error(name, "Nommez la structure qui porte ce SIRET.")
        first, second = data.get("bearer_name"), data.get("second_bearer_name")
        same = sort_key(first or "") == sort_key(second or "") or (
            data.get("bearer_siret") and data.get("bearer_siret") == data.get("second_bearer_siret")
        )
        if second and (not first or same):
            self.add_error("second_bearer_name", TWO_BEARERS)

    def clean(self):
        data = super().clean()
        self._clean_bearers(data)
        known = places.get_place(data.get("code", ""))
        if known and not _is_still(known, data):
            data["code"] = ""
        return data

    def save(self, commit=True):
        territory = super().save(commit=False)
        data, formers = self.cleaned_data, territory.bearers
        for of in self.BEARERS:
            application.set_bearer(territory, name=data[f"{of}_name"], siret=data[f"{of}_siret"], of=of)
        if commit:
            territory.save()
            for former in formers:
                application.drop_unused(former)
        return territory

    class Meta:
        model = Territory
        fields = ["name", "kind", "department", "population", "siren", "code"]
        widgets = {"code": forms.HiddenInput}
        help_texts = {
            "name": "Le nom complet, tel qu’il figurera sur les documents.",
            "population": "Facultatif : un ordre de grandeur suffit.",
            "siren": "Facultatif : 9 chiffres, s’il en a un à lui.",
        }

    @classmethod
    def of_place(cls, place: places.Place | None) -> dict:
        """Initial values from a commune or an EPCI of the reference."""
        return {name: getattr(place, name) for name in cls.Meta.fields} if place else {}

    def clean_code(self):
        """A code of the reference, or none: nothing else comes from our own pages."""
        code = self.cleaned_data["code"]
        return code if places.get_place(code) else ""
