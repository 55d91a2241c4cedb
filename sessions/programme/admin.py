"""Half-days and agenda items in the administration, and the copy of a programme."""

from django import forms
from django.contrib import admin

from atelier.core.admin_base import TabularInline
from atelier.seasons.admin import CurrentSeasonFilter
from atelier.seasons.models import TeamMember
from sessions.programme import programme_copies
from sessions.programme.models import AgendaItem, Day, HalfDay


class HalfDayInline(TabularInline):
    model = HalfDay
    max_num = len(HalfDay.Period)
    show_change_link = True


class AgendaItemInline(TabularInline):
    model = AgendaItem
    fields = ["starts_at", "format", "title", "stakes", "facilitators", "room", "preparation"]

    def get_formset(self, request, obj=None, **kwargs):
        self.season_id = obj.day.season_id if obj else None
        return super().get_formset(request, obj, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs["widget"] = forms.CheckboxSelectMultiple
        if db_field.name == "facilitators":
            kwargs["queryset"] = TeamMember.objects.filter(season=self.season_id)
        return super().formfield_for_manytomany(db_field, request, **kwargs)


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


@admin.register(HalfDay)
class HalfDayAdmin(admin.ModelAdmin):
    list_display = ["__str__", "starts_at", "ends_at", "item_count"]
    list_filter = [SeasonOfDayFilter]
    list_select_related = ["day"]
    inlines = [AgendaItemInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("items")

    @admin.display(description="séquences")
    def item_count(self, half_day):
        return len(half_day.items.all())
