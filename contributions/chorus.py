"""Chorus Pro: what the deposit asks for, field by field, and where a document stands there.

Field limits: « Dossier de spécifications externes » of the portal; billing frame A1, of a supplier.
"""

from datetime import date

from atelier.core import french
from atelier.seasons.models import Season
from contributions.models import ChorusStep, CreditNote, Invoice

FRAME = "A1"


def is_deposited(document: Invoice | CreditNote) -> bool:
    """An invoice to a public buyer, or its credit note; calls and grants do not go through the portal."""
    said = document.snapshot
    is_invoice = said["paper"] == Invoice.Kind.INVOICE and said["kind"] != Invoice.Kind.QUOTE
    return is_invoice and bool(said["payer"]["is_public"])


def deposit_sheet(document: Invoice | CreditNote) -> list[tuple[str, str]]:
    """(field of the portal, what to copy there) in the order of its screens; what is empty is not asked for."""
    if not is_deposited(document):
        return []
    said = document.snapshot
    corrected = said.get("corrects", {}).get("number", "")
    payer, issuer, amounts = said["payer"], said["issuer"], said["amounts"]
    fields = [
        ("Cadre de facturation", FRAME),
        ("Type de facture", "Avoir" if corrected else "Facture"),
        ("SIRET du fournisseur", issuer["siret"]),
        ("SIRET du destinataire", payer["siret"]),
        ("Code service", payer["service_code"]),
        ("Numéro d’engagement", payer["engagement"]),
        ("Numéro de bon de commande", payer["order_reference"]),
        ("Numéro de facture", document.number),
        ("Facture d’origine", corrected),
        ("Date de facture", french.short_date(document.issued_on)),
        ("Date d’échéance", "" if corrected else french.short_date(date.fromisoformat(said["due_on"]))),
        ("Montant HT", amounts["net"].replace(".", ",")),
        ("Montant de la TVA", amounts["vat"].replace(".", ",")),
        ("Montant TTC", amounts["total"].replace(".", ",")),
        ("IBAN", "" if corrected else issuer["iban"]),
    ]
    return [(name, value) for name, value in fields if value]


def chorus_state(invoice: Invoice) -> str:
    """In words: what the buyer did last, else what we know of the money."""
    if invoice.kind == Invoice.Kind.QUOTE:
        return "devis"
    if invoice.credited_in_full:
        return "annulée par avoir"
    if invoice.due <= 0:
        return "payée" if invoice.due == 0 else "trop-perçu"
    last = invoice.chorus_steps.order_by("-at", "-pk").first()
    words = "payée en partie" if invoice.paid else "émise"
    return f"{words}, {last.get_state_display()}" if last else words


def missing_chorus_fields(season: Season) -> list[ChorusStep]:
    """The last steps that ask for something to be done: suspended or rejected at the buyer's."""
    newer = ChorusStep.objects.filter(invoice__payer__agreement__triptych__season=season)
    last = {step.invoice_id: step for step in newer.select_related("invoice__payer__organisation").order_by("at", "pk")}
    return [step for step in last.values() if step.state in ChorusStep.TROUBLES]
