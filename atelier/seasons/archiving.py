"""What remains to be done when a season is archived: said before, by each app that knows of something."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from atelier.core.declarations import declared
from atelier.seasons.models import Season
from atelier.seasons.opening import refusals


@dataclass(frozen=True)
class ArchiveCheck:
    """`find(season, today)` yields one sentence for each thing that nobody may do, or see, once it is archived."""

    find: Callable[[Season, date], Iterable[str]]


def remaining(season: Season, today: date) -> list[str]:
    return [sentence for check in declared(ArchiveCheck) for sentence in check.find(season, today)]


class SeasonForm(forms.ModelForm):
    """Going online asks for what a season needs; archiving says first what remains, with a box to archive anyway."""

    archive_anyway = forms.BooleanField(
        label="Archiver malgré ce qui reste", required=False, widget=forms.HiddenInput, initial=False
    )

    def clean(self) -> dict:
        data = super().clean() or {}
        self._refuse_going_online_empty(data)
        archives = data.get("status") == Season.Status.ARCHIVED and "status" in self.changed_data
        left = remaining(self.instance, timezone.localdate()) if archives and self.instance.pk else []
        if left:
            self.fields["archive_anyway"].widget = forms.CheckboxInput()
            if not data.get("archive_anyway"):
                raise ValidationError(["Avant d’archiver la saison\u00a0:", *left])
        return data

    def _refuse_going_online_empty(self, data: dict) -> None:
        goes_online = data.get("status") == Season.Status.PUBLISHED and "status" in self.changed_data
        if not goes_online:
            return
        if not self.instance.pk:
            raise ValidationError("Enregistrez d’abord la saison en préparation, puis ses journées, avant de l’ouvrir.")
        if missing := refusals(self.instance):
            raise ValidationError(["La saison ne peut pas encore être mise en ligne\u00a0:", *missing])
