"""« Répéter la saison »: what would leave, to whom, when, if something happened."""

from typing import cast

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from atelier.backoffice import season_rehearsal
from atelier.backoffice.season_rehearsal import Supposition
from atelier.core import french
from atelier.core.forms import DateField, call_or_form_error
from atelier.core.permissions import require_permissions
from atelier.seasons.chosen import requested_season
from atelier.seasons.models import Season
from contributions.models import Payer
from sessions.programme.models import Day
from territories.models import Triptych


class DayField(forms.ModelChoiceField):
    def label_from_instance(self, day: Day) -> str:
        return f"{day}, {french.full_date(day.date)}"


class RehearsalForm(forms.Form):
    """What is supposed; nothing ticked nor chosen is what leaves in any case."""

    is_full = forms.BooleanField(
        label="Toutes les places sont prises",
        required=False,
        help_text="Des territoires et des personnes imaginés prennent les places libres, le temps de la répétition.",
    )
    day = DayField(Day.objects.none(), label="Cette journée", required=False, empty_label="Aucune")
    to = DateField(label="est déplacée au", required=False)
    withdrawn = forms.ModelChoiceField(
        Triptych.objects.none(), label="Ce territoire se retire", required=False, empty_label="Aucun"
    )
    unpaid = forms.ModelChoiceField(
        Payer.objects.none(), label="Ce payeur ne paie pas", required=False, empty_label="Aucun"
    )

    def __init__(self, data: QueryDict | None, *, season: Season) -> None:
        super().__init__(data)
        self.season = season
        planned = Day.objects.filter(season=season, status=Day.Status.PLANNED)
        admitted = Triptych.objects.admitted().filter(season=season).select_related("territory", "season")
        payers = Payer.objects.filter(agreement__triptych__season=season, agreement__settled_at__isnull=False)
        rows: dict[str, QuerySet] = {
            "day": planned.select_related("season").order_by("date"),
            "withdrawn": admitted.by_rank(),
            "unpaid": payers.select_related("organisation").order_by("organisation__sort_name", "pk"),
        }
        for name, found in rows.items():
            cast(forms.ModelChoiceField, self.fields[name]).queryset = found

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        day, to = data.get("day"), data.get("to")
        if day and not to and "to" not in self.errors:
            self.add_error("to", "Dites à quelle date cette journée est déplacée.")
        if to and not day and "day" not in self.errors:
            self.add_error("day", "Choisissez la journée qui est déplacée.")
        if day and to and Day.objects.filter(season=self.season, date=to).exclude(pk=day.pk).exists():
            self.add_error("to", "La saison compte déjà une journée à cette date.")
        return data

    def supposition(self) -> Supposition:
        return Supposition(**self.cleaned_data)


@require_http_methods(["GET", "HEAD", "POST"])
def rehearsal_page(request):
    """Without a supposition the page only reads; with one, what it writes is taken back before it answers."""
    require_permissions(request, "reminders.change_reminderrule")
    season = requested_season(request)
    form = RehearsalForm(request.POST or None, season=season)
    supposed, found = Supposition(), None
    if form.is_valid():
        supposed = form.supposition()
    if not form.is_bound or form.is_valid():
        found = call_or_form_error(form, season_rehearsal.rehearse, season=season, supposed=supposed, by=request.user)
    context = {
        **admin.site.each_context(request),
        "title": f"Répéter la saison {season.number}",
        "season": season,
        "form": form,
        "found": found,
        "supposes": not supposed.is_empty,
        "has_rules": season.rules.exists(),
    }
    return render(request, "admin/season_rehearsal.html", context)
