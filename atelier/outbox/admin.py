from django.contrib import admin, messages

from atelier.administration import ReadOnlyInline
from atelier.outbox.models import Attachment, Message
from atelier.outbox.queueing import send_again


class AttachmentInline(ReadOnlyInline):
    model = Attachment
    fields = ["name", "content_type"]


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin):
    """A window on the outbox: messages are written by the product, not by hand."""

    list_display = ["subject", "to_email", "state", "created_at", "sent_at", "attempts"]
    list_filter = ["state", "created_at"]
    search_fields = ["to_email", "subject", "key"]
    inlines = [AttachmentInline]
    actions = ["send_selected_again"]

    @admin.action(description="Renvoyer les courriels en échec ou annulés", permissions=["change"])
    def send_selected_again(self, request, queryset):
        stopped = queryset.filter(state__in=[Message.State.FAILED, Message.State.CANCELLED])
        count = sum(bool(send_again(message)) for message in stopped)
        self.message_user(
            request,
            f"Courriels remis dans la file : {count} sur {queryset.count()} choisis.",
            messages.SUCCESS if count else messages.WARNING,
        )

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_readonly_fields(self, request, obj=None):
        return [field.name for field in Message._meta.fields]
