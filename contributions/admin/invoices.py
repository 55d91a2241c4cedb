"""Documents once issued: followed, paid, credited; never changed."""

from collections.abc import Callable

from django import forms
from django.contrib import admin, messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from atelier.core import french
from atelier.core.admin_base import ReadOnlyAdmin
from atelier.core.forms import call_or_form_error, get_row_or_404, refusals_as_messages
from atelier.core.permissions import require_permissions
from atelier.seasons.admin import CurrentSeasonFilter
from contributions import chorus, convention, payments
from contributions.admin import credit_notes
from contributions.forms import CarryForm, ChorusForm, PaymentForm, RefundForm
from contributions.models import Article, ChorusStep, CreditNote, Funding, Invoice, Issuer, Payment


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
    list_display = ["number", "kind", "payer", "issued_on", "due_on", "sum", "left", "follow"]
    list_filter = [SeasonOfInvoiceFilter, LateFilter, "kind"]
    list_select_related = ["payer__organisation"]
    search_fields = ["number", "payer__organisation__sort_name"]
    fields = ["number", "kind", "payer", "issued_on", "due_on", "net", "vat", "total", "sha256"]

    def get_queryset(self, request):
        return super().get_queryset(request).with_balance()

    def get_urls(self):
        follow, credit = self.admin_site.admin_view(_follow), self.admin_site.admin_view(credit_notes.issue)
        pages = [
            path("<int:pk>/suivi/", follow, name="invoice_follow"),
            path("<int:pk>/avoir/", credit, name="issue_credit_note"),
        ]
        return [*pages, *super().get_urls()]

    @admin.display(description="total", ordering="total")
    def sum(self, invoice):
        return french.euros(invoice.total)

    @admin.display(description="reste dû", ordering="due")
    def left(self, invoice):
        return french.euros(invoice.due) if invoice.kind != Invoice.Kind.QUOTE else "–"

    @admin.display(description="suivi")
    def follow(self, invoice):
        return format_html('<a href="{}">Suivre</a>', reverse("admin:invoice_follow", args=[invoice.pk]))


def _follow(request, pk):
    """The document, what its buyer's portal wants, where it stands there, what was paid; and how it is undone."""
    require_permissions(request, "contributions.view_invoice")
    rows = Invoice.objects.with_balance().select_related("payer__organisation", "payer__agreement__triptych__territory")
    invoice = get_object_or_404(rows, pk=pk)
    others = payments.invoices_to_carry_onto(invoice)
    forms_of = _forms_of(request, invoice, others)
    if request.method == "POST" and _act(request, invoice, forms_of):
        return redirect("admin:invoice_follow", pk)
    context = {
        **admin.site.each_context(request),
        "title": f"{invoice.get_kind_display().capitalize()} {invoice.number}",
        "invoice": invoice,
        "is_quote": invoice.kind == Invoice.Kind.QUOTE,
        "state": chorus.chorus_state(invoice),
        "sheet": chorus.deposit_sheet(invoice),
        "is_deposited": chorus.is_deposited(invoice),
        "steps": invoice.chorus_steps.select_related("author"),
        "payments": invoice.payments.select_related("author"),
        "notes": [(note, chorus.deposit_sheet(note)) for note in invoice.credit_notes.all()],
        "others": others,
        "late": invoice.due > 0 and invoice.due_on < timezone.localdate(),
        **{f"{name}_form": form for name, form in forms_of.items()},
    }
    return render(request, "admin/contributions/invoice.html", context)


def _forms_of(request, invoice, others) -> dict[str, forms.BaseForm]:
    """Each form by the name of its button; the one that was sent has what was typed."""
    post = request.POST if request.method == "POST" else {}
    today = timezone.localdate()
    overpaid = max(-invoice.due, 0)

    def bound(name, form, **given):
        return form(post if name in post else None, auto_id=f"id_{name}_%s", **given)

    return {
        "payment": bound("payment", PaymentForm, initial={"amount": max(invoice.due, 0), "received_on": today}),
        "refund": bound("refund", RefundForm, initial={"amount": overpaid, "on": today}),
        "carry": bound("carry", CarryForm, due=others, initial={"amount": overpaid, "on": today}),
        "chorus": bound(
            "chorus", ChorusForm, instance=ChorusStep(invoice=invoice, author=request.user), initial={"on": today}
        ),
    }


def _act(request, invoice, forms_of) -> bool:
    """Call the verb of the form that was sent; false when it has something to correct."""
    require_permissions(request, "contributions.change_invoice")
    if "undo" in request.POST:
        return _undo(request, invoice)
    name = next((name for name in forms_of if name in request.POST), "")
    form = forms_of.get(name)
    if form is None or not form.is_valid():
        return False
    done: object
    if name == "chorus":
        done = form.save()
    else:
        told = {"invoice": invoice, "by": request.user, **form.cleaned_data}
        done = call_or_form_error(form, VERBS[name], **told)
    if done is not None:
        messages.success(request, "C’est enregistré.")
    return done is not None


VERBS: dict[str, Callable[..., object]] = {
    "payment": payments.record_payment,
    "refund": payments.refund_overpayment,
    "carry": payments.carry_overpayment,
}


def _undo(request, invoice) -> bool:
    payment = get_row_or_404(Payment.objects.filter(invoice=invoice), request.POST["undo"])
    with refusals_as_messages(request):
        payments.cancel_payment(payment=payment, reason=request.POST.get("reason", "").replace("\x00", ""))
        messages.success(request, "Le versement est annulé, et reste visible.")
    return True


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
