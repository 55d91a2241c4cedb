"""What was asked to become public, with the trace of each agreement: read, and decided by those concerned alone."""

from django.contrib import admin

from atelier.core.admin_base import ReadOnlyAdmin, ReadOnlyInline
from atelier.seasons.admin import CurrentSeasonFilter
from referential.models import Consent, Publication


class ConsentInline(ReadOnlyInline):
    model = Consent
    fields = ["user", "role", "answer", "answered_at"]


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    list_display = ["title", "kind", "triptych", "state", "asked_by", "asked_at", "settled_at"]
    list_filter = [CurrentSeasonFilter, "state"]
    list_select_related = ["triptych__territory", "triptych__season", "asked_by"]
    search_fields = ["title"]
    fields = readonly_fields = ["title", "kind", "triptych", "season", "state", "asked_by", "asked_at", "settled_at"]
    inlines = [ConsentInline]
