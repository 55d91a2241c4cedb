from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from atelier.core import email_addresses, french
from atelier.core.fields import refuse_link
from atelier.core.forms import DateField, FreeTextField
from atelier.core.parsing import parse_minutes
from atelier.seasons.models import Season, TeamMember
from sessions.facilitation.models import LONGEST, Availability
from sessions.programme.models import Day


class AvailabilityForm(forms.Form):
    """Two fields a day: the answer, nothing ticked in advance, and a line; days may be left for later."""

    def __init__(self, data: Any, *, days: Sequence[Day], said: dict[int, Availability]) -> None:
        super().__init__(data)
        self.days = list(days)
        for day in self.days:
            held = said.get(day.pk)
            label = f"{day}, {french.full_date(day.date)}"
            self.fields[f"answer-{day.pk}"] = forms.ChoiceField(
                label=label,
                choices=Availability.Answer.choices,
                widget=forms.RadioSelect,
                required=False,
                initial=held.answer if held else None,
            )
            self.fields[f"line-{day.pk}"] = forms.CharField(
                label=f"Précision, {str(day).lower()}",
                max_length=200,
                required=False,
                initial=held.line if held else "",
                help_text="Lue par l’organisation seule, effacée le lendemain de la journée.",
            )

    def clean(self) -> dict:
        data = super().clean() or {}
        for day in self.days:
            if data.get(f"line-{day.pk}") and not data.get(f"answer-{day.pk}"):
                self.add_error(f"answer-{day.pk}", "Cochez une réponse pour cette journée.")
        if not self.errors and not self.given():
            raise ValidationError("Cochez au moins une réponse.")
        return data

    def given(self) -> dict[Day, tuple[str, str]]:
        """What was ticked, by day, as `availability.answer` takes it."""
        data = self.cleaned_data
        return {
            day: (answer, data.get(f"line-{day.pk}", ""))
            for day in self.days
            if (answer := data.get(f"answer-{day.pk}"))
        }


class PreparationForm(forms.Form):
    """Time spent preparing, as people write a duration."""

    on = DateField(label="Date", error_messages={"required": "Dites quel jour."})
    minutes = forms.CharField(
        label="Durée",
        max_length=20,
        help_text="Par exemple 1 h 30, 45 min ou 1,5.",
        error_messages={"required": "Dites combien de temps."},
    )
    line = forms.CharField(label="Objet", max_length=200, required=False)

    def clean_minutes(self) -> int:
        minutes = parse_minutes(self.cleaned_data["minutes"])
        if minutes > LONGEST:
            raise ValidationError("Une ligne dit 24 heures au plus : écrivez-en une par jour.")
        return minutes


class MemberForm(forms.Form):
    """Somebody of the team with their address; or somebody who is there by name, and receives an account."""

    member = forms.ModelChoiceField(
        label="Qui",
        queryset=TeamMember.objects.none(),
        required=False,
        empty_label="une nouvelle personne",
        help_text="Quelqu’un que l’équipe nomme déjà, sans compte : son nom sera celui du compte.",
    )
    first_name = FreeTextField(label="Prénom", max_length=150, validators=[refuse_link])
    last_name = FreeTextField(label="Nom", max_length=150, validators=[refuse_link])
    email = email_addresses.EmailFormField(label="Courriel", max_length=254)
    role = forms.CharField(label="Rôle dans l’équipe", max_length=200, required=False, initial="animation")

    def __init__(self, data: Any, *, season: Season) -> None:
        super().__init__(data)
        field: Any = self.fields["member"]
        field.queryset = season.team.standing().filter(user=None)
        if not field.queryset.exists():
            del self.fields["member"]

    def clean_email(self) -> str:
        return email_addresses.normalize_email(self.cleaned_data["email"])

    def clean(self) -> dict:
        data = super().clean() or {}
        if not self.errors and not data.get("member") and not data.get("role"):
            self.add_error("role", "Écrivez ce que cette personne fait dans l’équipe.")
        return data


class PresenceForm(forms.Form):
    """One person of the team on the half-days of a day: there, or not noted."""

    def __init__(self, data: Any, *, member: TeamMember, parts: list, noted: set[int]) -> None:
        super().__init__(data, prefix=f"m{member.pk}")
        self.member, self.parts = member, parts
        for part in parts:
            label = f"{member}, {part.get_period_display()} : présence"
            self.fields[f"h{part.pk}"] = forms.BooleanField(
                label=label,
                required=False,
                initial=part.pk in noted,
                show_hidden_initial=True,  # what somebody else noted meanwhile stays
                widget=forms.CheckboxInput(attrs={"aria-label": label}),
            )

    def changes(self) -> list[tuple[TeamMember, Any, bool]]:
        """What was ticked or unticked since the page was shown; read once the form is valid."""
        parts = {f"h{part.pk}": part for part in self.parts}
        return [(self.member, parts[name], self.cleaned_data[name]) for name in self.changed_data]
