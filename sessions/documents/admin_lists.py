"""What was issued or noted, read and never edited by hand: a change goes through the verbs."""

from django.contrib import admin
from django.utils.html import format_html

from atelier.core.admin_base import ReadOnlyAdmin
from atelier.reminders.admin import WritingMixin
from atelier.seasons.admin import CurrentSeasonFilter
from sessions.documents.models import Attestation, Booklet, Convocation
from sessions.programme.admin import SeasonOfDayFilter


class SeasonOfPersonFilter(CurrentSeasonFilter):
    lookup = "participant__season"


class IssuedAdmin(ReadOnlyAdmin):
    @admin.display(description="fichier")
    def file(self, document):
        if not document.is_ready:
            return "en préparation"
        return format_html('<a href="{}">{} (PDF)</a>', document.get_absolute_url(), document.number)


@admin.register(Convocation)
class ConvocationAdmin(WritingMixin, IssuedAdmin):
    list_display = ["number", "participant", "day", "version", "issued_at", "file"]
    list_filter = [SeasonOfDayFilter]
    list_select_related = ["participant", "day"]
    search_fields = ["number", "participant__sort_name", "participant__email"]
    fields = readonly_fields = ("number", "participant", "day", "version", "issued_at", "sha256", "file")
    letter_audience = "people"
    actions = ["write_letter"]

    def letter_target(self, row):
        return row.day.season_id, row.participant_id


@admin.register(Attestation)
class AttestationAdmin(WritingMixin, IssuedAdmin):
    list_display = ["number", "participant", "kind", "version", "issued_at", "revoked_at", "file"]
    list_filter = [SeasonOfPersonFilter, "kind"]
    list_select_related = ["participant"]
    search_fields = ["number", "participant__sort_name", "participant__email"]
    fields = readonly_fields = ("number", "participant", "kind", "version", "issued_at", "code", "sha256", "file")
    letter_audience = "people"
    actions = ["write_letter"]

    def letter_target(self, row):
        return row.participant.season_id, row.participant_id


class SeasonOfTriptychFilter(CurrentSeasonFilter):
    lookup = "triptych__season"


@admin.register(Booklet)
class BookletAdmin(WritingMixin, IssuedAdmin):
    list_display = ["number", "triptych", "version", "issued_at", "file"]
    list_filter = [SeasonOfTriptychFilter]
    list_select_related = ["triptych__territory", "triptych__season"]
    search_fields = ["number", "triptych__territory__sort_name"]
    fields = readonly_fields = ("number", "triptych", "version", "issued_at", "sha256", "file")
    letter_audience = "territories"
    actions = ["write_letter"]

    def letter_target(self, row):
        return row.triptych.season_id, row.triptych_id
