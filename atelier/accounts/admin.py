from django.contrib import admin, messages
from django.contrib.auth import update_session_auth_hash
from django.shortcuts import render

from atelier.accounts import second_factor
from atelier.accounts.models import User
from atelier.accounts.roles import ROLES
from atelier.accounts.session_revocation import revoke_all, revoke_others
from atelier.core import confirmations
from atelier.core.forms import refusals_as_messages


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
        (None, {"fields": ["email", "first_name", "last_name", "position", "phone", "is_active"]}),
        ("Rôles dans l’équipe", {"fields": ROLES}),
        ("Dates", {"fields": ["date_joined", "last_login"]}),
    ]
    readonly_fields = ["date_joined", "last_login"]
    change_form_template = "admin/accounts/user_form.html"
    actions = ["close_sessions", "take_second_factor_away"]

    def get_readonly_fields(self, request, obj=None):
        """Another address is an act of its own: all that the person has follows it."""
        return [*self.readonly_fields, "email"] if obj else self.readonly_fields

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        obj.sync_address()
        if obj == request.user:
            update_session_auth_hash(request, obj)

    @admin.action(description="Fermer les connexions en cours", permissions=["change"])
    def close_sessions(self, request, queryset):
        for user in queryset:
            if user == request.user:
                revoke_others(request)
            else:
                revoke_all(user)
        self.message_user(request, f"Comptes déconnectés : {queryset.count()}. La vôtre, ici, reste ouverte.")

    @admin.action(description="Retirer le second facteur (téléphone ou clé perdus)", permissions=["change"])
    def take_second_factor_away(self, request, queryset):
        """Say first what it does: whoever asks for it may be somebody else."""
        content = [(user.pk, user.email, user.get_full_name()) for user in queryset.order_by("pk")]
        confirmed = confirmations.is_what_was_shown(request, content)
        if "confirm" in request.POST and not confirmed:
            self.message_user(request, confirmations.CHANGED, messages.WARNING)
        if not confirmed:
            context = {
                **self.admin_site.each_context(request),
                "title": "Retirer le second facteur",
                "users": queryset,
                "shown": confirmations.sign_shown(request, content),
            }
            return render(request, "admin/accounts/take_second_factor_away.html", context)
        for user in queryset:
            with refusals_as_messages(request):
                second_factor.reset(request, user)
                self.message_user(request, f"{user} : second facteur retiré, connexions fermées.")
        return None
