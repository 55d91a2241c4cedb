from auditlog.registry import auditlog
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html

from atelier.audit.models import ACTIONS, Change
from atelier.core.admin_base import ReadOnlyAdmin


class WhatFilter(admin.SimpleListFilter):
    """The kinds of rows that are followed."""

    title = "objet"
    parameter_name = "objet"

    def lookups(self, request, model_admin):
        kinds = ContentType.objects.get_for_models(*auditlog.get_models())
        named = [(str(kind.pk), str(model._meta.verbose_name)) for model, kind in kinds.items()]
        return sorted(named, key=lambda pair: pair[1])

    def queryset(self, request, queryset):
        value = self.value() or ""
        return queryset.filter(content_type=value) if value.isdecimal() else queryset


class ActionFilter(admin.SimpleListFilter):
    title = "nature"
    parameter_name = "nature"

    def lookups(self, request, model_admin):
        return [(str(action), words) for action, words in ACTIONS.items()]

    def queryset(self, request, queryset):
        value = self.value() or ""
        return queryset.filter(action=value) if value.isdecimal() else queryset


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin):
    """Read by organisers alone."""

    list_per_page = 50
    show_full_result_count = False  # the journal grows for ever
    list_display = ["when", "who", "action_in_words", "what", "words"]
    list_display_links = ["when"]
    list_filter = ["timestamp", ActionFilter, WhatFilter]
    list_select_related = ["content_type", "actor"]
    lookups = ("content_type", "object_pk")
    search_fields = ["object_repr", "actor__last_name", "actor__first_name", "actor_email"]
    fields = readonly_fields = ("when", "who", "action_in_words", "what", "words")

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "Journal des modifications", **(extra_context or {})})

    @admin.display(description="quand", ordering="timestamp")
    def when(self, change):
        return change.timestamp

    @admin.display(description="par", ordering="actor__last_name")
    def who(self, change):
        return change.author

    @admin.display(description="nature", ordering="action")
    def action_in_words(self, change):
        return change.get_action_in_words()

    @admin.display(description="objet")
    def what(self, change):
        """Its name at that time, with a link to what it has become."""
        kind = change.content_type
        try:
            address = reverse(f"admin:{kind.app_label}_{kind.model}_change", args=[change.object_pk])
        except NoReverseMatch:
            return f"{kind.name} : {change.object_repr}"
        return format_html('<a href="{}">{} : {}</a>', address, kind.name, change.object_repr)

    @admin.display(description="de quoi à quoi")
    def words(self, change):
        return render_to_string("admin/audit/steps.html", {"change": change})
