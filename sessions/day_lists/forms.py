from typing import Any

from django import forms

from sessions.day_lists import meals
from sessions.day_lists.models import Meal
from territories.forms import AccessNeedFields
from territories.models import AccessNeed


class MealForm(forms.Form):
    """What one eats at the lunch of a day; nothing is ticked in advance."""

    choice = forms.ChoiceField(
        label="Ce que vous mangez",
        choices=Meal.Choice.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un repas, ou « ne déjeune pas »."},
    )
    words = forms.CharField(
        label="Autre régime, en quelques mots",
        max_length=200,
        required=False,
        help_text="Transmis au traiteur sans votre nom.",
    )
    allergy = forms.CharField(
        label="Une allergie",
        max_length=200,
        required=False,
        help_text="Transmise au traiteur avec votre nom, pour qu’aucune assiette ne se trompe.",
    )
    consents = forms.BooleanField(
        label="J’accepte que les organisateurs lisent ce régime ou cette allergie, et le disent au traiteur",
        required=False,
        help_text="Demandé pour un régime ou une allergie. Votre réponse est effacée le lendemain de la journée.",
    )

    def __init__(self, data: Any, *, meal: Meal | None) -> None:
        kept = {name: getattr(meal, name) for name in ("choice", "words", "allergy")} if meal else {}
        super().__init__(data, initial={**kept, "consents": bool(meal and meal.consented_at)})

    def clean(self) -> dict:
        data = super().clean() or {}
        if not self.errors:
            for name, sentence in meals.check_answer(**data).items():
                self.add_error(name, sentence)
        return data


class NeedForm(AccessNeedFields):
    """The arrangements that one asks for, changed or taken back before a day."""

    def __init__(self, data: Any, *, need: AccessNeed | None) -> None:
        kept = {"need_kinds": need.kinds, "need": need.text, "need_consent": True} if need else {}
        super().__init__(data, initial=kept)

    def answers(self) -> dict:
        """The arguments of `access_needs.record_need`."""
        data = self.cleaned_data
        return {"kinds": data["need_kinds"], "text": data["need"], "consents": data["need_consent"]}
