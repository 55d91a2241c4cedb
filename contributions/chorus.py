"""Chorus Pro: what the deposit asks for, field by field, and where a document stands there.

Field limits: « Dossier de spécifications externes » of the portal; billing frame A1, invoice of a supplier.
"""

from atelier.seasons.models import Season
from contributions.models import ChorusStep, Invoice

FRAME = "A1"


def deposit_sheet(invoice: Invoice) -> list[tuple[str, str]]:
    """(field of the portal, what to copy there) in the order of its screens; what is empty is not asked for."""
    said = invoice.snapshot
    payer, issuer, amounts = said["payer"], said["issuer"], said["amounts"]
    fields = [
        ("Cadre de facturation", FRAME),
        ("SIRET du fournisseur", issuer["siret"]),
        ("SIRET du destinataire", payer["siret"]),
        ("Code service", payer["service_code"]),
        ("Numéro d’engagement", payer["engagement"]),
        ("Numéro de bon de commande", payer["order_reference"]),
        ("Numéro de facture", invoice.number),
        ("Date de facture", invoice.issued_on.strftime("%d/%m/%Y")),
        ("Date d’échéance", invoice.due_on.strftime("%d/%m/%Y")),
        ("Montant HT", amounts["net"].replace(".", ",")),
        ("Montant de la TVA", amounts["vat"].replace(".", ",")),
        ("Montant TTC", amounts["total"].replace(".", ",")),
        ("IBAN", issuer["iban"]),
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
