"""Quotes, invoices, calls and credit notes: numbered under a lock, frozen, drawn by a worker."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from atelier.accounts.models import User
from atelier.core import french
from atelier.core.background import enqueue_on_commit
from atelier.core.money import CENT
from atelier.core.number_series import next_number
from contributions import facturx
from contributions.models import CreditNote, Instalment, Invoice, Issuer, Payer
from sessions.programme.models import Day

Kind = Invoice.Kind
BY_NATURE: dict[str, Invoice.Kind] = {
    Payer.Nature.SERVICE: Kind.INVOICE,
    Payer.Nature.GRANT: Kind.CALL,
    Payer.Nature.DUES: Kind.DUES,
}
SERIES: dict[str, str] = {Kind.INVOICE: "", Kind.CALL: "C", Kind.DUES: "M", Kind.QUOTE: "D"}
CREDIT = "A"
# Neither pays a service done for the payer: out of the scope of VAT (CGI art. 256), whatever the issuer's regime.
OUT_OF_SCOPE: dict[str, str] = {
    Kind.CALL: "Subvention sans contrepartie directe : hors du champ de la TVA",
    Kind.DUES: "Cotisation sans contrepartie individualisée : hors du champ de la TVA",
}


def amounts(asked: Decimal, issuer: Issuer, *, paper: str = Kind.INVOICE) -> tuple[Decimal, Decimal, Decimal]:
    """(net, VAT, total) of an agreed amount, in euros, half up to the cent; net + VAT is always the total.

    `paper` is what the nature of the share asks with: a call bears no tax.
    """
    asked = asked.quantize(CENT)
    if not _is_taxed(issuer, paper):
        return asked, Decimal("0.00"), asked
    rate = issuer.vat_rate / 100
    if issuer.includes_vat:
        net = (asked / (1 + rate)).quantize(CENT, ROUND_HALF_UP)
        return net, asked - net, asked
    vat = (asked * rate).quantize(CENT, ROUND_HALF_UP)
    return asked, vat, asked + vat


def _is_taxed(issuer: Issuer, paper: str) -> bool:
    return issuer.regime == Issuer.Regime.TAXABLE and paper not in OUT_OF_SCOPE


def missing_fields(instalment: Instalment, issuer: Issuer) -> list[str]:
    """Everything that keeps a document from being issued, each sentence naming its field."""
    gaps = [*issuer.missing(), *instalment.payer.missing()]
    if not instalment.payer.agreement.settled_at:
        gaps.append("La contribution n’est pas répartie : arrêtez d’abord les parts des payeurs.")
    if issuer.electronic and BY_NATURE.get(instalment.payer.nature) == Kind.INVOICE:
        gaps += facturx.missing_facturx_fields(instalment.payer)
    return gaps


@transaction.atomic
def issue_document(*, instalment: Instalment, on: date, quote: bool = False) -> Invoice:
    """Ask one payer for one instalment, with the paper that its nature wants, or make the quote of it.

    Raises ValidationError, a sentence for each missing field, or when the instalment was asked for already.
    """
    issuer = Issuer.load_locked()
    rows = Instalment.objects.select_related("payer__organisation", "payer__agreement__triptych__territory")
    rows = rows.select_related("payer__agreement__triptych__season")
    found = rows.filter(pk=instalment.pk).first()
    if found is None:
        raise ValidationError("Cette échéance a été remplacée depuis\u00a0: rouvrez la page de la contribution.")
    instalment = found
    if gaps := missing_fields(instalment, issuer):
        raise ValidationError(gaps)
    if not quote and instalment.invoices.asking().filter(credited_in_full=False).exists():
        raise ValidationError("Cette échéance est déjà demandée.")
    made = draft_document(instalment, issuer, on=on, quote=quote)
    made.number = _next_number(Invoice, SERIES[made.kind], issuer, on)
    made.save()
    enqueue_on_commit("contributions.tasks.render_invoice", made.pk)
    return made


def _next_number(model: type[Invoice] | type[CreditNote], letter: str, issuer: Issuer, on: date) -> str:
    """The next of its series and year; dates follow numbers (CGI ann. II art. 242 nonies A, I, 7°).

    Raises ValidationError for a day to come, in closed accounts, or before that of the number before.
    """
    series = f"{issuer.prefix}{letter}-{on.year}"
    number = next_number(series)
    issuer.check_open(on)
    last = model.objects.filter(number__startswith=f"{series}-").aggregate(last=Max("issued_on"))["last"]
    if last and on < last:
        raise ValidationError(
            f"Le document précédent de cette série est daté du {french.long_date(last)} : celui-ci ne peut pas "
            "l’être d’un jour d’avant."
        )
    return number


def draft_document(instalment: Instalment, issuer: Issuer, *, on: date, quote: bool) -> Invoice:
    """The document as it will be issued, unsaved and without its number."""
    paper = BY_NATURE[Payer.Nature(instalment.payer.nature)]
    kind = Kind.QUOTE if quote else paper
    net, vat, total = amounts(instalment.amount, issuer, paper=paper)
    due_on = on + timedelta(days=issuer.payment_days)
    return Invoice(
        kind=kind,
        payer=instalment.payer,
        instalment=instalment,
        net=net,
        vat=vat,
        total=total,
        issued_on=on,
        due_on=due_on,
        snapshot={
            **_parties(issuer, instalment.payer, paper),
            **_subject(instalment, kind),
            "amounts": {"net": str(net), "vat": str(vat), "total": str(total), "rate": str(issuer.vat_rate)},
            "paper": paper,
            "is_taxed": _is_taxed(issuer, paper),
            "issued_on": on.isoformat(),
            "due_on": due_on.isoformat(),
        },
    )


def _parties(issuer: Issuer, payer: Payer, paper: str) -> dict:
    """Who asks, and whom; with the references that the payer's accountant looks for, and what its share obliges to."""
    terms = issuer.public_terms if payer.is_public else issuer.private_terms
    fields = ("name", "legal_form", "address", "postcode", "city", "siret", "rna", "vat_number", "email", "phone")
    told = ("address", "postcode", "city", "siret", "email", "service_code", "engagement", "order_reference")
    return {
        "issuer": {
            **{field: getattr(issuer, field) for field in (*fields, "iban", "bic")},
            "regime": issuer.regime,
            "mention": OUT_OF_SCOPE.get(paper, issuer.mention),
            "on_debits": issuer.on_debits,
            "discount": "" if paper in OUT_OF_SCOPE else issuer.discount,
        },
        "payer": {
            "name": payer.organisation.name,
            "account": f"C{payer.organisation_id:05d}",
            **{field: getattr(payer, field) for field in told},
            "decision": " ".join(filter(None, (payer.get_decision_display(), payer.decision_number))),
            "decision_on": payer.decision_on.isoformat() if payer.decision_on else "",
            "is_public": payer.is_public,
        },
        "terms": issuer.call_terms if paper in OUT_OF_SCOPE else terms,
    }


def _subject(instalment: Instalment, kind: str) -> dict:
    """What the money pays: the season, its days, the territory, the rank of the instalment."""
    triptych = instalment.payer.agreement.triptych
    days = Day.objects.filter(season=triptych.season, status=Day.Status.PLANNED).order_by("date")
    dates = [day.date.isoformat() for day in days]
    return {
        "kind": kind,
        "season": {"number": triptych.season.number, "label": triptych.season.label, "theme": triptych.season.theme},
        "territory": triptych.territory.name,
        "days": [dates[0], dates[-1]] if dates else [],
        "rank": instalment.rank,
        "count": instalment.payer.instalments.count(),
    }


@transaction.atomic
def issue_credit_note(*, invoice: Invoice, amount: Decimal, reason: str, by: User, on: date) -> CreditNote:
    """Cancel an invoice or a part of it. `amount` is with VAT, in euros.

    Raises ValidationError as `draft_credit_note`, or for a day that the numbers refuse.
    """
    issuer = Issuer.load_locked()
    made = draft_credit_note(invoice=invoice, amount=amount, reason=reason, on=on)
    made.author, made.number = by, _next_number(CreditNote, CREDIT, issuer, on)
    made.save()
    if amount == made.invoice.total - made.invoice.credited:
        Invoice.objects.filter(pk=invoice.pk).update(credited_in_full=True)
    enqueue_on_commit("contributions.tasks.render_credit_note", made.pk)
    return made


def draft_credit_note(*, invoice: Invoice, amount: Decimal, reason: str, on: date) -> CreditNote:
    """The credit note as it will be issued, unsaved, without its number and its author; its invoice has its balance.

    Raises ValidationError for a quote, without a reason, or above what is left of the invoice.
    """
    invoice = Invoice.objects.with_balance().get(pk=invoice.pk)
    left = invoice.total - invoice.credited
    if invoice.kind == Kind.QUOTE:
        raise ValidationError("Un devis ne s’annule pas par un avoir : il n’a rien demandé.")
    if not reason.strip():
        raise ValidationError({"reason": "Dites pourquoi."})
    if not 0 < amount <= left:
        raise ValidationError({"amount": f"Un avoir ne dépasse pas ce qui reste de la facture : {french.euros(left)}."})
    net = (
        invoice.net - _credited_net(invoice)
        if amount == left
        else ((amount * invoice.net / invoice.total).quantize(CENT, ROUND_HALF_UP))
    )
    return CreditNote(
        invoice=invoice,
        net=net,
        vat=amount - net,
        total=amount,
        issued_on=on,
        reason=reason,
        snapshot={
            **invoice.snapshot,
            "kind": "credit",
            "corrects": {"number": invoice.number, "issued_on": invoice.issued_on.isoformat()},
            "amounts": {**invoice.snapshot["amounts"], "net": str(net), "vat": str(amount - net), "total": str(amount)},
            "reason": reason,
            "issued_on": on.isoformat(),
        },
    )


def _credited_net(invoice: Invoice) -> Decimal:
    return sum((note.net for note in invoice.credit_notes.all()), Decimal(0))
