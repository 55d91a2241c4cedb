"""The days in the administration: above every subject, because a day leads to the pages of each."""

from dataclasses import dataclass

from django.contrib import admin, messages
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.html import format_html

from atelier.core import confirmations
from atelier.core.admin_base import HTTPS
from atelier.core.forms import is_key
from atelier.core.reading_pages import EditedBlock
from atelier.seasons import parts
from atelier.seasons.admin import CurrentSeasonFilter
from atelier.seasons.chosen import chosen_season
from sessions import programme_page
from sessions.attendance import admin as presence
from sessions.attendance import admin_lists as attendance_lists
from sessions.attendance import admin_replies, admin_sheets, checkin_page, expected
from sessions.day_lists import admin as day_lists
from sessions.day_lists import meals
from sessions.documents import admin as documents
from sessions.documents import admin_facilitation, admin_notices, convocations
from sessions.documents import admin_lists as document_lists
from sessions.evaluation import admin as evaluation
from sessions.evaluation import admin_questions
from sessions.exchanges import admin as notes
from sessions.facilitation import admin as assignments
from sessions.groups import admin as groups
from sessions.parts import DAY_LISTS
from sessions.programme import calendar, date_warnings
from sessions.programme.admin import HalfDayInline, ProgrammeForm
from sessions.programme.models import Day, HalfDay
from sessions.shared_files import admin as shared_files
from sessions.undertakings import admin as undertakings

__all__ = ["DayAdmin", "assignments", "attendance_lists", "document_lists"]

LUNCH = {"lunch", "mode", "status"}  # whether a caterer serves
LUNCH_COMES_BACK = "Remettez « traiteur » avant cela, et rien ne s’en perd."


def _pilot_urls(site) -> list:
    """The pages where days are run, beside the forms where they are edited."""
    pages = [
        ("presences/", presence.season_attendance, "presence"),
        ("<int:pk>/ouvrir/", checkin_page.open_day, "open_day"),
        ("<int:pk>/presences/", presence.day, "day_presence"),
        ("<int:pk>/presences/cloture/", presence.close, "day_close"),
        ("<int:pk>/programme/", programme_page.day_programme, "day_programme"),
        ("<int:pk>/presences/reouverture/", presence.reopen, "day_reopen"),
        ("accueil/service-worker.js", checkin_page.worker, "checkin_worker"),
        ("accueil/<int:pk>/", checkin_page.check_people_in, "checkin"),
        ("accueil/<int:pk>/pointer/", checkin_page.note, "checkin_note"),
        ("sequences/<int:pk>/groupes/", groups.compose_tables, "groups"),
        ("sequences/<int:pk>/groupes.pdf", groups.printed, "table_sheets"),
        ("<int:pk>/notes/", notes.day_notes, "day_notes"),
        ("notes/<int:pk>/", notes.change, "change_note"),
        ("notes/<int:pk>/supprimer/", notes.erase, "erase_note"),
        ("engagements/", undertakings.season_undertakings, "season_undertakings"),
        ("<int:pk>/engagements/", undertakings.day_undertakings, "day_undertakings"),
        ("sequences/<int:pk>/tables/<int:number>/", undertakings.record_table, "table_undertakings"),
        ("rencontres/", groups.acquaintances, "acquaintances"),
        ("<int:pk>/emargement.pdf", admin_sheets.sign_in_sheet, "sign_in_sheet"),
        ("<int:pk>/chevalets.pdf", admin_sheets.name_cards, "name_cards"),
        ("<int:pk>/feuille-signee/", admin_sheets.add_scan, "add_scan"),
        ("feuilles-signees/<int:pk>/", admin_sheets.scan, "scan"),
        ("reponses/<int:pk>/absence/<int:day>/", admin_replies.absence_from_reply, "absence_from_reply"),
        ("reponses/<int:pk>/venue/<int:day>/", admin_replies.coming_from_reply, "coming_from_reply"),
        ("<int:pk>/preparer/", day_lists.day_lists, "day_lists"),
        ("<int:pk>/preparer/noms/", day_lists.day_names, "day_names"),
        ("<int:pk>/preparer/traiteur.pdf", day_lists.caterer_pdf, "caterer_pdf"),
        ("<int:pk>/preparer/traiteur.csv", day_lists.caterer_csv, "caterer_csv"),
        ("<int:pk>/preparer/images.pdf", day_lists.image_limits_pdf, "image_limits_pdf"),
        ("a-prevenir/", admin_notices.people_to_tell, "people_to_tell"),
        ("documents/", documents.season_documents, "season_documents"),
        ("documents/<int:pk>/", documents.batch, "batch"),
        ("documents/<int:pk>/fichier/", documents.batch_file, "batch_file"),
    ]
    return [path(address, site.admin_view(view), name=name) for address, view, name in [*pages, *_SEASON_PAGES]]


# Pages of a season, and not of one of its days.
_SEASON_PAGES = [
    ("evaluation/", evaluation.season_evaluation, "evaluation"),
    ("evaluation/<int:pk>/", evaluation.questionnaire, "questionnaire"),
    ("evaluation/<int:pk>/cloture/", evaluation.close, "close_questionnaire"),
    ("evaluation/<int:pk>/questions/", admin_questions.questions, "questionnaire_questions"),
    ("evaluation/<int:pk>/financeurs/", admin_questions.guests, "questionnaire_guests"),
    ("evaluation/<int:pk>/ecran/", evaluation.screen, "questionnaire_screen"),
    ("evaluation/<int:pk>/affiche.pdf", evaluation.poster, "questionnaire_poster"),
    ("evaluation/<int:pk>/bilan.pdf", evaluation.report, "questionnaire_report"),
    ("fichiers/", shared_files.season_files, "shared_files"),
    ("fichiers/publier/", shared_files.share_file, "share_file"),
    ("fichiers/<int:pk>/", shared_files.change_shared_file, "change_shared_file"),
    ("fichiers/<int:pk>/versions/<int:number>/", shared_files.team_version, "team_version"),
    ("animation/", admin_facilitation.facilitators, "facilitators"),
    ("animation/tableau.xlsx", admin_facilitation.facilitators_xlsx, "facilitators_xlsx"),
    ("animation/tableau.csv", admin_facilitation.facilitators_csv, "facilitators_csv"),
    ("documents/attestations/<int:pk>/<str:kind>.pdf", documents.attestation_preview, "attestation_preview"),
    ("animation/<int:pk>/<str:kind>.pdf", admin_facilitation.preview, "facilitation_preview"),
]


@dataclass(frozen=True)
class DayToConvene:
    """How many people would be convened to a day, and how many have not confirmed their seat."""

    day: Day
    convened: int
    unconfirmed: int


@admin.register(Day)
class DayAdmin(admin.ModelAdmin):
    list_display = ["__str__", "date", "title", "status", "place_name", "fresh_convocations", "presence"]
    list_filter = [CurrentSeasonFilter, "status"]
    list_select_related = ["season__venue", "venue"]
    search_fields = ["title"]
    inlines = [HalfDayInline]
    formfield_overrides = HTTPS
    actions = ["issue_convocations", "copy_programme"]
    blocks = {
        "date": EditedBlock("Modifier la date et les horaires", ("date", "status"), (HalfDay,)),
        "lieu": EditedBlock("Modifier le lieu", ("mode", "venue", "link")),
        "intitule": EditedBlock("Modifier l’intitulé et ce qu’il faut préparer", ("number", "title", "preparation")),
    }
    change_form_template = "admin/atelier_sessions/day_form.html"

    def get_urls(self):
        return [*_pilot_urls(self.admin_site), *super().get_urls()]

    def get_queryset(self, request):
        return super().get_queryset(request).with_programme().with_closing()

    def get_exclude(self, request, obj=None):
        """The lunch of a day is of its lists."""
        season = obj.season if obj else chosen_season(request)
        return None if season is None or parts.is_used(season, DAY_LISTS) else ["lunch"]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        day = Day.objects.filter(pk=object_id).select_related("season").first() if is_key(object_id) else None
        extra = {"advice": date_warnings.warnings_for_day(day) if day else [], "day": day, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, extra)

    @admin.display(description="présences")
    def presence(self, day):
        words = "closes" if day.closed else "saisir"
        told = '<a href="{}">{}<span class="visually-hidden"> : {}</span></a>'
        return format_html(told, reverse("admin:day_presence", args=[day.pk]), words, day)

    @admin.display(description="lieu")
    def place_name(self, day):
        if day.mode == Day.Mode.ON_SITE:
            return day.place or "à préciser"
        return day.get_mode_display()

    def get_changelist_instance(self, request):
        """With what the convocations of each day shown say today, read at once for them all."""
        changelist = super().get_changelist_instance(request)
        states = convocations.freshness_by_day(changelist.result_list)
        for day in changelist.result_list:
            day.convocations_today = states[day.pk]
        return changelist

    @admin.display(description="convocations à jour")
    def fresh_convocations(self, day):
        """Of the people convened; what is outdated is not counted as issued."""
        state = day.convocations_today
        people = state.fresh + len(state.stale) + len(state.missing)
        if people == len(state.missing):
            return "–"
        stale = f", {len(state.stale)} périmée{'s' if len(state.stale) > 1 else ''}" if state.stale else ""
        return f"{state.fresh} sur {people}{stale}"

    def get_inlines(self, request, obj):
        """A new day comes with its usual half-days, which its page then changes."""
        return super().get_inlines(request, obj) if obj else []

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if not change:
            calendar.add_usual_half_days(form.instance)
        if "date" in form.changed_data:
            for one in date_warnings.warnings_for_day(form.instance):
                messages.warning(request, f"{form.instance} : {one.sentence}")
        told = LUNCH & {*form.changed_data} and parts.is_used(form.instance.season, DAY_LISTS)
        left = meals.answers_about_to_go(form.instance) if told else 0
        if left:
            words = f"{form.instance} : {left} réponse{'s' if left > 1 else ''} pour le déjeuner s’efface"
            messages.warning(request, f"{words}{'nt' if left > 1 else ''} la nuit prochaine. {LUNCH_COMES_BACK}")

    def response_change(self, request, obj):
        admin_notices.warn(request, obj)
        return super().response_change(request, obj)

    @admin.action(description="Copier un programme dans ces journées", permissions=["change"])
    def copy_programme(self, request, queryset):
        """Choose a model or another day first; say what it replaces."""
        form = ProgrammeForm(request.POST if "confirm" in request.POST else None)
        days = queryset.order_by("date").with_programme()
        replaced = [(day, [item for part in day.half_days.all() for item in part.items.all()]) for day in days]
        content = [(day.pk, day.date, [(item.pk, str(item)) for item in items]) for day, items in replaced]
        confirmed = form.is_valid() and confirmations.is_what_was_shown(request, content)
        if form.is_valid() and not confirmed:
            self.message_user(request, confirmations.CHANGED, messages.WARNING)
        if not confirmed:
            context = {
                **self.admin_site.each_context(request),
                "rows": [(day, len(items)) for day, items in replaced],
                "form": form,
                "title": "Copier un programme",
                "shown": confirmations.sign_shown(request, content),
            }
            return render(request, "admin/atelier_sessions/copy_programme.html", context)
        for day in days:
            count = form.copy(day)
            self.message_user(request, f"{day} : {count} séquences.")
        return None

    @admin.action(description="Émettre les convocations", permissions=["issue"])
    def issue_convocations(self, request, queryset):
        """Say who will be written to; issue once the organiser has agreed."""
        days = queryset.filter(status=Day.Status.PLANNED).order_by("date")
        content = [convocations.to_be_issued(day) for day in days.with_programme()]
        confirmed = confirmations.is_what_was_shown(request, content)
        if "confirm" in request.POST and not confirmed:
            self.message_user(request, confirmations.CHANGED, messages.WARNING)
        if not confirmed:
            rows = [
                DayToConvene(day, expected.convened_people(day).count(), expected.unconfirmed_people(day).count())
                for day in days
            ]
            context = {
                **self.admin_site.each_context(request),
                "rows": rows,
                "title": "Émettre les convocations",
                "shown": confirmations.sign_shown(request, content),
            }
            return render(request, "admin/atelier_sessions/issue_convocations.html", context)
        for day in days:
            issued = convocations.issue_convocations(day=day)
            self.message_user(
                request,
                f"{day} : convocations émises {len(issued.created)}, inchangées {issued.unchanged}.",
                messages.SUCCESS if issued.created else messages.WARNING,
            )
        return None

    def has_issue_permission(self, request):
        return request.user.has_perm("atelier_sessions.add_convocation")
