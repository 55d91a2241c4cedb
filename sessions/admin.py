from django.contrib import admin, messages
from django.shortcuts import render
from django.utils.html import format_html

from atelier.administration import TabularInline
from atelier.seasons.admin import CurrentSeasonFilter
from sessions import calendar, convocations
from sessions.models import AgendaItem, Attendance, Convocation, Day, HalfDay


class HalfDayInline(TabularInline):
    model = HalfDay
    max_num = len(HalfDay.Period)
    show_change_link = True


class AgendaItemInline(TabularInline):
    model = AgendaItem


class SeasonOfDayFilter(CurrentSeasonFilter):
    lookup = "day__season"


class SeasonOfHalfDayFilter(CurrentSeasonFilter):
    lookup = "half_day__day__season"


@admin.register(Day)
class DayAdmin(admin.ModelAdmin):
    list_display = ["__str__", "date", "title", "status", "place_name", "convocation_count"]
    list_filter = [CurrentSeasonFilter, "status"]
    list_select_related = ["season__venue", "venue"]
    search_fields = ["title"]
    inlines = [HalfDayInline]
    actions = ["issue_convocations"]

    def get_queryset(self, request):
        return super().get_queryset(request).with_convocation_count()

    @admin.display(description="lieu")
    def place_name(self, day):
        return day.place or "à préciser"

    @admin.display(description="convocations émises")
    def convocation_count(self, day):
        return day.convocation_count

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if change and (form.has_changed() or any(formset.has_changed() for formset in formsets)):
            calendar.mark_changed(form.instance)

    @admin.action(description="Émettre les convocations", permissions=["issue"])
    def issue_convocations(self, request, queryset):
        """Say who will be written to; issue once the organiser has agreed."""
        days = queryset.filter(status=Day.Status.PLANNED).order_by("date")
        if "confirm" not in request.POST:
            rows = [(day, convocations.recipients(day).count(), convocations.unconfirmed(day).count()) for day in days]
            context = {**self.admin_site.each_context(request), "rows": rows, "title": "Émettre les convocations"}
            return render(request, "admin/atelier_sessions/issue_convocations.html", context)
        for day in days:
            issued = convocations.issue(day=day)
            self.message_user(
                request,
                f"{day} : convocations émises {len(issued.created)}, inchangées {issued.unchanged}.",
                messages.SUCCESS if issued.created else messages.WARNING,
            )
        return None

    def has_issue_permission(self, request):
        return request.user.has_perm("atelier_sessions.add_convocation")


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

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if change and form.has_changed():
            calendar.mark_changed(form.instance.day)


@admin.register(Attendance)
class AttendanceAdmin(admin.ModelAdmin):
    list_display = ["participant", "half_day", "status", "minutes", "reason"]
    list_filter = [SeasonOfHalfDayFilter, "status"]
    list_select_related = ["participant", "half_day__day"]
    search_fields = ["participant__sort_name", "participant__email"]
    raw_id_fields = ["participant"]


@admin.register(Convocation)
class ConvocationAdmin(admin.ModelAdmin):
    """Issued documents are read, never edited: a change is a new version."""

    list_display = ["number", "participant", "day", "version", "issued_at", "file"]
    list_filter = [SeasonOfDayFilter]
    list_select_related = ["participant", "day"]
    search_fields = ["number", "participant__sort_name", "participant__email"]
    fields = readonly_fields = ["number", "participant", "day", "version", "issued_at", "sha256", "file"]

    @admin.display(description="fichier")
    def file(self, convocation):
        if not convocation.is_ready:
            return "en préparation"
        return format_html('<a href="{}">{} (PDF)</a>', convocation.get_absolute_url(), convocation.number)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
