import hashlib

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.text import Truncator

from atelier.core.forms import call_or_form_error, refusals_as_messages
from atelier.privacy import text_reviews
from atelier.privacy.models import TextToReview

CLOSED = "texte que son auteur seul lit\u00a0: demandez-lui de le reprendre"
FILE = (
    "contenu de «\u00a0{}\u00a0», que l’Atelier ne lit pas\u00a0: ouvrez-le, et remplacez-le s’il nomme une personne "
    "effacée"
)
GONE = "ce texte n’existe plus"


class StateFilter(admin.SimpleListFilter):
    """Those that wait, unless somebody asks for the others."""

    title = "état"
    parameter_name = "etat"

    def lookups(self, request, model_admin):
        return [("relus", "relus"), ("tous", "tous")]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [{**first, "display": "à relire"}, *others]

    def queryset(self, request, queryset):
        if self.value() == "tous":
            return queryset
        return queryset.exclude(settled_at=None) if self.value() == "relus" else queryset.waiting()


class ReviewForm(forms.ModelForm):
    """The text as it stands: left as it is, or corrected."""

    text = forms.CharField(
        label="Texte",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "cols": 80}),
        help_text="S’il nomme une personne effacée, corrigez-le. Sinon, enregistrez-le tel quel\u00a0: il est relu.",
    )
    text_seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = TextToReview
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "text" in self.fields:
            self.initial.update(text=self.instance.text, text_seen=_mark_of(self.instance.text))

    def clean(self):
        """The text has not changed since it was shown, and its column takes the correction."""
        cleaned = super().clean()
        if "text" not in self.fields:
            return cleaned
        if cleaned.get("text_seen") != _mark_of(self.instance.text):
            raise ValidationError(text_reviews.CHANGED)
        text = cleaned["text"].replace("\r\n", "\n").strip()
        if text == self.instance.text.strip():
            text = self.instance.text
        elif not self.instance.json_keys:
            column = {"value": text, "model_instance": self.instance.row}
            text = call_or_form_error(self, self.instance.field.clean, beside="text", **column)
        return {**cleaned, "text": text}


def _mark_of(text):
    return hashlib.sha256(text.encode()).hexdigest()


def _is_text(review):
    """Somebody may correct it where it stands."""
    return not review.is_closed and not review.is_file and bool(review.text)


@admin.register(TextToReview)
class TextToReviewAdmin(admin.ModelAdmin):
    """What erasing left to somebody's reading: never more than where to look."""

    form = ReviewForm
    list_per_page = 50
    list_display = ["where", "words", "found_at", "is_complete", "settled"]
    list_filter = [StateFilter]
    list_select_related = ["content_type", "settled_by"]
    actions = ["settle_selected"]

    def get_queryset(self, request):
        return super().get_queryset(request).readable().prefetch_related("row")

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(
            request, {"title": "Textes à relire après un effacement", **(extra_context or {})}
        )

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Saving settles it: there is nothing to go on with."""
        shown = {"title": "Texte à relire", "show_save_and_continue": False, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, shown)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_fields(self, request, obj=None):
        shown = [] if obj is None or not _is_text(obj) else ["text", "text_seen"]
        return [*self.get_readonly_fields(request, obj), *shown]

    def get_readonly_fields(self, request, obj=None):
        closed = ["words"] if obj is not None and not _is_text(obj) else []
        return ["where", "place", "found_at", "is_complete", *closed, "settled"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Without the text, for what only its author reads and for what is gone."""
        if obj is not None and _is_text(obj):
            return ReviewForm
        return super().get_form(
            request,
            obj,
            change=change,
            **{**kwargs, "form": forms.ModelForm, "fields": []},
        )

    def save_model(self, request, obj, form, change):
        """A verb writes: the text where it stands, and who has read it."""
        was = form.instance.text
        with refusals_as_messages(request):
            text_reviews.settle(review=obj, by=request.user, seen=was, text=form.cleaned_data.get("text", was))

    @admin.action(description="Marquer relus, sans rien corriger", permissions=["change"])
    def settle_selected(self, request, queryset):
        count = text_reviews.mark(queryset, by=request.user)
        messages.success(request, f"{count} texte{'s' if count > 1 else ''} marqué{'s' if count > 1 else ''} relu.")

    @admin.display(description="nature")
    def where(self, text):
        return f"{text.kind}, {text.column_name}"

    @admin.display(description="extrait")
    def words(self, text):
        if text.is_closed:
            return CLOSED
        if text.is_file and text.text:
            return FILE.format(text.text)
        return Truncator(text.text).chars(120) or GONE

    @admin.display(description="où il se trouve")
    def place(self, text):
        """A link to the page of the row, where there is one."""
        row = text.row
        if row is None:
            return GONE
        if text.is_file:
            return format_html('<a href="{}">{}</a>', reverse("admin:change_shared_file", args=[row.shared_id]), row)
        try:
            kind = text.content_type
            address = reverse(f"admin:{kind.app_label}_{kind.model}_change", args=[row.pk])
        except NoReverseMatch:
            address = row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""
        name = f"{text.kind} n°\u00a0{row.pk}" if text.is_closed else str(row)
        return format_html('<a href="{}">{}</a>', address, name) if address else name

    @admin.display(description="recherche")
    def is_complete(self, text):
        return "incomplète : nom trop court ou trop courant" if text.is_partial else "complète"

    @admin.display(description="relu")
    def settled(self, text):
        return f"le {text.settled_at:%d/%m/%Y} par {text.settled_by}" if text.settled_at else "pas encore"
