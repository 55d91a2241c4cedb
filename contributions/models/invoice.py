from datetime import date
from decimal import Decimal
from typing import Any, NoReturn, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import ExpressionWrapper, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from atelier.core import dates
from atelier.core.issued_documents.models import Document, IssuedDocument, IssuedQuerySet
from atelier.core.money import MoneyField
from contributions.models.agreement import Instalment, Payer
from contributions.models.payment import Payment

ISSUED = "Un document émis ne change pas et ne s’efface pas : émettez un avoir, puis un nouveau document."
NUMBER = r"^[A-Z0-9-]{1,20}$"


class FrozenQuerySet(IssuedQuerySet[Document]):
    def delete(self) -> NoReturn:
        raise ValidationError(ISSUED)


class FrozenDocument(IssuedDocument):
    """Written once. Afterwards a worker adds the file's fingerprint, and nothing else moves."""

    net = MoneyField("montant HT (€)")
    vat = MoneyField("TVA (€)", default=0)
    total = MoneyField("montant TTC (€)")
    issued_on = dates.DateField("émis le")

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise ValidationError(ISSUED)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ValidationError(ISSUED)


class InvoiceQuerySet(FrozenQuerySet["Invoice"]):
    def asking(self) -> Self:
        """Those that ask for money: not the quotes."""
        return self.exclude(kind=Invoice.Kind.QUOTE)

    def with_balance(self) -> Self:
        """Adds `credited`, `paid` and `due`, in euros; a payment that was cancelled counts for nothing."""
        return self.annotate(
            credited=total_of(CreditNote.objects.all(), "total"),
            paid=total_of(Payment.objects.filter(cancelled_at=None), "amount"),
        ).annotate(due=ExpressionWrapper(F("total") - F("credited") - F("paid"), output_field=MoneyField()))

    def owing(self) -> Self:
        """With something still due, and its balance."""
        return self.with_balance().filter(due__gt=0)

    def late(self, today: date) -> Self:
        """Whose day has passed, with something still due."""
        return self.asking().owing().filter(due_on__lt=today)


def total_of(rows: models.QuerySet, field: str) -> Coalesce:
    """The sum of these rows of each invoice; zero without any."""
    sums = rows.filter(invoice=OuterRef("pk")).order_by().values("invoice").annotate(sum=Sum(field)).values("sum")
    return Coalesce(Subquery(sums), Value(0, output_field=MoneyField()))


class Invoice(FrozenDocument):
    """A quote, an invoice, or a call for a contribution: what is asked of one payer for one instalment."""

    to_season = "payer__agreement__triptych__season"

    class Kind(models.TextChoices):
        QUOTE = "quote", "devis"
        INVOICE = "invoice", "facture"
        CALL = "call", "appel de contribution"
        DUES = "dues", "appel à cotisation"

    kind = models.CharField("nature", max_length=10, choices=Kind)
    payer = models.ForeignKey(Payer, on_delete=models.PROTECT, related_name="invoices", verbose_name="payeur")
    instalment = models.ForeignKey(
        Instalment, on_delete=models.PROTECT, related_name="invoices", verbose_name="échéance"
    )
    due_on = dates.DateField("à payer jusqu’au")
    credited_in_full = models.BooleanField("annulée par avoir", default=False)

    # Of the rows of `with_balance` alone, in euros.
    credited: Decimal
    paid: Decimal
    due: Decimal

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = "facture ou appel"
        verbose_name_plural = "factures et appels"
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__regex=NUMBER),
                name="invoice_number_form",
                violation_error_message="Un numéro compte au plus 20 majuscules, chiffres et tirets.",
            ),
            models.CheckConstraint(
                condition=Q(total=F("net") + F("vat"), total__gt=0),
                name="invoice_total_adds_up",
                violation_error_message="Le total n’est pas la somme du montant HT et de la TVA.",
            ),
            models.UniqueConstraint(
                fields=["instalment"],
                condition=~Q(kind="quote") & Q(credited_in_full=False),
                name="invoice_single_by_instalment",
                violation_error_message="Cette échéance est déjà demandée.",
            ),
        ]

    def readers(self) -> list[str]:
        """The addresses that its documents leave to: the payer's accountant, then who leads the application.

        Whoever fills it in with them too, while the payer has no address: the invoice of a company is not for the élue
        of the département.
        """
        contacts = self.payer.agreement.triptych.contacts.select_related("user")
        if self.payer.email:
            contacts = contacts.filter(is_lead=True)
        addresses = [self.payer.email, *(contact.user.email for contact in contacts)]
        return list(dict.fromkeys(address for address in addresses if address))

    def get_absolute_url(self) -> str:
        return reverse("contributions:invoice", args=[self.number])

    @property
    def pdf_path(self) -> str:
        return f"factures/{self.number}.pdf"


class CreditNote(FrozenDocument):
    """What cancels an invoice, in whole or in part; it always names the invoice that it corrects."""

    to_season = "invoice__payer__agreement__triptych__season"

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="credit_notes", verbose_name="facture")
    reason = models.CharField("motif", max_length=250)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="par")

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = "avoir"
        verbose_name_plural = "avoirs"
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__regex=NUMBER),
                name="credit_note_number_form",
                violation_error_message="Un numéro compte au plus 20 majuscules, chiffres et tirets.",
            ),
            models.CheckConstraint(
                condition=Q(total=F("net") + F("vat"), total__gt=0),
                name="credit_note_total_adds_up",
                violation_error_message="Le total n’est pas la somme du montant HT et de la TVA.",
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("contributions:credit_note", args=[self.number])

    @property
    def pdf_path(self) -> str:
        return f"factures/{self.number}.pdf"


class ChorusStep(models.Model):
    """Where an invoice stands at its buyer, as somebody read it there."""

    class State(models.TextChoices):
        DEPOSITED = "deposited", "déposée"
        SUSPENDED = "suspended", "suspendue"
        COMPLETED = "completed", "complétée"
        REJECTED = "rejected", "rejetée"
        ORDERED = "ordered", "mandatée"
        PAID = "paid", "mise en paiement"

    TROUBLES = (State.SUSPENDED, State.REJECTED)

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="chorus_steps", verbose_name="facture")
    state = models.CharField("état", max_length=10, choices=State)
    on = dates.DateField("le")
    reason = models.CharField("motif", max_length=250, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="par")
    at = models.DateTimeField("noté le", default=timezone.now)

    class Meta:
        verbose_name = "état sur Chorus Pro"
        verbose_name_plural = "états sur Chorus Pro"
        ordering = ["invoice", "at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["suspended", "rejected"]) | ~Q(reason=""),
                name="chorus_trouble_has_reason",
                violation_error_message="Une suspension ou un rejet a un motif : recopiez-le.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} le {self.on:%d/%m/%Y}"


class Funding(models.Model):
    """Another funder of a season: what is expected, what came."""

    season = models.ForeignKey(
        "seasons.Season", on_delete=models.CASCADE, related_name="fundings", verbose_name="saison"
    )
    name = models.CharField("financeur", max_length=150)
    expected = MoneyField("attendu (€)")
    received = MoneyField("reçu (€)", default=0)

    class Meta:
        verbose_name = "autre financement"
        verbose_name_plural = "autres financements"
        ordering = ["season", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["season", "name"],
                name="funding_name_unique_in_season",
                violation_error_message="Ce financeur figure déjà dans le budget de la saison.",
            ),
            models.CheckConstraint(
                condition=Q(expected__gte=0, received__gte=0),
                name="funding_amounts_positive",
                violation_error_message="Un financement n’est pas négatif.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
