"""Who agreed to stay within reach after their season: read and written to, never agreed to in their place."""

from django.contrib import admin
from django.shortcuts import redirect

from atelier.core.admin_base import ReadOnlyAdmin
from atelier.reminders import broadcasts
from atelier.reminders.admin import WritingMixin
from atelier.seasons import parts
from atelier.seasons.admin import CurrentSeasonFilter
from atelier.seasons.chosen import requested_season, seasons_of
from territories.models import AlumniAgreement
from territories.parts import ALUMNI


class SeasonOfAlumniFilter(CurrentSeasonFilter):
    """Every season, unless one is asked for: alumni are of the former ones."""

    lookup = "participant__season"

    def value(self):
        return admin.SimpleListFilter.value(self) or self.EVERY


@admin.register(AlumniAgreement)
class AlumniAgreementAdmin(WritingMixin, ReadOnlyAdmin):
    letter_audience = "alumni"
    list_display = ["participant", "territory", "position", "season", "reached_by", "agreed_at", "ends_on"]
    list_display_links = None
    list_filter = [SeasonOfAlumniFilter]
    list_select_related = ["participant__triptych__territory", "participant__season"]
    search_fields = ["participant__sort_name", "participant__organisation"]
    ordering = ["participant__sort_name", "pk"]
    actions = ["write_letter"]

    def has_view_permission(self, request, obj=None):
        """There is no list of what no season has."""
        used = parts.is_used_by_any(seasons_of(request), ALUMNI)
        return used and super().has_view_permission(request, obj)

    def get_queryset(self, request):
        return super().get_queryset(request).standing()

    @admin.action(description="Écrire", permissions=["write"])
    def write_letter(self, request, queryset):
        """They are of several seasons: the letter is of the one that the team works on."""
        keys = queryset.order_by("pk").values_list("pk", flat=True)
        return redirect(broadcasts.letter_address(requested_season(request).pk, self.letter_audience, keys))

    @admin.display(description="territoire")
    def territory(self, agreement):
        return agreement.participant.triptych.territory

    @admin.display(description="fonction")
    def position(self, agreement):
        return agreement.participant.position

    @admin.display(description="saison", ordering="participant__season__number")
    def season(self, agreement):
        return agreement.participant.season
