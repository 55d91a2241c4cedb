from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from atelier.core import dates
from atelier.core.money import MoneyField
from contributions.models.payment import Payment


class StatementLineQuerySet(models.QuerySet["StatementLine"]):
    def with_left(self) -> Self:
        """Adds `left`, in euros: what no payment that stands was made of."""
        own = Payment.objects.filter(line=OuterRef("pk"), cancelled_at=None).order_by().values("line")
        used = Subquery(own.annotate(sum=Sum(F("amount") - F("fees"), output_field=MoneyField())).values("sum"))
        return self.annotate(
            left=ExpressionWrapper(
                F("amount") - Coalesce(used, Value(0, output_field=MoneyField())), output_field=MoneyField()
            )
        )

    def waiting(self) -> Self:
        """With something left to match, and what."""
        return self.with_left().filter(set_aside_at=None, left__gt=0)

    def with_likeness(self) -> Self:
        """Adds `is_like_another`: a line of another file that is not set aside has the same day and amount."""
        others = StatementLine.objects.filter(on=OuterRef("on"), amount=OuterRef("amount"), set_aside_at=None)
        return self.annotate(is_like_another=Exists(others.exclude(read_at=OuterRef("read_at"))))


class StatementLine(models.Model):
    """Money that came in by a bank statement: an operation is the same line once, whatever files it is read in.

    It becomes one payment, or several of several invoices. One that pays nothing here is set aside, without its words:
    they are somebody else's business.
    """

    fingerprint = models.CharField("empreinte", max_length=72, unique=True)
    number = models.CharField("numéro à la banque", max_length=120, blank=True)
    on = dates.DateField("date")
    label = models.CharField("libellé", max_length=300)
    amount = MoneyField("montant (€)")
    read_at = models.DateTimeField("lue le", default=timezone.now)
    set_aside_at = models.DateTimeField("écartée le", null=True, blank=True)

    # Of the rows of `with_left` alone, in euros.
    left: Decimal

    is_like_another: bool  # of those of `with_likeness`

    objects = StatementLineQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne de relevé"
        verbose_name_plural = "lignes de relevé"
        ordering = ["-on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=0),
                name="statement_line_amount_positive",
                violation_error_message="Une ligne à rapprocher est une somme reçue.",
            )
        ]

    def __str__(self) -> str:
        return self.label


class StatementLayout(models.Model):
    """Where the columns of a bank's statement are, as the treasurer said once.

    `titles` are those of the table, as `heading_key` gives them, none where the file has no row of them; `columns` maps
    a role to an index, and `label` to several.
    """

    bank = models.CharField("banque", max_length=80, unique=True)
    titles = models.JSONField("titres", default=list, blank=True)
    width = models.PositiveSmallIntegerField("nombre de colonnes")
    columns = models.JSONField("colonnes", default=dict)
    changed_at = models.DateTimeField("décrite le", auto_now=True)

    class Meta:
        verbose_name = "relevé décrit"
        verbose_name_plural = "relevés décrits"
        ordering = ["bank"]

    def __str__(self) -> str:
        return self.bank
