"""The fields of a programme: the hours of each half-day, and what is said of each item."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from django import forms
from django.db.models import Q
from django.forms.utils import ErrorDict

from atelier.core.forms import is_key
from atelier.seasons.models import TeamMember
from sessions.facilitation.access import MANAGES
from sessions.facilitation.availability import refusals_of
from sessions.programme.models import AgendaItem, Day, HalfDay
from sessions.programme.models.agenda_item import LONGEST
from sessions.programme.time_line import as_time, in_minutes


class HourInput(forms.TimeInput):
    """The clock of the browser; an hour is written there as ISO 8601 whatever the language."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class FacilitatorsField(forms.ModelMultipleChoiceField):
    """The team, with what each said of the day where it is « non »."""

    refused: Mapping[int, object] = {}

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} (a dit «\u00a0non\u00a0»)" if obj.pk in self.refused else str(obj)


def team_for(day: Day) -> Any:
    """Who may lead something of it: the team of its season, and who left and leads something already."""
    leading = TeamMember.objects.filter(items__half_day__day=day).order_by().values("pk")
    return TeamMember.objects.filter(Q(left_at=None) | Q(pk__in=leading), season=day.season_id)


def refused_for(day: Day, user: Any) -> Mapping[int, object]:
    """Who said « non » of it, for whoever manages the team: colleagues do not read what each other said."""
    return refusals_of(day) if user.has_perm(MANAGES) else {}


class HoursForm(forms.ModelForm):
    """The announced hours of a half-day."""

    class Meta:
        model = HalfDay
        fields = ["starts_at", "ends_at"]
        widgets = {"starts_at": HourInput, "ends_at": HourInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}, {self.instance.get_period_display()}"


class ItemForm(forms.ModelForm):
    """What is said of one item; its hour counts when it holds at it."""

    minutes = forms.IntegerField(label="Durée, en minutes", min_value=1, max_value=LONGEST)
    starts_at = forms.TimeField(label="Début", required=False, widget=HourInput)
    is_fixed = forms.BooleanField(label="tient à cette heure", required=False)
    delete = forms.BooleanField(label="Supprimer", required=False)

    class Meta:
        model = AgendaItem
        fields = ["title", "format", "room", "material", "preparation", "stakes", "facilitators"]
        field_classes = {"facilitators": FacilitatorsField}
        widgets = {"stakes": forms.CheckboxSelectMultiple, "facilitators": forms.CheckboxSelectMultiple}

    use_required_attribute = False

    def __init__(self, *args: Any, is_checked: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_checked = is_checked

    def full_clean(self) -> None:
        """What is drawn while it is being typed is not reproached with what is still empty."""
        if self.is_checked:
            super().full_clean()
        else:
            self._errors, self.cleaned_data = ErrorDict(), {}

    def clean(self) -> dict:
        data = super().clean() or {}
        if data.get("is_fixed") and not data.get("starts_at") and "starts_at" not in self.errors:
            self.add_error("starts_at", "Dites à quelle heure.")
        return data

    @property
    def held_at(self) -> time | None:
        return self.cleaned_data["starts_at"] if self.cleaned_data["is_fixed"] else None


def read_minutes(typed: str, otherwise: int) -> int:
    """The minutes that were typed; `otherwise` while they cannot be read."""
    minutes = int(typed) if is_key(typed) else 0
    return minutes if 1 <= minutes <= LONGEST else otherwise


def read_hour(typed: str) -> int | None:
    try:
        value = forms.TimeField(required=False).clean(typed)
    except forms.ValidationError:
        return None
    return in_minutes(value) if value else None


def written(minutes: int) -> str:
    """As the clock of a browser has it."""
    return as_time(minutes % (24 * 60)).isoformat("minutes")
