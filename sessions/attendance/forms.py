"""The form by which a participant announces an absence."""

from typing import Any

from django import forms

from atelier.core.forms import FreeTextField
from sessions.programme.models import Day, HalfDay


class AbsenceForm(forms.Form):
    """Which half-days somebody will miss, and why; none ticked means that they come."""

    half_days = forms.ModelMultipleChoiceField(
        label="Je serai absent",
        queryset=HalfDay.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucune case cochée : vous venez.",
    )
    reason = FreeTextField(
        label="Motif", max_length=200, required=False, help_text="Obligatoire si vous annoncez une absence."
    )

    def __init__(self, data, *, day: Day, initial: dict):
        super().__init__(data, initial=initial)
        field: Any = self.fields["half_days"]
        field.queryset = day.half_days.all()
        field.label_from_instance = lambda part: part.get_period_display().capitalize()

    def clean(self):
        data = super().clean()
        if data.get("half_days") and not data.get("reason"):
            self.add_error("reason", "Dites en quelques mots pourquoi.")
        return data
