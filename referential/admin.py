from django.contrib import admin

from referential.models import Stake


@admin.register(Stake)
class StakeAdmin(admin.ModelAdmin):
    """Four stakes, whose texts belong to the organisers."""

    list_display = ["name", "position"]
    fields = ["name", "definition"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
