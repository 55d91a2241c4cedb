"""Opening the next season from one that exists: every date read first, nothing written unseen."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django import forms
from django.contrib import admin, messages
from django.db.models import Max
from django.forms import BoundField
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from atelier.backoffice import rollover, rollover_texts
from atelier.backoffice.rollover import SeasonDate
from atelier.core import confirmations, office_hours
from atelier.core.forms import DateField, FreeTextField, call_or_form_error
from atelier.core.permissions import require_permissions
from atelier.seasons.chosen import requested_season
from atelier.seasons.models import Season
from sessions.programme import date_warnings
from sessions.programme.date_warnings import DateWarning
from territories import geography

# Nobody knows yet which territories come: the school holidays of the three zones, and what the whole country has.
ANYWHERE = geography.SCHOOL_ZONES.keys() - office_hours.CLOCKS.keys()


@dataclass(frozen=True)
class DateRow:
    """A milestone with its field, the date that it now holds and what to know about it."""

    milestone: SeasonDate
    field: BoundField
    date: date | None
    warnings: list[DateWarning]


class NextSeasonForm(forms.Form):
    """What is decided anew, then one date for each milestone of the former season."""

    number = forms.IntegerField(label="Numéro", min_value=1, max_value=999)
    theme = FreeTextField(label="Thème", max_length=200)
    label = forms.CharField(
        label="Période", max_length=80, required=False, help_text="Par exemple : Automne-hiver 2026/27."
    )
    with_team = forms.BooleanField(
        label="Reprendre les noms de l’équipe d’animation",
        required=False,
        help_text="À cocher si les mêmes personnes ont accepté de paraître de nouveau.",
    )

    def __init__(self, data, *, season: Season):
        super().__init__(data, initial=_initial(season))
        self.milestones = rollover.season_dates(season)
        for one in self.milestones:
            required = one.former is not None and not one.name.startswith("call_")
            self.fields[one.name] = DateField(label=one.label, required=required)

    def clean(self):
        super().clean()
        data = self.cleaned_data
        days = [one for one in self.milestones if one.is_day]
        for before, after in pairwise(days):
            if data.get(before.name) and data.get(after.name) and data[after.name] <= data[before.name]:
                self.add_error(
                    after.name, f"Elle vient après la {before.label.lower()} : choisissez une date plus tard."
                )
        for opens, closes in self.windows():
            if data.get(opens) and data.get(closes) and data[closes] < data[opens]:
                self.add_error(closes, "La clôture vient avant l’ouverture : vérifiez les deux dates.")
        return data

    def clean_number(self):
        number = self.cleaned_data["number"]
        if Season.objects.filter(number=number).exists():
            raise forms.ValidationError("Une saison porte déjà ce numéro.")
        return number

    def windows(self) -> list[tuple[str, str]]:
        opens = [one.name for one in self.milestones if one.name.endswith("_opens_on")]
        return [(name, name.replace("_opens_on", "_closes_on")) for name in opens]

    def dates(self) -> dict:
        return {one.name: self.cleaned_data[one.name] for one in self.milestones}

    def rows(self) -> list[DateRow]:
        return [
            DateRow(one, self[one.name], self.shown(one), _remarks(one, self.shown(one))) for one in self.milestones
        ]

    def shown(self, one: SeasonDate) -> date | None:
        """The date in the field; None when it is empty or no date."""
        try:
            return self.fields[one.name].to_python(self[one.name].value())
        except forms.ValidationError:
            return None

    def dates_shown(self) -> list[str]:
        """What the reader has before their eyes: the season is written from these dates and no others."""
        return [str(self.shown(one) or "-") for one in self.milestones]


def _initial(season: Season) -> dict:
    last = Season.objects.aggregate(last=Max("number"))["last"]
    dates = rollover.shifted_dates(season, rollover.default_shift(season))
    return {"number": last + 1, "theme": season.theme, **dates}


def _remarks(one: SeasonDate, when: date | None) -> list[DateWarning]:
    """A date that is past, and for a day whatever keeps people away, school holidays of the three zones included."""
    if when is None:
        return []
    past = [DateWarning("Cette date est passée.", strong=True)] if when < timezone.localdate() else []
    return past + (date_warnings.warnings_for_date(when, ANYWHERE) if one.is_day else [])


def _shifted(posted: QueryDict, season: Season) -> QueryDict:
    """What was typed, with every date moved as the first day was; unchanged when that one is no sensible date."""
    first = next((one for one in rollover.season_dates(season) if one.is_day), None)
    if first is None or not rollover.moves(first):
        return posted
    data = posted.copy()
    with suppress(forms.ValidationError):
        shift = DateField().clean(data.get("day_1")) - first.former
        for name, when in rollover.shifted_dates(season, shift).items():
            data[name] = when.isoformat()
    return data


def rollover_page(request):
    """Read the dates, move them, then write; a first press with new dates only shows what they meet."""
    require_permissions(request, "seasons.add_season")
    season = requested_season(request)
    form = NextSeasonForm(_posted(request, season), season=season)
    seen = confirmations.is_what_was_shown(request, form.dates_shown())
    if "create" in request.POST and form.is_valid() and seen:
        values = {name: form.cleaned_data[name] for name in ("number", "theme", "label", "with_team")}
        if following := call_or_form_error(
            form, rollover.create_following, season=season, dates=form.dates(), **values
        ):
            messages.success(
                request,
                f"La saison {following.number} est prête, visible de l’équipe seule. "
                "Relisez ses textes, puis mettez-la en ligne.",
            )
            return redirect("admin:seasons_season_change", following.pk)
    context = {
        **admin.site.each_context(request),
        "title": f"Ouvrir la saison qui suit la saison {season.number}",
        "season": season,
        "form": form,
        "shown": confirmations.sign_shown(request, form.dates_shown()),
        "unseen": "create" in request.POST and form.is_valid(),
        "has_days": any(one.is_day for one in form.milestones),
        "texts": rollover_texts.texts_to_reread(season),
        "kept": rollover.counts_of_copies(season),
    }
    return render(request, "admin/seasons/next_season.html", context)


def _posted(request, season: Season) -> QueryDict | None:
    if request.method != "POST":
        return None
    return _shifted(request.POST, season) if "shift" in request.POST else request.POST
