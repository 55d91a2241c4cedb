from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from atelier.core import dates
from atelier.core.money import MoneyField


class Payment(models.Model):
    """Money of an invoice, in euros: received, given back, or carried from one that was paid too much to another.

    What came in counts; what leaves is negative. `fees` were kept by a bank on the way: they count for the payer, not
    for the account. One that was entered by mistake is cancelled with a reason, not erased.
    """

    class Kind(models.TextChoices):
        RECEIVED = "received", "versement"
        REFUND = "refund", "remboursement"
        CARRIED = "carried", "report d’un trop-perçu"

    invoice = models.ForeignKey(
        "contributions.Invoice", on_delete=models.PROTECT, related_name="payments", verbose_name="facture"
    )
    kind = models.CharField("nature", max_length=10, choices=Kind, default=Kind.RECEIVED)
    amount = MoneyField("montant (€)")
    fees = MoneyField("frais retenus (€)", default=0)
    received_on = dates.DateField("reçu le")
    reference = models.CharField("libellé", max_length=200, blank=True)
    line = models.ForeignKey(
        "contributions.StatementLine",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="payments",
        verbose_name="ligne de relevé",
    )
    carried_from = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="carried_to", verbose_name="reporté de"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="par")
    at = models.DateTimeField("saisi le", default=timezone.now)
    cancelled_at = models.DateTimeField("annulé le", null=True, blank=True)
    cancel_reason = models.CharField("motif d’annulation", max_length=250, blank=True)

    class Meta:
        verbose_name = "versement"
        verbose_name_plural = "versements"
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="received", amount__gt=0)
                | Q(kind="refund", amount__lt=0)
                | (Q(kind="carried") & ~Q(amount=0)),
                name="payment_amount_sign",
                violation_error_message="Un versement est supérieur à zéro.",
            ),
            models.CheckConstraint(
                condition=Q(fees=0) | Q(kind="received", fees__gt=0, fees__lt=F("amount")),
                name="payment_fees_within_amount",
                violation_error_message="Des frais retenus sont inférieurs au montant payé.",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | ~Q(cancel_reason=""),
                name="payment_cancelled_with_reason",
                violation_error_message="Un versement annulé dit pourquoi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display().capitalize()} du {self.received_on:%d/%m/%Y}"

    @property
    def in_account(self) -> Decimal:
        """What the bank account has of it, in euros."""
        return self.amount - self.fees
