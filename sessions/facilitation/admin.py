"""Half-days and their items in the administration: where the team is assigned, and told of who said « non »."""

from django import forms
from django.contrib import admin, messages
from django.db.models import Q

from atelier.core.admin_base import TabularInline
from atelier.seasons.models import TeamMember
from sessions.facilitation import availability
from sessions.facilitation.access import MANAGES
from sessions.facilitation.programme_forms import FacilitatorsField
from sessions.programme.admin import SeasonOfDayFilter
from sessions.programme.models import AgendaItem, HalfDay


class AgendaItemInline(TabularInline):
    model = AgendaItem
    fields = [
        "starts_at",
        "minutes",
        "is_fixed",
        "format",
        "title",
        "stakes",
        "facilitators",
        "room",
        "material",
        "preparation",
    ]

    def get_formset(self, request, obj=None, **kwargs):
        self.half_day = obj
        return super().get_formset(request, obj, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs["widget"] = forms.CheckboxSelectMultiple
        if db_field.name != "facilitators":
            return super().formfield_for_manytomany(db_field, request, **kwargs)
        part = self.half_day
        season = part.day.season_id if part else None
        theirs = Q(left_at=None) | Q(pk__in=TeamMember.objects.filter(items__half_day=part).order_by().values("pk"))
        kwargs["queryset"] = TeamMember.objects.filter(theirs, season=season)
        kwargs["form_class"] = FacilitatorsField
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        reads = part and request.user.has_perm(MANAGES)  # colleagues do not read what each other said
        field.refused = availability.refusals_of(part.day) if reads else {}
        return field


@admin.register(HalfDay)
class HalfDayAdmin(admin.ModelAdmin):
    list_display = ["__str__", "starts_at", "ends_at", "item_count"]
    list_filter = [SeasonOfDayFilter]
    list_select_related = ["day"]
    inlines = [AgendaItemInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("items")

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for sentence in availability.warnings_of(form.instance) if request.user.has_perm(MANAGES) else []:
            messages.warning(request, sentence)

    @admin.display(description="séquences")
    def item_count(self, half_day):
        return len(half_day.items.all())
