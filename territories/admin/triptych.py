from django.contrib import admin, messages
from django.shortcuts import render
from django.template.loader import render_to_string

from atelier.core import confirmations, french
from atelier.core.admin_base import LabelledFormSet, NameSearch, ReadOnlyInline, TabularInline
from atelier.core.forms import refusals_as_messages
from atelier.core.reading_pages import EditedBlock
from atelier.outbox.admin import thread
from atelier.reminders.admin import WritingMixin
from atelier.seasons.admin import CurrentSeasonFilter
from atelier.seasons.models import Category
from territories import application, recusal, selection
from territories.admin import decisions, people
from territories.forms import CorrectionForm
from territories.models import (
    Contact,
    CorrectionRequest,
    Organisation,
    Participant,
    PerimeterPart,
    QuotaOverride,
    StatusChange,
    Territory,
    Triptych,
)


@admin.register(Organisation)
class OrganisationAdmin(NameSearch):
    list_display = ["name", "siret", "is_confirmed"]
    list_filter = ["is_confirmed"]
    search_fields = ["name", "sort_name", "siret"]


class PerimeterInline(ReadOnlyInline):
    model = PerimeterPart
    fields = readonly_fields = ("name", "code", "department", "population")


@admin.register(Territory)
class TerritoryAdmin(NameSearch):
    list_display = ["name", "kind", "department", "population", "carried_by"]
    list_filter = ["kind"]
    list_select_related = ["bearer", "second_bearer"]
    search_fields = ["name", "short_name", "sort_name", "code"]
    inlines = [PerimeterInline]
    blocks = {"identite": EditedBlock("Réunir ou tenir à part", ("same_as", "kept_apart"))}

    @admin.display(description="structure porteuse")
    def carried_by(self, territory):
        return " et ".join(one.name for one in territory.bearers) or "–"

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Two of one name are told apart by their département and their code."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "same_as" and field:
            field.label_from_instance = lambda one: ", ".join(filter(None, [str(one), one.department_name, one.code]))
        return field


class SeatFormSet(LabelledFormSet):
    def clean(self):
        """Two lines of the same submission can contradict each other: the database alone would say it too late."""
        super().clean()
        emails, seats = set(), set()
        for form in self.forms:
            data = getattr(form, "cleaned_data", {})
            if not data or data.get("DELETE") or data.get("state") not in ("invited", "confirmed"):
                continue
            email, seat = data.get("email", "").lower(), (data.get("category"), data.get("seat"))
            if email in emails:
                form.add_error("email", "Ce courriel figure déjà sur une autre ligne.")
            if seat in seats:
                form.add_error("seat", "Ce siège figure déjà sur une autre ligne.")
            emails.add(email)
            seats.add(seat)


class OfSeasonInline(TabularInline):
    """Rows that choose among the categories of the triptych's own season."""

    def get_formset(self, request, obj=None, **kwargs):
        self.season_id = obj.season_id if obj else None
        return super().get_formset(request, obj, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "category":
            kwargs["queryset"] = Category.objects.filter(season=self.season_id)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class ParticipantInline(OfSeasonInline):
    model = Participant
    formset = SeatFormSet
    fields = ["category", "seat", "state", "first_name", "last_name", "position", "organisation", "email"]


class QuotaOverrideInline(OfSeasonInline):
    """Seats granted; only read by who declared a link with the territory."""

    model = QuotaOverride
    fields = ["category", "seats", "reason", "author", "at"]
    readonly_fields = ["author", "at"]

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and _decides(request, obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and _decides(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and _decides(request, obj)


def _decides(request, triptych):
    return triptych is None or not recusal.has_conflict(request.user, triptych)


class ContactInline(TabularInline):
    model = Contact
    raw_id_fields = ["user"]


class CorrectionInline(ReadOnlyInline):
    model = CorrectionRequest
    fields = readonly_fields = ("at", "author", "step", "why", "resolved_at")


class StatusChangeInline(ReadOnlyInline):
    model = StatusChange
    fields = readonly_fields = ("at", "author", "old", "new", "reason")


SEES_AMOUNTS = "territories.view_wished_amount"


@admin.register(Triptych)
class TriptychAdmin(WritingMixin, NameSearch):
    letter_audience = "territories"
    list_display = ["territory", "status", "rank", "waiting_rank", "drawing", "gaps", "wished", "submitted_at"]
    view_on_site = False  # the page of an application is its contacts’ own
    list_filter = [CurrentSeasonFilter, "status"]
    search_fields = ["territory__sort_name", "participants__sort_name", "participants__email"]
    readonly_fields = ["status", "rank", "waiting_rank", "submitted_at", "created_at", "updated_at", "mail"]
    inlines = [ParticipantInline, QuotaOverrideInline, ContactInline, CorrectionInline, StatusChangeInline]
    actions = [
        "admit",
        "put_on_waiting_list",
        "move_up",
        "refuse",
        "ask_for_correction",
        "withdraw",
        "take_back",
        "invite_again",
        "write_letter",
    ]
    blocks = {
        "candidature": EditedBlock(
            "Modifier le territoire, le montant et l’équipe du dossier",
            ("territory", "wished_amount", "commitments_accepted"),
            (Contact,),
        ),
        "dossier": EditedBlock("Modifier le dossier", ("dynamics", "resistance", "expectations")),
        "personnes": EditedBlock("Modifier les personnes et les sièges", (), (Participant, QuotaOverride)),
    }
    fieldsets = [
        (None, {"fields": ["season", "territory", "status", "rank", "waiting_rank", "submitted_at", "mail"]}),
        (
            "Candidature",
            {"fields": ["dynamics", "resistance", "expectations", "commitments_accepted", "wished_amount"]},
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).with_panels()

    def get_list_display(self, request):
        hidden = set() if request.user.has_perm(SEES_AMOUNTS) else {"wished"}
        return [name for name in super().get_list_display(request) if name not in hidden]

    def get_exclude(self, request, obj=None):
        return super().get_exclude(request, obj) if request.user.has_perm(SEES_AMOUNTS) else ["wished_amount"]

    def get_fieldsets(self, request, obj=None):
        sets, hidden = super().get_fieldsets(request, obj), self.get_exclude(request, obj) or []
        return [(title, {"fields": [one for one in said["fields"] if one not in hidden]}) for title, said in sets]

    def save_formset(self, request, form, formset, change):
        """A quota granted is signed by whoever grants it."""
        for row in formset.forms:
            if isinstance(row.instance, QuotaOverride) and row.has_changed():
                row.instance.author = request.user
        super().save_formset(request, form, formset, change)

    @admin.display(description="courriels")
    def mail(self, triptych):
        return thread(f"territory:{triptych.territory_id}") if triptych.pk else "–"

    @admin.display(description="triptyque")
    def drawing(self, triptych):
        return render_to_string("components/triptych_small.html", {"panels": triptych.panels()})

    @admin.display(description="reste à faire")
    def gaps(self, triptych):
        return len(application.remaining_steps(triptych)) or "rien"

    @admin.display(description="envisagé", ordering="wished_amount")
    def wished(self, triptych):
        return "–" if triptych.wished_amount is None else french.euros(triptych.wished_amount)

    @admin.action(description=decisions.ADMIT.title, permissions=["change"])
    def admit(self, request, queryset):
        return decisions.confirm_decision(request, queryset, "admit", decisions.ADMIT)

    @admin.action(description=decisions.WAIT.title, permissions=["change"])
    def put_on_waiting_list(self, request, queryset):
        return decisions.confirm_decision(request, queryset, "put_on_waiting_list", decisions.WAIT)

    @admin.action(description=decisions.REFUSE.title, permissions=["change"])
    def refuse(self, request, queryset):
        return decisions.confirm_decision(request, queryset, "refuse", decisions.REFUSE)

    @admin.action(description=decisions.WITHDRAW.title, permissions=["change"])
    def withdraw(self, request, queryset):
        return decisions.confirm_decision(request, queryset, "withdraw", decisions.WITHDRAW)

    @admin.action(description=decisions.TAKE_BACK.title, permissions=["change"])
    def take_back(self, request, queryset):
        return decisions.confirm_decision(request, queryset, "take_back", decisions.TAKE_BACK)

    @admin.action(description="Inviter de nouveau ceux qui n’ont pas répondu", permissions=["change"])
    def invite_again(self, request, queryset):
        waiting = Participant.objects.filter(triptych__in=queryset, state=Participant.State.INVITED)
        people.invite_people_again(request, waiting.select_related("triptych__territory", "season", "category"))

    @admin.action(description="Remonter d’un rang dans la liste d’attente", permissions=["change"])
    def move_up(self, request, queryset):
        """One at a time: two that move up together would only change places."""
        for triptych in queryset.order_by("waiting_rank", "pk"):
            with refusals_as_messages(request, about=f"{triptych.territory}\u00a0: "):
                moved = selection.move_up(triptych=triptych, author=request.user)
                self.message_user(request, f"{triptych.territory} passe au rang {moved.waiting_rank}.")

    @admin.action(description="Demander une correction", permissions=["change"])
    def ask_for_correction(self, request, queryset):
        """Ask what and why first; the same words go to every territory chosen."""
        form = CorrectionForm(request.POST if "confirm" in request.POST else None)
        content = [(one.pk, str(one.territory), one.status) for one in queryset.order_by("pk")]
        confirmed = form.is_valid() and confirmations.is_what_was_shown(request, content)
        if form.is_valid() and not confirmed:
            self.message_user(request, confirmations.CHANGED, messages.WARNING)
        if not confirmed:
            context = {
                **self.admin_site.each_context(request),
                "title": "Demander une correction",
                "form": form,
                "triptychs": queryset,
                "shown": confirmations.sign_shown(request, content),
            }
            return render(request, "admin/territories/ask_for_correction.html", context)
        given_back = decisions.Decision(selection.ask_for_correction, "", "rendus pour correction", "")
        outcomes = selection.apply_decision(
            given_back.verb, queryset.order_by("submitted_at", "pk"), author=request.user, **form.cleaned_data
        )
        decisions.report(request, given_back, outcomes)
        return None
