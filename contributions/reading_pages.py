"""The pages where an invoice and a credit note are read, and what is read of the money on the page of a territory."""

from collections.abc import Callable

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from atelier.audit.reading_section import changes_of
from atelier.core import french
from atelier.core.permissions import HoldsPermissions
from atelier.core.reading_pages import Cell, Link, ReadingAct, ReadingPage, ReadingSection, Row, address_of
from atelier.core.templatetags.ui import pdf_of
from atelier.outbox.reading_section import messages_about
from contributions import budget, chorus, manual_reminders, payments
from contributions.models import Agreement, CreditNote, Invoice
from territories import lineage
from territories.models import Territory, Triptych

_CHANGES_INVOICE = "contributions.change_invoice"


def _money(triptych: Triptych, user: HoldsPermissions) -> list[Row]:
    rows: list[Row] = []
    agreement = Agreement.objects.filter(triptych=triptych).first()
    if agreement and agreement.agreed_amount is not None:
        rows.append(("Contribution convenue", french.euros(agreement.agreed_amount), agreement.state))
    found = Invoice.objects.filter(payer__agreement__triptych=triptych).with_balance()
    for invoice in found.select_related("payer__organisation").order_by("issued_at", "pk"):
        name = f"{invoice.number}, {invoice.payer}"
        rows.append((Link(name, address_of(invoice)), french.euros(invoice.total), _due_in_words(invoice)))
    return rows


def _money_over_seasons(territory: Territory, user: HoldsPermissions) -> list[Row]:
    triptychs = list(lineage.seasons_of_territory(territory))
    kept = {one.pk for one in triptychs}
    seasons = tuple({one.season_id: one.season for one in triptychs}.values())
    found = budget.budget_rows_of(seasons, timezone.localdate()) if seasons else []
    return [
        (
            Link(str(row.triptych.season), reverse("admin:contribution", args=[row.triptych.pk])),
            french.euros(row.agreed),
            french.euros(row.asked),
            french.euros(row.paid),
        )
        for row in sorted(found, key=lambda one: -one.triptych.season.number)
        if row.triptych.pk in kept
    ]


def _due_in_words(invoice: Invoice) -> str:
    if invoice.kind == Invoice.Kind.QUOTE or invoice.due == 0:
        return "rien à payer"
    if invoice.due < 0:
        return f"trop-perçu de {french.euros(-invoice.due)}"
    late = f", en retard depuis le {french.long_date(invoice.due_on)}" if _is_late(invoice) else ""
    return f"reste {french.euros(invoice.due)}{late}"


def _is_late(invoice: Invoice) -> bool:
    return invoice.kind != Invoice.Kind.QUOTE and invoice.due > 0 and invoice.due_on < timezone.localdate()


def _facts_of_invoice(invoice: Invoice, user: HoldsPermissions) -> list[tuple[str, Cell]]:
    triptych, is_quote = invoice.payer.agreement.triptych, invoice.kind == Invoice.Kind.QUOTE
    return [
        ("Nature", capfirst(invoice.get_kind_display())),
        ("État", capfirst(chorus.chorus_state(invoice))),
        ("À payer", _due_in_words(invoice)),
        ("Échéance", "" if is_quote else french.until(invoice.due_on)),
        ("Payeur", Link(str(invoice.payer), reverse("admin:payer", args=[invoice.payer_id]))),
        ("Territoire", Link(str(triptych), address_of(triptych))),
        ("Émis le", french.long_date(invoice.issued_on)),
        ("Montant TTC", french.euros(invoice.total)),
        ("Dont TVA", french.euros(invoice.vat) if invoice.vat else ""),
        ("Avoirs", french.euros(invoice.credited) if invoice.credited else ""),
        ("Versé", "" if is_quote else french.euros(invoice.paid)),
        ("Document", Link(f"Lire {invoice.number}", invoice.get_absolute_url())),
        ("Fichier", _file(invoice)),
    ]


def _file(document: Invoice | CreditNote) -> Cell:
    if not document.is_ready:
        return "en préparation"
    return Link(f"{document.number} (PDF)", pdf_of(document.get_absolute_url()))


def _payments(invoice: Invoice, user: HoldsPermissions) -> list[Row]:
    may_cancel = user.has_perm(_CHANGES_INVOICE)
    rows: list[Row] = []
    for one in invoice.payments.order_by("-received_on", "-pk"):
        fees = f", dont {french.euros(one.fees)} de frais retenus" if one.fees else ""
        day = french.short_date(one.received_on)
        address = reverse("admin:cancel_payment", args=[invoice.pk, one.pk])
        cancelled = f"annulé\u00a0: {one.cancel_reason}" if one.cancelled_at else ""
        undo: Cell = Link(f"Annuler celui du {day}", address) if may_cancel and not cancelled else cancelled or "–"
        rows.append((day, capfirst(one.get_kind_display()), f"{french.euros(one.amount)}{fees}", one.reference, undo))
    return rows


def _credit_notes(invoice: Invoice, user: HoldsPermissions) -> list[Row]:
    return [
        (Link(one.number, address_of(one)), french.long_date(one.issued_on), french.euros(one.total), one.reason)
        for one in invoice.credit_notes.order_by("issued_on", "pk")
    ]


def _chorus_steps(invoice: Invoice, user: HoldsPermissions) -> list[Row]:
    found = invoice.chorus_steps.select_related("author").order_by("at", "pk")
    return [(french.short_date(one.on), one.get_state_display(), one.reason or "–", str(one.author)) for one in found]


def _facts_of_credit_note(note: CreditNote, user: HoldsPermissions) -> list[tuple[str, Cell]]:
    triptych = note.invoice.payer.agreement.triptych
    return [
        ("Corrige", Link(f"{capfirst(note.invoice.get_kind_display())} {note.invoice}", address_of(note.invoice))),
        ("Montant TTC", french.euros(note.total)),
        ("Dont TVA", french.euros(note.vat) if note.vat else ""),
        ("Motif", note.reason),
        ("Émis le", french.long_date(note.issued_on)),
        ("Par", str(note.author)),
        ("Payeur", str(note.invoice.payer)),
        ("Territoire", Link(str(triptych), address_of(triptych))),
        ("Document", Link(f"Lire {note.number}", note.get_absolute_url())),
        ("Fichier", _file(note)),
    ]


def _noted(rank: int, title: str, act: str, possible: Callable[[Invoice], bool]) -> ReadingAct:
    """A small page where something is noted about the document."""
    return ReadingAct(
        Invoice, rank, title, _CHANGES_INVOICE, possible=possible,
        address=lambda invoice: reverse("admin:note_invoice", args=[invoice.pk, act]),
    )  # fmt: skip


def _asks(invoice: Invoice) -> bool:
    return invoice.kind != Invoice.Kind.QUOTE


PAGES = (
    ReadingSection(
        Triptych, 50, "contribution", "Contribution", "contributions.view_agreement", ("Quoi", "Montant", "État"),
        _money, "Rien n’est encore convenu.",
    ),
    ReadingSection(
        Territory, 50, "contributions", "Contributions", "contributions.view_agreement",
        ("Saison", "Convenu", "Demandé", "Versé"), _money_over_seasons, "Rien n’est encore convenu.",
    ),
    ReadingAct(
        Triptych, 60, "Suivre la contribution", "contributions.change_agreement",
        address=lambda triptych: reverse("admin:contribution", args=[triptych.pk]),
        possible=lambda triptych: triptych.status == Triptych.Status.ADMITTED,
    ),
    ReadingPage(
        Invoice, "Factures et appels", _facts_of_invoice,
        ("payer__organisation", "payer__agreement__triptych__territory", "payer__agreement__triptych__season"),
    ),
    ReadingSection(
        Invoice, 10, "versements", "Versements", "contributions.view_invoice",
        ("Le", "Quoi", "Montant", "Libellé", "Erreur"), _payments, "Aucun versement.", shown=_asks,
    ),
    ReadingSection(
        Invoice, 20, "avoirs", "Avoirs", "contributions.view_invoice", ("Numéro", "Émis le", "Montant", "Motif"),
        _credit_notes, "Aucun avoir. Un document émis ne change pas et ne s’efface pas : un avoir l’annule, en tout "
        "ou en partie.", shown=_asks,
    ),
    ReadingSection(
        Invoice, 30, "chorus", "Chorus Pro", "contributions.view_invoice", ("Le", "État", "Motif", "Par"),
        _chorus_steps, "Rien n’est noté.", shown=chorus.is_deposited,
    ),
    messages_about(Invoice, lambda invoice: f"invoice:{invoice.pk}"),
    changes_of(Invoice),
    _noted(10, "Enregistrer un versement", "versement", _asks),
    ReadingAct(Invoice, 15, "Relancer", _CHANGES_INVOICE, action="remind", possible=manual_reminders.is_owed),
    ReadingAct(
        Invoice, 20, "Préparer un avoir", _CHANGES_INVOICE,
        address=lambda invoice: reverse("admin:issue_credit_note", args=[invoice.pk]),
        possible=lambda invoice: _asks(invoice) and not invoice.credited_in_full,
    ),
    _noted(
        30, "Reporter le trop-perçu", "report",
        lambda invoice: _asks(invoice) and bool(payments.invoices_to_carry_onto(invoice)),
    ),
    _noted(40, "Rembourser le trop-perçu", "remboursement", lambda invoice: _asks(invoice) and invoice.due < 0),
    _noted(50, "Chorus Pro", "depot", chorus.is_deposited),
    ReadingAct(
        Invoice, 60, "Toute la contribution", "contributions.change_agreement",
        address=lambda invoice: reverse("admin:contribution", args=[invoice.payer.agreement.triptych_id]),
    ),
    ReadingPage(
        CreditNote, "Avoirs", _facts_of_credit_note,
        (
            "author", "invoice__payer__organisation", "invoice__payer__agreement__triptych__territory",
            "invoice__payer__agreement__triptych__season",
        ),
    ),
    changes_of(CreditNote),
)  # fmt: skip
