"""What the pages of the administration share: inlines that a screen reader can name, tables that are only read."""

from django import forms
from django.contrib import admin
from django.db import models

from atelier.core.forms import share_choices
from atelier.core.french import sort_key
from atelier.core.whole_rows import WholeRowForm


class LabelledForm(WholeRowForm, forms.ModelForm):
    """In a table of fields the column head is no label: each field says its own name."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            widget = getattr(field.widget, "widget", field.widget)  # what a link to a related row wraps
            widget.attrs.setdefault("aria-label", str(field.label))


class LabelledFormSet(forms.BaseInlineFormSet):
    def __init__(self, *args, **kwargs):
        self.offered = {}
        super().__init__(*args, **kwargs)

    def add_fields(self, form, index):
        super().add_fields(form, index)
        share_choices(form.fields, self.offered)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = (
                f"Supprimer {form.instance}" if form.instance.pk else "Supprimer"
            )


# What is typed without a scheme is an https address.
HTTPS: dict[type[models.Field], dict[str, str]] = {models.URLField: {"assume_scheme": "https"}}


class TabularInline(admin.TabularInline):
    form = LabelledForm
    formfield_overrides = HTTPS
    formset = LabelledFormSet
    template = "admin/edit_inline/labelled.html"
    extra = 0


class ReadOnlyInline(TabularInline):
    """A history: shown, changed by nobody."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class NameSearch(admin.ModelAdmin):
    """A list searched by name: also as names are kept to be sorted, whatever accents and apostrophes are typed."""

    def get_search_results(self, request, queryset, search_term):
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if search_term and (key := sort_key(search_term)) != search_term:
            more, repeats = super().get_search_results(request, queryset, key)
            found, may_repeat = found | more, may_repeat or repeats
        return found, may_repeat


class ReadOnlyAdmin(NameSearch):
    """What is read here and written by verbs alone."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
