from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from territories.models import Organisation, Triptych


class Agreement(models.Model):
    """The contribution of one territory to one season: what is proposed, what is agreed. In euros."""

    triptych = models.OneToOneField(
        Triptych, on_delete=models.PROTECT, related_name="agreement", verbose_name="triptyque"
    )
    proposed_amount = models.DecimalField(
        "montant proposé (€)", max_digits=9, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    agreed_amount = models.DecimalField(
        "montant convenu (€)", max_digits=9, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    override_reason = models.TextField(
        "motif d’un montant hors fourchette", blank=True, help_text="Obligatoire hors de la fourchette de la saison."
    )

    class Meta:
        verbose_name = "contribution convenue"
        verbose_name_plural = "contributions convenues"
        ordering = ["triptych"]

    def __str__(self):
        return f"Contribution – {self.triptych}"

    def clean(self):
        if self.agreed_amount is None or self.override_reason or not self.triptych_id:
            return
        season = self.triptych.season
        if not season.contribution_min <= self.agreed_amount <= season.contribution_max:
            raise ValidationError(
                {"override_reason": "Le montant convenu sort de la fourchette de la saison : dites pourquoi."}
            )


class Payer(models.Model):
    """Who pays a share of an agreed contribution; may differ from the territory's bearer."""

    agreement = models.ForeignKey(
        Agreement, on_delete=models.CASCADE, related_name="payers", verbose_name="contribution convenue"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="payers", verbose_name="organisme"
    )
    amount = models.DecimalField("part (€)", max_digits=9, decimal_places=2, validators=[MinValueValidator(0)])

    class Meta:
        verbose_name = "payeur"
        verbose_name_plural = "payeurs"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "organisation"],
                name="payer_organisation_unique_in_agreement",
                violation_error_message="Cet organisme est déjà payeur de la contribution.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="payer_amount_positive",
                violation_error_message="La part d’un payeur est supérieure à zéro.",
            ),
        ]

    def __str__(self):
        return str(self.organisation)
