"""The replies to our mails: read with the person and the territory, sorted, settled."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from atelier.outbox import replies
from atelier.outbox.models import Reply
from atelier.outbox.reply_text import new_words

BLANK = "–"


class TrayFilter(admin.SimpleListFilter):
    title = "tri"
    parameter_name = "tri"
    TRAYS = {
        "lire": ("À lire", lambda rows: rows.waiting()),
        "inconnus": ("Expéditeurs inconnus", lambda rows: rows.waiting().from_strangers()),
        "automatiques": ("Réponses automatiques", lambda rows: rows.filter(kind=Reply.Kind.AUTOMATIC)),
        "refus": ("Refus de distribution", lambda rows: rows.filter(kind=Reply.Kind.REFUSAL)),
        "traitees": ("Traitées", lambda rows: rows.filter(handled_at__isnull=False)),
    }

    def lookups(self, request, model_admin):
        return [(key, label) for key, (label, _) in self.TRAYS.items()]

    def queryset(self, request, queryset):
        return self.TRAYS[self.value()][1](queryset) if self.value() in self.TRAYS else queryset


@admin.register(Reply)
class ReplyAdmin(admin.ModelAdmin):
    """Written by nobody here: an organiser reads, does what is offered, says that it is dealt with."""

    list_per_page = 50
    change_form_template = "admin/outbox/reply_form.html"
    list_display = ["subject_shown", "who", "territory", "received_at", "kind", "handled_at"]
    list_filter = [TrayFilter, "received_at"]
    list_select_related = ["message"]
    search_fields = ["from_email", "subject", "text"]
    actions = ["settle_selected"]
    readonly_fields = ["who", "territory", "about", "caution", "words", "files", "acts", "whole"]
    fieldsets = [
        (None, {"fields": ["who", "territory", "from_email", "received_at", "about", "caution", "words", "acts"]}),
        ("Tel qu’il est arrivé", {"fields": ["subject", "whole", "files", "kind", "handled_at"]}),
    ]

    @admin.action(description="Marquer comme traitées", permissions=["change"])
    def settle_selected(self, request, queryset):
        count = replies.settle(queryset)
        self.message_user(request, f"Réponses traitées\u00a0: {count}.")

    def get_queryset(self, request):
        return super().get_queryset(request).readable_by(request.user)

    def get_changelist_instance(self, request):
        """The people of all the rows are read together."""
        page = super().get_changelist_instance(request)
        people = replies.describe(reply.person for reply in page.result_list)
        for reply in page.result_list:
            reply.correspondent = people.get(reply.person)
        return page

    def has_add_permission(self, request):
        return False

    def get_readonly_fields(self, request, obj=None):
        return [*(field.name for field in Reply._meta.fields), *self.readonly_fields]

    def get_object(self, request, object_id, from_field=None):
        """With what may be done about it by whoever reads it."""
        reply = super().get_object(request, object_id, from_field)
        if reply:
            reply.offered = [one for one in replies.offers(reply) if request.user.has_perm(one.permission)]
        return reply

    def save_model(self, request, obj, form, change):
        """The only button of the page says that it is dealt with; nothing is written over."""
        replies.settle([obj])

    @staticmethod
    def _correspondent(reply):
        if not hasattr(reply, "correspondent"):
            reply.correspondent = replies.describe([reply.person]).get(reply.person)
        return reply.correspondent

    @admin.display(description="objet", ordering="subject")
    def subject_shown(self, reply):
        return reply.subject or "Sans objet"

    @admin.display(description="de qui")
    def who(self, reply):
        one = self._correspondent(reply)
        if one is None:
            return f"Inconnu\u00a0: {reply.from_email or 'sans adresse'}"
        return format_html('<a href="{}">{}</a>', one.address, one.name)

    @admin.display(description="territoire")
    def territory(self, reply):
        one = self._correspondent(reply)
        return one.territory if one else BLANK

    @admin.display(description="en réponse à")
    def about(self, reply):
        if reply.message is None:
            return "Aucun courriel de l’atelier n’est reconnu."
        address = reverse("admin:outbox_message_change", args=[reply.message.pk])
        return format_html('<a href="{}">{}</a>', address, reply.message.subject)

    @admin.display(description="prudence")
    def caution(self, reply):
        """What is not proved: the address of a sender can be forged."""
        if reply.is_noted:
            return "Arrivée à l’adresse que cette personne seule a reçue\u00a0: elle a été prise en compte d’elle-même."
        if reply.message is None and reply.person:
            return "Reconnu par son adresse seule, qui se falsifie\u00a0: vérifiez avant d’agir."
        if reply.is_from_another_address:
            return "Écrit depuis une autre adresse que celle à qui nous avions écrit\u00a0: vérifiez avant d’agir."
        return "L’adresse d’un expéditeur se falsifie\u00a0: rien n’est noté sans vous."

    @admin.display(description="ce qui est écrit")
    def words(self, reply):
        answer = reply.calendar_answer
        found = [answer.in_words() if answer else "", new_words(reply.text)]
        return "\n\n".join(filter(None, found)) or BLANK

    @admin.display(description="pièces jointes")
    def files(self, reply):
        if not reply.refused_files:
            return "Aucune."
        return f"Refusées et non gardées\u00a0: {reply.refused_files}. Demandez-les par un autre moyen."

    @admin.display(description="texte entier")
    def whole(self, reply):
        return reply.text or BLANK

    @admin.display(description="proposition")
    def acts(self, reply):
        shown = getattr(reply, "offered", [])
        buttons = format_html_join(
            " ",
            '<button type="submit" class="button" formaction="{}">{}</button>',
            ((one.address, one.label) for one in shown if one.address),
        )
        return buttons or " ".join(one.label for one in shown) or "Rien à proposer."
