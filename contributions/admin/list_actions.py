"""What is done to several rows of the lists of money at once: shown first, done once it was agreed."""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from atelier.core import confirmations
from atelier.core.forms import refusals_as_messages
from contributions import budget, invoicing, manual_reminders
from contributions.models import Instalment, Invoice, Issuer
from territories.models import Triptych


@dataclass(frozen=True)
class DocumentToIssue:
    """What one instalment would be asked with, or what keeps it from being asked."""

    instalment: Instalment
    draft: Invoice | None
    gaps: list[str]

    @property
    def has_left(self) -> bool:
        """Nothing more is expected of a territory that withdrew: what it still owes is decided one by one."""
        return self.instalment.payer.agreement.triptych.status != Triptych.Status.ADMITTED


def _to_issue(agreements: QuerySet, issuer: Issuer) -> list[DocumentToIssue]:
    today, found = timezone.localdate(), []
    rows = budget.unasked_instalments().filter(payer__agreement__in=agreements)
    for one in rows.select_related("payer__agreement__triptych__territory", "payer__agreement__triptych__season"):
        row = DocumentToIssue(one, None, invoicing.missing_fields(one, issuer))
        if not row.gaps and not row.has_left:
            row = replace(row, draft=invoicing.draft_document(one, issuer, on=today, quote=False))
        found.append(row)
    return found


def issue(request: HttpRequest, agreements: QuerySet) -> HttpResponse | None:
    """Ask for every instalment of these agreements that no document asks for; None when it is done."""
    with Issuer.held() as issuer:
        return _issue(request, agreements, _to_issue(agreements, issuer))


def _issue(request: HttpRequest, agreements: QuerySet, rows: list[DocumentToIssue]) -> HttpResponse | None:
    content = [(one.instalment.pk, one.draft.snapshot if one.draft else one.gaps) for one in rows]
    if not _is_agreed(request, content):
        words = {"title": "Émettre les factures et appels", "action": "issue", "button": "Émettre"}
        return _page(request, agreements, content, {**words, "rows": rows, "possible": any(one.draft for one in rows)})
    for one in rows:
        if one.draft:
            with refusals_as_messages(request, about=f"{one.instalment}\u00a0: "):
                made = invoicing.issue_document(instalment=one.instalment, on=timezone.localdate())
                messages.success(request, f"{made.get_kind_display().capitalize()} {made}, {made.payer}.")
    return None


def remind(request: HttpRequest, invoices: QuerySet) -> HttpResponse | None:
    """Write to those who pay what is still due of these documents; None when it is done."""
    letters = [one for invoice in invoices.order_by("due_on", "pk") for one in manual_reminders.letters_about(invoice)]
    content = [(one.to_email, one.subject, one.text) for one in letters]
    if not _is_agreed(request, content):
        words = {"title": "Relancer", "action": "remind", "button": "Envoyer"}
        return _page(request, invoices, content, {**words, "letters": letters, "possible": bool(letters)})
    count = sum(manual_reminders.remind_payer(invoice=invoice) for invoice in invoices.order_by("due_on", "pk"))
    done = messages.SUCCESS if count else messages.WARNING
    messages.add_message(request, done, f"Courriels remis à l’envoi\u00a0: {count}.")
    return None


def _is_agreed(request: HttpRequest, content: Any) -> bool:
    if "confirm" not in request.POST:
        return False
    if not confirmations.is_what_was_shown(request, content):
        messages.warning(request, confirmations.CHANGED)
        return False
    return True


def _page(request: HttpRequest, chosen: QuerySet, content: Any, words: dict) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "rows": [],
        "letters": [],
        "chosen": chosen,
        "shown": confirmations.sign_shown(request, content),
        **words,
    }
    return render(request, "admin/contributions/several.html", context)
