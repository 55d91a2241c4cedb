from django.contrib import admin

from atelier.accounts.models import User
from atelier.accounts.roles import ROLES


class RoleFilter(admin.SimpleListFilter):
    title = "rôle"
    parameter_name = "role"

    def lookups(self, request, model_admin):
        return [(role, User._meta.get_field(role).verbose_name) for role in ROLES]

    def queryset(self, request, queryset):
        return queryset.filter(**{self.value(): True}) if self.value() in ROLES else queryset


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ["email", "last_name", "first_name", *ROLES, "is_active", "last_login"]
    list_filter = [RoleFilter, "is_active"]
    search_fields = ["email", "last_name", "first_name"]
    fieldsets = [
        (None, {"fields": ["email", "first_name", "last_name", "is_active"]}),
        ("Rôles dans l’équipe", {"fields": ROLES}),
        ("Dates", {"fields": ["date_joined", "last_login"]}),
    ]
    readonly_fields = ["date_joined", "last_login"]
    change_form_template = "admin/accounts/user_form.html"

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        obj.sync_address()
