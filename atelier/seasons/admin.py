from django.contrib import admin, messages
from django.shortcuts import redirect

from atelier.core.admin_base import HTTPS, ReadOnlyAdmin, TabularInline
from atelier.core.forms import is_key
from atelier.seasons import failures
from atelier.seasons.archiving import SeasonForm
from atelier.seasons.chosen import PARAMETER, chosen_season, keep_season, seasons_of
from atelier.seasons.models import (
    Category,
    Failure,
    Page,
    Resource,
    Season,
    TeamMember,
    Venue,
    Workshop,
)
from atelier.seasons.signals import season_created


class CurrentSeasonFilter(admin.SimpleListFilter):
    """Shows the chosen season unless another is asked for; subclass with the `lookup` to it."""

    title = "saison"
    parameter_name = PARAMETER
    lookup = "season"
    EVERY = "toutes"

    def lookups(self, request, model_admin):
        seasons = seasons_of(request)
        self.default = chosen_season(request)
        return [(self.EVERY, "Toutes les saisons"), *((str(season.pk), str(season)) for season in seasons)]

    def value(self):
        return super().value() or (str(self.default.pk) if self.default else self.EVERY)

    def choices(self, changelist):
        for value, title in self.lookup_choices:
            yield {
                "selected": self.value() == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": title,
            }

    def queryset(self, request, queryset):
        if self.value() == self.EVERY or not is_key(self.value()):
            return queryset
        return queryset.filter(**{self.lookup: self.value()})


class CategoryInline(TabularInline):
    model = Category


class TeamMemberInline(TabularInline):
    """Whom the public page presents; their accounts are on the page « Équipe d’animation »."""

    model = TeamMember
    fields = ["position", "name", "role", "account"]
    readonly_fields = ["account"]

    @admin.display(description="compte")
    def account(self, member):
        return f"{member.full_name}, {member.state}" if member.user_id else "–"


class ResourceInline(TabularInline):
    model = Resource


@admin.register(Season)
class SeasonAdmin(admin.ModelAdmin):
    form = SeasonForm
    list_display = ["__str__", "theme", "label", "status", "places", "call_opens_on", "call_closes_on"]
    list_filter = ["status"]
    search_fields = ["theme", "label", "number"]
    inlines = [CategoryInline, TeamMemberInline, ResourceInline]
    fieldsets = [
        (None, {"fields": ["number", "label", "theme", "status", "archive_anyway"]}),
        ("Appel à territoires", {"fields": ["call_opens_on", "call_closes_on", "places"]}),
        ("Contribution", {"fields": ["contribution_min", "contribution_max"]}),
        (
            "Lieu et présence",
            {
                "fields": [
                    "city",
                    "venue",
                    "absence_notice_days",
                    "attendance_threshold",
                    "remote_counts",
                    "holder_freeze_days",
                ]
            },
        ),
        ("Convocations", {"fields": ["convocation_notes", "convocation_notes_on_site"]}),
        ("Courriels", {"fields": ["signed_by", "reply_email"]}),
        ("Entre pairs", {"fields": ["follows_undertakings", "is_evaluated", "keeps_alumni"]}),
        ("Préparer les journées", {"fields": ["uses_day_lists", "uses_shared_files"]}),
        ("Autres programmes", {"fields": ["opens_to_programs"]}),
        (
            "Page publique",
            {
                "fields": [
                    "summary",
                    "audience",
                    "project_themes",
                    "exchange_formats",
                    "commitments",
                    "lists_territories",
                ]
            },
        ),
    ]

    # What a season begins with; the first page says what is still to be written before the call opens.
    first_questions = [
        (None, {"fields": ["number", "theme", "label", "city"]}),
        ("Appel à territoires", {"fields": ["call_opens_on", "call_closes_on", "places"]}),
        ("Contribution", {"fields": ["contribution_min", "contribution_max"]}),
    ]

    def get_fieldsets(self, request, obj=None):
        return super().get_fieldsets(request, obj) if obj else self.first_questions

    def get_inlines(self, request, obj):
        return super().get_inlines(request, obj) if obj else []

    def response_post_save_change(self, request, obj):
        """The season that was just written is worked on: its first page says what it lacks."""
        keep_season(request, obj)
        return redirect("admin:index")

    def save_related(self, request, form, formsets, change):
        """A new season comes with the usual rules, switched off, and the usual tasks."""
        super().save_related(request, form, formsets, change)
        if not change:
            season_created.send(sender=type(form.instance), season=form.instance)


@admin.register(Workshop)
class WorkshopAdmin(admin.ModelAdmin):
    formfield_overrides = HTTPS
    fieldsets = [
        (None, {"fields": ["name", "carried_by", "founders", "supported_by", "network_name", "network_url"]}),
        (
            "Éditeur du site",
            {
                "fields": [
                    "publisher",
                    "legal_form",
                    "address",
                    "siret",
                    "email",
                    "phone",
                    "publication_director",
                    "host",
                    "data_protection",
                ]
            },
        ),
        ("Convocations", {"fields": ["signatory", "signatory_title"]}),
    ]

    def changelist_view(self, request, extra_context=None):
        """There is one workshop: its list is its page."""
        workshop = Workshop.objects.first()
        if workshop is None and not self.has_add_permission(request):
            return super().changelist_view(request, extra_context)
        return (
            redirect("admin:seasons_workshop_change", workshop.pk)
            if workshop
            else redirect("admin:seasons_workshop_add")
        )

    def has_add_permission(self, request):
        return super().has_add_permission(request) and Workshop.load()._state.adding

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Page)
class PageAdmin(admin.ModelAdmin):
    list_display = ["title", "updated_at"]
    fields = ["title", "body", "updated_at"]
    readonly_fields = ["updated_at"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Venue)
class VenueAdmin(admin.ModelAdmin):
    formfield_overrides = HTTPS
    list_display = ["name", "room", "address", "access"]
    search_fields = ["name", "address"]


@admin.register(Failure)
class FailureAdmin(ReadOnlyAdmin):
    """What the product could not do by itself; an organiser has it tried again."""

    list_display = ["label", "kind", "cause", "tries", "at"]
    list_filter = ["kind"]
    actions = ["try_again"]

    def get_queryset(self, request):
        return super().get_queryset(request).recent()

    @admin.action(description="Essayer de nouveau", permissions=["retry"])
    def try_again(self, request, queryset):
        count = failures.try_again(queryset)
        self.message_user(
            request, f"Remis dans la file\u00a0: {count}.", messages.SUCCESS if count else messages.WARNING
        )

    def has_retry_permission(self, request):
        return request.user.has_perm("seasons.change_failure")
