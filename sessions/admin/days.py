from django import forms
from django.contrib import admin, messages
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.html import format_html

from atelier.administration import TabularInline
from atelier.seasons.admin import CurrentSeasonFilter
from atelier.seasons.models import Facilitator
from sessions import advice, calendar, convocations, programme
from sessions.admin import checkin, documents, groups, notes, presence
from sessions.models import AgendaItem, Day, HalfDay


def pilot_urls(site) -> list:
    """The pages where days are run, beside the forms where they are edited."""
    pages = [
        ("presences/", presence.season, "presence"),
        ("<int:pk>/presences/", presence.day, "day_presence"),
        ("<int:pk>/presences/cloture/", presence.close, "day_close"),
        ("<int:pk>/presences/reouverture/", presence.reopen, "day_reopen"),
        ("accueil/<int:pk>/", checkin.page, "checkin"),
        ("accueil/<int:pk>/pointer/", checkin.note, "checkin_note"),
        ("sequences/<int:pk>/groupes/", groups.page, "groups"),
        ("sequences/<int:pk>/groupes.pdf", groups.printed, "table_sheets"),
        ("<int:pk>/notes/", notes.page, "day_notes"),
        ("notes/<int:pk>/", notes.change, "change_note"),
        ("notes/<int:pk>/supprimer/", notes.erase, "erase_note"),
        ("rencontres/", groups.acquaintances, "acquaintances"),
        ("<int:pk>/emargement.pdf", documents.sign_in_sheet, "sign_in_sheet"),
        ("<int:pk>/chevalets.pdf", documents.name_cards, "name_cards"),
        ("<int:pk>/feuille-signee/", documents.add_scan, "add_scan"),
        ("feuilles-signees/<int:pk>/", documents.scan, "scan"),
        ("documents/", documents.season, "season_documents"),
        ("documents/<int:pk>/", documents.batch, "batch"),
        ("documents/<int:pk>/fichier/", documents.batch_file, "batch_file"),
    ]
    return [path(address, site.admin_view(view), name=name) for address, view, name in pages]


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
            kwargs["queryset"] = Facilitator.objects.filter(season=self.season_id)
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class SeasonOfDayFilter(CurrentSeasonFilter):
    lookup = "day__season"


class ProgrammeForm(forms.Form):
    """Where the programme comes from: one of the models, or a day of any season."""

    source = forms.ChoiceField(label="Programme à copier")

    def __init__(self, data):
        super().__init__(data)
        models = [(f"model:{number}", model.title) for number, model in enumerate(programme.MODELS)]
        days = Day.objects.select_related("season").order_by("-season__number", "number")
        self.fields["source"].choices = [
            ("Modèles", models),
            ("Journées", [(f"day:{day.pk}", f"{day.season}, {day} {day.title}".strip()) for day in days]),
        ]

    def copy(self, day) -> int:
        kind, _, key = self.cleaned_data["source"].partition(":")
        if kind == "model":
            return programme.copy_model(model=programme.MODELS[int(key)], to=day)
        return programme.copy_day(source=Day.objects.with_full_programme().get(pk=key), to=day)


@admin.register(Day)
class DayAdmin(admin.ModelAdmin):
    list_display = ["__str__", "date", "title", "status", "place_name", "convocation_count", "presence"]
    list_filter = [CurrentSeasonFilter, "status"]
    list_select_related = ["season__venue", "venue"]
    search_fields = ["title"]
    inlines = [HalfDayInline]
    actions = ["issue_convocations", "copy_programme"]
    change_form_template = "admin/atelier_sessions/day_form.html"

    def get_urls(self):
        return [*pilot_urls(self.admin_site), *super().get_urls()]

    def get_queryset(self, request):
        return super().get_queryset(request).with_convocation_count().with_closing()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        day = Day.objects.filter(pk=object_id).select_related("season").first() if object_id.isdigit() else None
        extra = {"advice": advice.of_day(day) if day else [], "day": day, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, extra)

    @admin.display(description="présences")
    def presence(self, day):
        words = "closes" if day.closed else "saisir"
        return format_html('<a href="{}">{}</a>', reverse("admin:day_presence", args=[day.pk]), words)

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
        if "date" in form.changed_data:
            for one in advice.of_day(form.instance):
                messages.warning(request, f"{form.instance} : {one.sentence}")

    @admin.action(description="Copier un programme dans ces journées", permissions=["change"])
    def copy_programme(self, request, queryset):
        """Choose a model or another day first; say what it replaces."""
        form = ProgrammeForm(request.POST if "confirm" in request.POST else None)
        days = queryset.order_by("date").with_programme()
        if not form.is_valid():
            rows = [(day, sum(len(part.items.all()) for part in day.half_days.all())) for day in days]
            context = {
                **self.admin_site.each_context(request), "rows": rows, "form": form, "title": "Copier un programme",
            }  # fmt: skip
            return render(request, "admin/atelier_sessions/copy_programme.html", context)
        for day in days:
            count = form.copy(day)
            self.message_user(request, f"{day} : {count} séquences.")
        return None

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
