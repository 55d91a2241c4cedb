"""The files of issued documents, made from their snapshots and nothing else; the page on screen says the same."""

from datetime import date
from decimal import Decimal

from atelier.core import pdf
from atelier.core.issued_documents import finish
from atelier.seasons.models import Workshop
from contributions import convention, emails, facturx
from contributions.models import Agreement, CreditNote, Invoice

TITLES = {**dict(Invoice.Kind.choices), "credit": "avoir"}
TOTAL_LABELS = {
    Invoice.Kind.QUOTE: "Total",
    Invoice.Kind.CALL: "Montant appelé",
    Invoice.Kind.DUES: "Montant appelé",
    "credit": "Total de l’avoir",
}
TEMPLATE = "contributions/documents/invoice.html"


def render_invoice(pk: int) -> Invoice | None:
    """Draw an invoice, a call or a quote, then queue its e-mail; None when that is done already."""
    invoice = Invoice.objects.waiting().select_related("payer").filter(pk=pk).first()
    if not invoice:
        return None
    return finish.store_and_notify(
        invoice, _document_pdf(invoice), lambda: emails.document_issued(invoice, snapshot_context(invoice))
    )


def render_credit_note(pk: int) -> CreditNote | None:
    """The same for a credit note."""
    note = CreditNote.objects.waiting().select_related("invoice__payer").filter(pk=pk).first()
    if not note:
        return None
    return finish.store_and_notify(
        note, _document_pdf(note), lambda: emails.document_issued(note, snapshot_context(note))
    )


def _document_pdf(document: Invoice | CreditNote) -> bytes:
    """An accessible PDF; where the issuer chose it, an archive PDF that carries its Factur-X file."""
    if not facturx.is_enabled(document):
        return pdf.render_pdf(TEMPLATE, {"paper": snapshot_context(document)})
    archive = pdf.render_pdf(TEMPLATE, {"paper": snapshot_context(document)}, variant=pdf.ARCHIVE)
    return facturx.embed_xml(document, archive)


def snapshot_context(document: Invoice | CreditNote) -> dict:
    """The snapshot with its dates and amounts as values that templates can write in French."""
    snapshot = document.snapshot
    amounts = {name: Decimal(value) for name, value in snapshot["amounts"].items()}
    dates = {name: date.fromisoformat(snapshot[name]) for name in ("issued_on", "due_on")}
    payer, corrects = snapshot["payer"], snapshot.get("corrects")
    return {
        **snapshot,
        **dates,
        "document": document,
        "title": TITLES[snapshot["kind"]],
        "total_label": TOTAL_LABELS.get(snapshot["kind"], "Net à payer"),
        "amounts": amounts,
        "days": [date.fromisoformat(day) for day in snapshot["days"]],
        "payer": {**payer, "decision_on": date.fromisoformat(payer["decision_on"]) if payer["decision_on"] else None},
        "corrects": corrects and {**corrects, "issued_on": date.fromisoformat(corrects["issued_on"])},
        "reason": snapshot.get("reason", ""),
        "workshop": Workshop.load(),
    }


def convention_pdf(agreement: Agreement) -> bytes:
    """The convention of a territory as it stands, its articles filled in."""
    return pdf.render_pdf("contributions/documents/convention.html", convention.convention_context(agreement))
