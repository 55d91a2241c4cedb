from django.contrib import admin, messages

from atelier.administration import ReadOnlyInline
from atelier.outbox.models import Attachment, Message
from atelier.outbox.queueing import cancel, let_go, send_again


class AttachmentInline(ReadOnlyInline):
    model = Attachment
    fields = ["name", "content_type"]


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin):
    """A window on the outbox: the product writes; an organiser corrects what is held, lets it go or stops it."""

    list_display = ["subject", "to_email", "state", "created_at", "sent_at", "attempts"]
    list_filter = ["state", "created_at"]
    search_fields = ["to_email", "subject", "key"]
    inlines = [AttachmentInline]
    actions = ["let_go_selected", "cancel_selected", "send_selected_again"]

    @admin.action(description="Envoyer les courriels préparés", permissions=["change"])
    def let_go_selected(self, request, queryset):
        self.act(request, queryset, let_go, "partis")

    @admin.action(description="Annuler les courriels qui ne sont pas partis", permissions=["change"])
    def cancel_selected(self, request, queryset):
        self.act(request, queryset, cancel, "annulés")

    @admin.action(description="Renvoyer les courriels en échec ou annulés", permissions=["change"])
    def send_selected_again(self, request, queryset):
        self.act(request, queryset, send_again, "remis dans la file")

    def act(self, request, queryset, verb, done_in_words):
        """Call the verb for each row and say how many it concerned."""
        chosen = list(queryset.order_by("pk"))
        count = sum(verb(message) for message in chosen)
        self.message_user(
            request,
            f"Courriels {done_in_words} : {count} sur {len(chosen)} choisis.",
            messages.SUCCESS if count else messages.WARNING,
        )

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_readonly_fields(self, request, obj=None):
        """What is held may still be corrected."""
        editable = {"subject", "text", "to_email"} if obj and obj.state == Message.State.HELD else set()
        return [field.name for field in Message._meta.fields if field.name not in editable]
