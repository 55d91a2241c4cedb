from django.contrib import admin, messages
from django.db.models import Exists, OuterRef
from django.utils import timezone

from atelier.audit.access_log import log_access
from atelier.core.admin_base import NameSearch, ReadOnlyAdmin
from atelier.core.reading_pages import EditedBlock
from atelier.outbox.admin import thread
from atelier.outbox.models import Bounce
from atelier.reminders.admin import WritingMixin
from atelier.seasons.admin import CurrentSeasonFilter
from territories import invitation
from territories.admin import holder_changes
from territories.models import AccessNeed, HolderChange, Participant, Triptych


def invite_people_again(request, people):
    """A fresh link to each person who has not answered; nobody gets two in a row."""
    for person in people.order_by("sort_name", "pk"):
        if invitation.may_invite_again(person):
            invitation.send_invitation(person, by=request.user)
            messages.success(request, f"Une nouvelle invitation part à {person.full_name}.")
        else:
            words = f"{person.full_name} a répondu, ou vient de recevoir une invitation\u00a0: rien ne part."
            messages.warning(request, words)


class SeasonOfNeedFilter(CurrentSeasonFilter):
    lookup = "participant__season"


@admin.register(AccessNeed)
class AccessNeedAdmin(NameSearch):
    """Read by the organisation alone; written by the person alone."""

    list_display = ["participant", "territory", "wanted", "consented_at"]
    list_filter = [SeasonOfNeedFilter]
    list_select_related = ["participant__triptych__territory"]
    search_fields = ["participant__sort_name"]

    def changelist_view(self, request, extra_context=None):
        """The list shows what each person asked for: that it was read is noted."""
        response = super().changelist_view(request, extra_context)
        if shown := getattr(response, "context_data", None):
            log_access(list(shown["cl"].result_list), by=request.user)
        return response

    def change_view(self, request, object_id, form_url="", extra_context=None):
        response = super().change_view(request, object_id, form_url, extra_context)
        if shown := getattr(response, "context_data", None):
            log_access([shown["original"]], by=request.user)
        return response

    @admin.display(description="aménagement souhaité")
    def wanted(self, need):
        return need.in_words

    @admin.display(description="territoire")
    def territory(self, need):
        return need.participant.triptych.territory

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class SeasonOfChangeFilter(CurrentSeasonFilter):
    lookup = "leaving__season"


@admin.register(HolderChange)
class HolderChangeAdmin(ReadOnlyAdmin):
    """Requests are decided by actions; the rest is history."""

    list_display = ["__str__", "triptych", "effective_on", "reason", "state", "took_effect_at", "asked_by", "asked_at"]
    list_filter = [SeasonOfChangeFilter, "state"]
    list_select_related = ["leaving__triptych__territory", "leaving__triptych__season", "asked_by"]
    search_fields = ["leaving__sort_name", "last_name", "email"]
    actions = ["accept", "refuse"]

    @admin.display(description="triptyque")
    def triptych(self, change):
        return change.leaving.triptych

    @admin.action(description=holder_changes.ACCEPT.title, permissions=["decide"])
    def accept(self, request, queryset):
        return holder_changes.confirm_decision(request, queryset, holder_changes.ACCEPT)

    @admin.action(description=holder_changes.REFUSE.title, permissions=["decide"])
    def refuse(self, request, queryset):
        return holder_changes.confirm_decision(request, queryset, holder_changes.REFUSE)

    def has_decide_permission(self, request):
        return request.user.has_perm("territories.change_holderchange")


@admin.register(Participant)
class ParticipantAdmin(WritingMixin, NameSearch):
    letter_audience = "people"
    list_display = [
        "last_name",
        "first_name",
        "triptych",
        "category",
        "position",
        "organisation",
        "email",
        "refuses",
        "state",
    ]
    list_display_links = ["last_name"]
    list_filter = [CurrentSeasonFilter, "state"]
    list_select_related = ["triptych__territory", "triptych__season", "category"]
    search_fields = ["sort_name", "last_name", "first_name", "email", "organisation"]
    raw_id_fields = ["user"]
    change_form_template = "admin/territories/participant_form.html"
    ordering = ["sort_name", "pk"]
    actions = ["invite_again", "write_letter"]

    @admin.action(description="Inviter de nouveau", permissions=["change"])
    def invite_again(self, request, queryset):
        invite_people_again(request, queryset)

    def get_queryset(self, request):
        bounced = Bounce.objects.filter(email=OuterRef("email"))
        return super().get_queryset(request).annotate(bounced=Exists(bounced))

    @admin.display(description="courrier refusé", boolean=False)
    def refuses(self, participant):
        return "refusé" if participant.bounced else ""

    fields = [
        "triptych",
        "category",
        "seat",
        "state",
        "salutation",
        "first_name",
        "last_name",
        "position",
        "organisation",
        "email",
        "phone",
        "mandate_ends_on",
        "user",
        "mail",
    ]
    blocks = {
        "identite": EditedBlock(
            "Modifier l’identité et les coordonnées",
            ("salutation", "first_name", "last_name", "position", "organisation", "phone", "mandate_ends_on"),
        ),
        "siege": EditedBlock("Modifier le siège", ("triptych", "category", "seat", "state")),
    }
    readonly_fields = ["mail"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """A triptych is named by its territory and its season: they are read with it."""
        if db_field.name == "triptych":
            kwargs["queryset"] = kwargs.get("queryset", Triptych.objects).select_related("territory", "season")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        """A state that is changed by hand says since when, too."""
        if change and "state" in form.changed_data:
            obj.left_on = timezone.localdate() if obj.state == Participant.State.LEFT else None
        super().save_model(request, obj, form, change)

    def get_readonly_fields(self, request, obj=None):
        """Another address is an act of its own, « Changer d'adresse »: the account and every seat follow."""
        return [*self.readonly_fields, "email", "user"] if obj else self.readonly_fields

    @admin.display(description="courriels")
    def mail(self, participant):
        return thread(f"participant:{participant.pk}") if participant.pk else "–"
