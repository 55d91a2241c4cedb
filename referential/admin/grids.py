"""The grid and its versions: one that served is read, and copied to be changed."""

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html

from atelier.core.admin_base import TabularInline
from referential import grids
from referential.models import Dimension, Grid, Stake, Term


@admin.register(Stake)
class StakeAdmin(admin.ModelAdmin):
    """Four stakes, whose texts belong to the organisers."""

    list_display = ["name", "position"]
    fields = ["name", "definition"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class FrozenMixin:
    """What belongs to a frozen version is only read."""

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and self.grid_of(obj).is_frozen)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and self.grid_of(obj).is_frozen)

    @staticmethod
    def grid_of(obj):
        return obj


class TermInline(FrozenMixin, TabularInline):
    model = Term

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and not (obj and obj.is_frozen)


class DimensionInline(FrozenMixin, TabularInline):
    """In short; each line opens on its questions and its five levels."""

    model = Dimension
    fields = ["stake", "position", "code", "name"]
    show_change_link = True
    max_num = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("stake", "grid")


@admin.register(Grid)
class GridAdmin(FrozenMixin, admin.ModelAdmin):
    list_display = ["__str__", "version", "state", "read"]
    fields = ["name", "level_names"]
    inlines = [DimensionInline, TermInline]
    actions = ["make_new_version"]

    def has_add_permission(self, request):
        return False  # a version is made from another

    @admin.display(description="état")
    def state(self, grid):
        return "figée : elle a servi" if grid.is_frozen else "modifiable"

    @admin.display(description="lire")
    def read(self, grid):
        about = format_html('<span class="visually-hidden">\u00a0: version {}</span>', grid.version)
        return format_html(
            '<a href="{}">La grille{}</a>, <a href="{}">à imprimer (PDF){}</a>',
            reverse("referential:grid_version", args=[grid.version]),
            about,
            reverse("referential:grid_pdf", args=[grid.version]),
            about,
        )

    @admin.action(description="Créer une nouvelle version à partir de celle-ci", permissions=["change"])
    def make_new_version(self, request, queryset):
        if queryset.count() != 1:
            messages.error(request, "Choisissez une seule grille.")
            return None
        made = grids.new_version(queryset.get())
        messages.success(request, f"{made} est créée : modifiez-la, puis choisissez-la pour un moment.")
        return redirect("admin:referential_grid_change", made.pk)


@admin.register(Dimension)
class DimensionAdmin(FrozenMixin, admin.ModelAdmin):
    list_display = ["__str__", "stake", "grid"]
    list_filter = ["grid"]
    list_select_related = ["stake", "grid"]
    search_fields = ["code", "name"]
    fields = ["grid", "stake", "position", "code", "name", "questions", *(f"level_{level}" for level in range(1, 6))]

    @staticmethod
    def grid_of(obj):
        return obj.grid

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "grid":
            kwargs["queryset"] = Grid.objects.filter(frozen_at=None)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
