"""Documents once issued: followed, paid, credited; never changed."""

from django import forms
from django.contrib import admin
from django.urls import path
from django.utils import timezone

from atelier.core import french
from atelier.core.admin_base import ReadOnlyAdmin
from atelier.seasons.admin import CurrentSeasonFilter
from contributions import convention
from contributions.admin import credit_notes, invoice_acts, list_actions
from contributions.models import Article, CreditNote, Funding, Invoice, Issuer


class SeasonOfInvoiceFilter(CurrentSeasonFilter):
    lookup = "payer__agreement__triptych__season"


class LateFilter(admin.SimpleListFilter):
    title = "à payer"
    parameter_name = "du"

    def lookups(self, request, model_admin):
        return [("due", "Reste dû"), ("late", "En retard")]

    def queryset(self, request, queryset):
        if self.value() == "late":
            return queryset.asking().filter(due_on__lt=timezone.localdate(), due__gt=0)
        return queryset.asking().filter(due__gt=0) if self.value() == "due" else queryset


@admin.register(Invoice)
class InvoiceAdmin(ReadOnlyAdmin):
    list_display = ["number", "kind", "payer", "issued_on", "due_on", "sum", "left"]
    list_filter = [SeasonOfInvoiceFilter, LateFilter, "kind"]
    list_select_related = ["payer__organisation"]
    search_fields = ["number", "payer__organisation__sort_name"]
    actions = ["remind"]
    fields = ["number", "kind", "payer", "issued_on", "due_on", "net", "vat", "total", "sha256"]

    def get_queryset(self, request):
        return super().get_queryset(request).with_balance()

    def get_urls(self):
        pages = [
            ("<int:pk>/avoir/", credit_notes.issue, "issue_credit_note"),
            ("<int:pk>/noter/<slug:act>/", invoice_acts.note, "note_invoice"),
            ("<int:pk>/versements/<int:payment>/annuler/", invoice_acts.cancel_payment, "cancel_payment"),
        ]
        mine = [path(address, self.admin_site.admin_view(view), name=name) for address, view, name in pages]
        return [*mine, *super().get_urls()]

    @admin.action(description="Relancer", permissions=["remind"])
    def remind(self, request, queryset):
        return list_actions.remind(request, queryset)

    def has_remind_permission(self, request):
        return request.user.has_perm("contributions.change_invoice")

    @admin.display(description="total", ordering="total")
    def sum(self, invoice):
        return french.euros(invoice.total)

    @admin.display(description="reste dû", ordering="due")
    def left(self, invoice):
        return french.euros(invoice.due) if invoice.kind != Invoice.Kind.QUOTE else "–"


@admin.register(CreditNote)
class CreditNoteAdmin(ReadOnlyAdmin):
    list_display = ["number", "invoice", "issued_on", "sum", "reason"]
    list_select_related = ["invoice"]
    search_fields = ["number", "invoice__number"]
    fields = ["number", "invoice", "issued_on", "net", "vat", "total", "reason", "author", "sha256"]

    @admin.display(description="total", ordering="total")
    def sum(self, note):
        return french.euros(note.total)


@admin.register(Issuer)
class IssuerAdmin(admin.ModelAdmin):
    """One row, there from the first day."""

    list_display = ["__str__", "siret", "regime"]
    fieldsets = [
        (None, {"fields": ["name", "legal_form", "address", "postcode", "city", "siret", "rna", "vat_number"]}),
        ("Contact et banque", {"fields": ["email", "phone", "iban", "bic"]}),
        ("TVA", {"fields": ["regime", "vat_mention", "vat_rate", "includes_vat", "on_debits"]}),
        (
            "Documents",
            {
                "fields": [
                    "prefix",
                    "payment_days",
                    "public_terms",
                    "private_terms",
                    "call_terms",
                    "discount",
                    "electronic",
                ]
            },
        ),
        (
            "Comptabilité",
            {
                "fields": [
                    "closing_month",
                    "account_customer",
                    "account_revenue",
                    "account_grant",
                    "account_dues",
                    "account_vat",
                    "account_vat_pending",
                    "account_bank",
                    "account_fees",
                ]
            },
        ),
    ]

    def get_fieldsets(self, request, obj=None):
        """That of VAT says what the reform of electronic invoices asks of the regime that is saved."""
        said = {"TVA": {"description": Issuer.load().reform}}
        return [(name, {**options, **said.get(name, {})}) for name, options in self.fieldsets]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ArticleForm(forms.ModelForm):
    class Meta:
        model = Article
        fields = ["position", "title", "text"]
        help_texts = {
            "text": "On peut y écrire : " + ", ".join(f"{{{name}}}" for name in convention.PLACEHOLDERS) + "."
        }

    def clean_text(self):
        convention.check_article(self.cleaned_data["text"])
        return self.cleaned_data["text"]


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):
    form = ArticleForm
    list_display = ["__str__", "position"]


@admin.register(Funding)
class FundingAdmin(admin.ModelAdmin):
    list_display = ["name", "season", "expected", "received"]
    list_filter = [CurrentSeasonFilter]
    list_select_related = ["season"]
