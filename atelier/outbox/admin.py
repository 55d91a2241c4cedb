from functools import partial
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.urls import reverse
from django.utils.html import format_html

from atelier.core.admin_base import ReadOnlyInline
from atelier.outbox import admin_repeating, admin_replies, admin_sending
from atelier.outbox.models import GROUP, Attachment, Bounce, Message
from atelier.outbox.queueing import cancel_message, hold_message, send_test

__all__ = ["BounceAdmin", "MessageAdmin", "admin_replies", "thread"]


def thread(ref: str) -> str:
    """A link to the messages about something: « participant:8 », « day:5 », « territory:3 »."""
    address = f"{reverse('admin:outbox_message_changelist')}?{urlencode({'topics__ref': ref})}"
    return format_html('<a href="{}">Tous les courriels à ce sujet</a>', address)


class AttachmentInline(ReadOnlyInline):
    model = Attachment
    fields = ["name", "content_type"]


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin):
    """A window on the outbox: the product writes; an organiser corrects what is held, lets it go or stops it."""

    list_per_page = 50
    list_display = ["subject", "to_email", "state", "not_before", "sent_at", "attempts"]
    list_filter = ["state", "is_ours_to_mend", "not_before"]
    lookups = ("topics__ref",)
    READ_FIRST = ("to_email", "subject", "text", "state", "not_before", "sent_at", "error")
    search_fields = ["to_email", "subject", "key"]
    inlines = [AttachmentInline]
    change_form_template = "admin/outbox/message_form.html"
    actions = [
        "hold_selected",
        "let_go_selected",
        "cancel_selected",
        "send_selected_again",
        "repeat_selected",
        "send_test_of_selected",
    ]

    @admin.action(description="Retenir les courriels prévus", permissions=["change"])
    def hold_selected(self, request, queryset):
        self.act(request, queryset, hold_message, "retenus")

    @admin.action(description="M’envoyer un essai", permissions=["change"])
    def send_test_of_selected(self, request, queryset):
        self.act(request, queryset, partial(send_test, to=request.user.email), "envoyés à votre adresse")

    @admin.action(description=admin_sending.RELEASE.title, permissions=["change"])
    def let_go_selected(self, request, queryset):
        return self.send(request, queryset, admin_sending.RELEASE)

    @admin.action(description="Annuler les courriels qui ne sont pas partis", permissions=["change"])
    def cancel_selected(self, request, queryset):
        self.act(request, queryset, cancel_message, "annulés")

    @admin.action(description=admin_sending.AGAIN.title, permissions=["change"])
    def send_selected_again(self, request, queryset):
        return self.send(request, queryset, admin_sending.AGAIN)

    @admin.action(description=admin_repeating.TITLE, permissions=["change"])
    def repeat_selected(self, request, queryset):
        return admin_repeating.page_unless_done(request, queryset)

    def send(self, request, queryset, sending):
        """Shown first; what was shown leaves."""
        if page := admin_sending.page_unless_confirmed(request, sending, queryset):
            return page
        return self.act(request, queryset, sending.verb, sending.done)

    def act(self, request, queryset, verb, done_in_words):
        """Call the verb for each row and say how many it concerned."""
        chosen = list(queryset.order_by("pk"))
        done = [message.pk for message in chosen if verb(message)]
        count = len(done)
        for message in queryset.model.objects.filter(pk__in=[one.pk for one in chosen]).exclude(pk__in=done):
            if message.error and message.state in (Message.State.HELD, Message.State.WITHDRAWN):
                self.message_user(request, f"« {message} » n’est pas parti. {message.error}", messages.WARNING)
        self.message_user(
            request,
            f"Courriels {done_in_words} : {count} sur {len(chosen)} choisis.",
            messages.SUCCESS if count else messages.WARNING,
        )

    def get_queryset(self, request):
        return super().get_queryset(request).readable_by(request.user)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_readonly_fields(self, request, obj=None):
        """What has not left may still be corrected."""
        before = {Message.State.HELD, Message.State.QUEUED}
        editable = {"subject", "text", "to_email"} if obj and obj.state in before else set()
        if obj and obj.personal_link:
            editable -= {"to_email"}  # the link is that of one person
        if obj and obj.source == GROUP:
            editable = set()  # its text and the links in it are those of its parts
        return [
            field.name
            for field in Message._meta.fields
            if field.name not in {*editable, "facts", "sender", "message_id"}
        ]

    def get_fieldsets(self, request, obj=None):
        """What the mail says, to whom and whether it left; how it left is folded, its number is nobody's."""
        ((_, every),) = super().get_fieldsets(request, obj)
        first = [name for name in self.READ_FIRST if name in every["fields"]]
        rest = [name for name in every["fields"] if name not in {*first, "id"}]
        return [(None, {"fields": first}), ("Suivi de l’envoi", {"fields": rest, "classes": ["collapse"]})]

    def save_model(self, request, obj, form, change):
        """What somebody corrected is not written over by the plan. What left meanwhile is not touched."""
        values = {name: form.cleaned_data[name] for name in form.changed_data}
        before = [Message.State.HELD, Message.State.QUEUED]
        Message.objects.filter(pk=obj.pk, state__in=before).update(**values, edited=True)


@admin.register(Bounce)
class BounceAdmin(admin.ModelAdmin):
    """Deleted once the address is right again."""

    list_display = ["email", "reason", "at"]
    search_fields = ["email", "reason"]
    readonly_fields = ["email", "reason", "at"]

    def has_add_permission(self, request):
        return False
