"""The contributions of a season, and the page where one of them is followed from the first amount to the last paper."""

from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from atelier.core import confirmations, french, uploads
from atelier.core import pdf as files
from atelier.core.admin_base import ReadOnlyAdmin, ReadOnlyInline
from atelier.core.forms import call_or_form_error
from atelier.core.permissions import require_permissions
from atelier.core.reading_pages import Link, address_of
from atelier.reminders.admin import WritingMixin
from atelier.seasons.admin import CurrentSeasonFilter
from contributions import documents, invoicing, negotiation, payers
from contributions.admin import budget, list_actions, statement
from contributions.admin.held import held_while_sent
from contributions.forms import InstalmentsForm, IssueForm, PayerForm, SharesForm, StepForm
from contributions.models import Agreement, AmountStep, Instalment, Invoice, Issuer, Payer, SignedCopy
from territories.models import Triptych

AGREEMENTS = Agreement.objects.select_related("triptych__territory", "triptych__season")


class SeasonOfAgreementFilter(CurrentSeasonFilter):
    lookup = "triptych__season"


class StepInline(ReadOnlyInline):
    model = AmountStep
    fields = ["at", "kind", "amount", "reason", "author"]


@admin.register(Agreement)
class AgreementAdmin(WritingMixin, ReadOnlyAdmin):
    list_display = ["territory", "wished", "proposed", "agreed", "state", "follow"]
    list_filter = [SeasonOfAgreementFilter]
    list_select_related = ["triptych__territory", "triptych__season"]
    search_fields = ["triptych__territory__sort_name", "payers__organisation__sort_name"]
    fields = ["triptych", "proposed", "agreed", "override_reason", "state"]
    inlines = [StepInline]
    letter_audience = "territories"
    actions = ["issue", "write_letter"]

    @admin.action(description="Émettre les factures et appels", permissions=["issue"])
    def issue(self, request, queryset):
        return list_actions.issue(request, queryset)

    def has_issue_permission(self, request):
        return request.user.has_perm("contributions.add_invoice")

    def letter_target(self, row):
        return row.triptych.season_id, row.triptych_id

    def get_urls(self):
        pages = [
            ("budget/", budget.show_budget, "budget"),
            ("budget.xlsx", budget.workbook, "budget_xlsx"),
            ("ecritures/<int:year>.txt", budget.fec, "fec"),
            ("ecritures/<int:year>.xlsx", budget.ledger_xlsx, "ledger_xlsx"),
            ("exercices/<int:year>/cloture/", budget.close_year, "close_year"),
            ("releve/", statement.reconcile_statement, "statement"),
            ("releve/<int:pk>/", statement.split_line, "statement_line"),
            ("territoires/<int:pk>/", _follow, "contribution"),
            ("territoires/<int:pk>/convention.pdf", _convention, "convention"),
            ("conventions-signees/<int:pk>/", _signed_copy, "signed_copy"),
            ("payeurs/<int:pk>/", _payer, "payer"),
            ("echeances/<int:pk>/emettre/", _issue, "issue_invoice"),
        ]
        mine = [path(address, self.admin_site.admin_view(view), name=name) for address, view, name in pages]
        return [*mine, *super().get_urls()]

    @admin.display(description="territoire", ordering="triptych__territory__sort_name")
    def territory(self, agreement):
        return agreement.triptych.territory

    @admin.display(description="envisagé")
    def wished(self, agreement):
        return _amount(agreement.triptych.wished_amount)

    @admin.display(description="proposé", ordering="proposed_amount")
    def proposed(self, agreement):
        return _amount(agreement.proposed_amount)

    @admin.display(description="convenu", ordering="agreed_amount")
    def agreed(self, agreement):
        return _amount(agreement.agreed_amount)

    @admin.display(description="où l’on en est")
    def state(self, agreement):
        return agreement.state

    @admin.display(description="suivi")
    def follow(self, agreement):
        address = reverse("admin:contribution", args=[agreement.triptych_id])
        told = '<a href="{}">Suivre<span class="visually-hidden"> la contribution\u00a0: {}</span></a>'
        return format_html(told, address, agreement.triptych.territory)


def _amount(value) -> str:
    return "–" if value is None else french.euros(value)


class SignedForm(forms.Form):
    file = forms.FileField(label="Convention signée (PDF, PNG ou JPEG)")


def _follow(request, pk):
    """Discuss, agree, share among payers, print the convention, ask for the money: in that order, on one page."""
    require_permissions(request, "contributions.change_agreement")
    rows = Triptych.objects.filter(Q(status=Triptych.Status.ADMITTED) | Q(agreement__isnull=False))
    rows = rows.select_related("territory", "season")
    triptych = get_object_or_404(rows, pk=pk)
    agreement = negotiation.agreement_of(triptych)
    found = list(agreement.payers.select_related("organisation")) if agreement.pk else []
    post = request.POST if request.method == "POST" else {}
    forms_of = {
        "step": StepForm(post if "step" in post else None),
        "share": SharesForm(post if "share" in post else None, agreement=agreement, payers=found),
        "signed": SignedForm(post if "signed" in post else None, request.FILES if "signed" in post else None),
    }
    plans = {str(payer.pk): InstalmentsForm(post, payer=payer) for payer in found}
    if request.method == "POST" and _act(request, triptych, agreement, forms_of, plans):
        return redirect("admin:contribution", pk)
    context = {
        **admin.site.each_context(request),
        "title": f"Contribution, {triptych.territory}",
        "triptych": triptych,
        "season": triptych.season,
        "agreement": agreement,
        "steps": agreement.steps.select_related("author") if agreement.pk else [],
        "payers": [_described(payer, plans[str(payer.pk)]) for payer in found],
        "issuer_gaps": Issuer.load().missing(),
        "copies": agreement.signed_copies.select_related("author") if agreement.pk else [],
        **{f"{name}_form": form for name, form in forms_of.items()},
    }
    return render(request, "admin/contributions/follow.html", context)


@dataclass(frozen=True)
class DocumentLine:
    invoice: Invoice

    @property
    def state(self) -> str:
        """What is still due; nothing for a quote."""
        if self.invoice.kind == Invoice.Kind.QUOTE:
            return ""
        return "annulée par avoir" if self.invoice.credited_in_full else f"reste dû {french.euros(self.invoice.due)}"


@dataclass(frozen=True)
class InstalmentRow:
    """An instalment with its documents; one that was asked for is not asked for again."""

    instalment: Instalment
    documents: list[DocumentLine]
    is_asked: bool


def _described(payer: Payer, plan: InstalmentsForm) -> dict:
    """A payer with its gaps, its instalments and the documents of each."""
    instalments = payer.instalments.prefetch_related("invoices")
    invoices = {row.pk: row for row in Invoice.objects.with_balance().filter(payer=payer).order_by("pk")}
    return {
        "payer": payer,
        "gaps": payer.missing(),
        "instalments": [
            InstalmentRow(one, [DocumentLine(invoices[row.pk]) for row in one.invoices.all()], one.is_asked())
            for one in instalments
        ],
        "plan": plan,
    }


def _act(request, triptych, agreement, forms_of, plans) -> bool:
    """Call the verb of the form that was sent; false when it has something to correct."""
    name = next((name for name in (*forms_of, "plan") if name in request.POST), "")
    form = plans.get(request.POST["plan"]) if name == "plan" else forms_of.get(name)
    if form is None or not form.is_valid():
        return False
    done: object
    if name == "step":
        done = call_or_form_error(
            form, negotiation.record_amount, triptych=triptych, by=request.user, **form.cleaned_data
        )
    elif name == "share":
        done = call_or_form_error(form, payers.set_shares, agreement=agreement, shares=form.shares)
    elif name == "plan":
        done = call_or_form_error(
            form,
            payers.plan_instalments,
            payer=form.payer,
            dates=form.cleaned_data["dates"],
        )
    else:
        done = call_or_form_error(
            form, _keep_signed, agreement=agreement, file=form.cleaned_data["file"], by=request.user
        )
    if done is not None:
        messages.success(request, "C’est enregistré.")
    return done is not None


def _keep_signed(*, agreement, file, by) -> SignedCopy:
    """Raises ValidationError for a file that is no PDF, PNG or JPEG, too heavy, or that could not be written."""
    uploads.check_upload(file)
    with uploads.refusal_when_unwritten():
        return SignedCopy.objects.create(agreement=agreement, file=file, author=by)


@require_safe
def _convention(request, pk):
    require_permissions(request, "contributions.change_agreement")
    agreement = get_object_or_404(AGREEMENTS, triptych=pk)
    return files.content_response(documents.convention_pdf(agreement), name=f"convention-{pk}.pdf")


@require_safe
def _signed_copy(request, pk):
    require_permissions(request, "contributions.view_agreement")
    found = get_object_or_404(SignedCopy, pk=pk)
    return files.file_response(found.file.name, name=f"convention-signee-{pk}.{found.file.name.rpartition('.')[2]}")


def _trail_of(triptych: Triptych) -> list[Link]:
    """A page about its money comes from the page that follows its contribution."""
    every = reverse("admin:contributions_agreement_changelist")
    return [
        Link("Contributions convenues", every),
        Link(str(triptych.territory), reverse("admin:contribution", args=[triptych.pk])),
    ]


def _payer(request, pk):
    require_permissions(request, "contributions.change_payer")
    found = get_object_or_404(Payer.objects.select_related("organisation", "agreement__triptych__territory"), pk=pk)
    form = PayerForm(request.POST or None, instance=found)
    if form.is_valid():
        form.save()
        messages.success(request, "Les informations du payeur sont enregistrées.")
        return redirect("admin:contribution", found.agreement.triptych_id)
    context = {
        **admin.site.each_context(request),
        "title": f"Payeur, {found}",
        "trail": _trail_of(found.agreement.triptych),
        "payer": found,
        "form": form,
    }
    return render(request, "admin/contributions/payer.html", context)


@held_while_sent
def _issue(request, pk):
    """What will be issued, word for word, before it is: once issued it does not change."""
    require_permissions(request, "contributions.add_invoice")
    rows = Instalment.objects.select_related("payer__organisation", "payer__agreement__triptych__territory")
    instalment = get_object_or_404(rows.select_related("payer__agreement__triptych__season"), pk=pk)
    quote, issuer, today = "devis" in request.GET, Issuer.load(), timezone.localdate()
    form = IssueForm(request.POST or None, initial={"on": today})
    on = form.cleaned_data["on"] if form.is_valid() else today
    gaps = invoicing.missing_fields(instalment, issuer)
    draft = None if gaps else invoicing.draft_document(instalment, issuer, on=on, quote=quote)
    content = [draft.kind, draft.snapshot] if draft else gaps
    if form.is_valid() and not confirmations.is_what_was_shown(request, content):
        messages.warning(request, confirmations.CHANGED)
    elif form.is_valid():
        made = call_or_form_error(
            form, invoicing.issue_document, instalment=instalment, on=form.cleaned_data["on"], quote=quote
        )
        if made:
            done = f"{made.get_kind_display().capitalize()} {made.number}\u00a0: le PDF part à ceux qui paient."
            messages.success(request, done)
            return redirect(address_of(made))
    context = {
        **admin.site.each_context(request),
        "title": f"Émettre, {instalment}",
        "trail": _trail_of(instalment.payer.agreement.triptych),
        "instalment": instalment,
        "quote": quote,
        "form": form,
        "gaps": gaps,
        "draft": documents.snapshot_context(draft) if draft else None,
        "shown": confirmations.sign_shown(request, content),
    }
    return render(request, "admin/contributions/issue.html", context)
