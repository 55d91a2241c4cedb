from functools import partial

from django.contrib import admin, messages
from django.shortcuts import render
from django.template.loader import render_to_string

from atelier import typography
from atelier.administration import LabelledFormSet, ReadOnlyInline, TabularInline
from atelier.seasons.admin import CurrentSeasonFilter
from atelier.seasons.models import Category
from territories import application, selection
from territories.forms import CorrectionForm
from territories.models import (
    Contact,
    CorrectionRequest,
    Organisation,
    Participant,
    StatusChange,
    Territory,
    Triptych,
)


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    list_display = ["name", "siret"]
    search_fields = ["name", "siret"]


@admin.register(Territory)
class TerritoryAdmin(admin.ModelAdmin):
    list_display = ["name", "kind", "department", "population", "bearer"]
    list_filter = ["kind"]
    list_select_related = ["bearer"]
    search_fields = ["name", "short_name"]


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


class ParticipantInline(TabularInline):
    model = Participant
    formset = SeatFormSet
    fields = ["category", "seat", "state", "first_name", "last_name", "position", "organisation", "email"]

    def get_formset(self, request, obj=None, **kwargs):
        self.season_id = obj.season_id if obj else None
        return super().get_formset(request, obj, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "category":
            kwargs["queryset"] = Category.objects.filter(season=self.season_id)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class ContactInline(TabularInline):
    model = Contact
    raw_id_fields = ["user"]


class CorrectionInline(ReadOnlyInline):
    model = CorrectionRequest
    fields = readonly_fields = ["at", "author", "step", "why", "resolved_at"]


class StatusChangeInline(ReadOnlyInline):
    model = StatusChange
    fields = readonly_fields = ["at", "author", "old", "new", "reason"]


@admin.register(Triptych)
class TriptychAdmin(admin.ModelAdmin):
    list_display = ["territory", "status", "place", "waiting_rank", "drawing", "gaps", "wished", "submitted_at"]
    view_on_site = False  # the page of an application is its contacts’ own
    list_filter = [CurrentSeasonFilter, "status"]
    search_fields = ["territory__name", "participants__last_name", "participants__email"]
    readonly_fields = ["status", "place", "waiting_rank", "submitted_at", "created_at", "updated_at"]
    inlines = [ParticipantInline, ContactInline, CorrectionInline, StatusChangeInline]
    actions = ["admit", "put_on_waiting_list", "move_up", "refuse", "ask_for_correction", "withdraw"]
    fieldsets = [
        (None, {"fields": ["season", "territory", "status", "place", "waiting_rank", "submitted_at"]}),
        (
            "Candidature",
            {"fields": ["dynamics", "resistance", "expectations", "commitments_accepted", "wished_amount"]},
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).with_panels()

    @admin.display(description="triptyque")
    def drawing(self, triptych):
        return render_to_string("components/triptych_small.html", {"panels": triptych.panels()})

    @admin.display(description="reste à faire")
    def gaps(self, triptych):
        return len(application.remaining(triptych)) or "rien"

    @admin.display(description="envisagé", ordering="wished_amount")
    def wished(self, triptych):
        return "–" if triptych.wished_amount is None else typography.euros(triptych.wished_amount)

    @admin.action(description="Retenir les territoires choisis", permissions=["change"])
    def admit(self, request, queryset):
        self.decide(request, queryset, selection.admit, "retenus")

    @admin.action(description="Inscrire sur la liste d’attente", permissions=["change"])
    def put_on_waiting_list(self, request, queryset):
        self.decide(request, queryset, selection.put_on_waiting_list, "inscrits sur la liste d’attente")

    @admin.action(description="Remonter d’un rang dans la liste d’attente", permissions=["change"])
    def move_up(self, request, queryset):
        self.decide(request, queryset, selection.move_up, "remontés d’un rang", told=False)

    @admin.action(description="Retirer de la saison", permissions=["change"])
    def withdraw(self, request, queryset):
        """Say what it frees first; withdraw once the organiser has agreed."""
        if "confirm" not in request.POST:
            context = {
                **self.admin_site.each_context(request),
                "title": "Retirer de la saison",
                "triptychs": queryset,
            }
            return render(request, "admin/territories/withdraw.html", context)
        self.decide(request, queryset, selection.withdraw, "retirés de la saison", told=False)
        return None

    @admin.action(description="Ne pas retenir", permissions=["change"])
    def refuse(self, request, queryset):
        self.decide(request, queryset, selection.refuse, "non retenus")

    @admin.action(description="Demander une correction", permissions=["change"])
    def ask_for_correction(self, request, queryset):
        """Ask what and why first; the same words go to every territory chosen."""
        form = CorrectionForm(request.POST if "confirm" in request.POST else None)
        if not form.is_valid():
            context = {
                **self.admin_site.each_context(request),
                "title": "Demander une correction",
                "form": form,
                "triptychs": queryset,
            }
            return render(request, "admin/territories/ask_for_correction.html", context)
        self.decide(
            request, queryset, partial(selection.ask_for_correction, **form.cleaned_data), "rendus pour correction"
        )
        return None

    def decide(self, request, queryset, verb, done_in_words, *, told=True):
        """Call the verb for each row and say what became of every one of them."""
        done, full, skipped = [], [], []
        for triptych in queryset.order_by("submitted_at", "pk"):
            try:
                verb(triptych=triptych, author=request.user)
            except selection.SeasonFull:
                full.append(str(triptych.territory))
            except selection.NotDecidable:
                skipped.append(f"{triptych.territory} ({triptych.get_status_display()})")
            else:
                done.append(str(triptych.territory))
        if done:
            after = " Ils sont prévenus par courriel." if told else ""
            self.message_user(request, f"Territoires {done_in_words} : {', '.join(done)}.{after}")
        if full:
            self.message_user(request, f"Complet : plus de place pour {', '.join(full)}.", messages.WARNING)
        if skipped:
            self.message_user(request, f"Aucune décision à prendre pour {', '.join(skipped)}.", messages.WARNING)
