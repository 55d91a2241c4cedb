"""Half-days of a day in the administration, and the copy of a programme."""

from django import forms

from atelier.core.admin_base import TabularInline
from atelier.seasons.admin import CurrentSeasonFilter
from sessions.programme import programme_copies
from sessions.programme.models import Day, HalfDay


class HalfDayInline(TabularInline):
    model = HalfDay
    max_num = len(HalfDay.Period)
    show_change_link = True


class SeasonOfDayFilter(CurrentSeasonFilter):
    lookup = "day__season"


class ProgrammeForm(forms.Form):
    """Where the programme comes from: one of the models, or a day of any season."""

    source = forms.ChoiceField(label="Programme à copier")

    def __init__(self, data):
        super().__init__(data)
        models = [(f"model:{number}", model.title) for number, model in enumerate(programme_copies.MODELS)]
        days = Day.objects.select_related("season").order_by("-season__number", "number")
        self.fields["source"].choices = [
            ("Modèles", models),
            ("Journées", [(f"day:{day.pk}", f"{day.season}, {day} {day.title}".strip()) for day in days]),
        ]

    def copy(self, day) -> int:
        kind, _, key = self.cleaned_data["source"].partition(":")
        if kind == "model":
            return programme_copies.copy_model(model=programme_copies.MODELS[int(key)], to=day)
        return programme_copies.copy_day(source=Day.objects.with_full_programme().get(pk=key), to=day)
