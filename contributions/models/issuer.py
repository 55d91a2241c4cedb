from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models, transaction
from django.db.models import Max, Q
from django.utils import timezone
from stdnum import bic, iban
from stdnum.exceptions import ValidationError as StdnumError
from stdnum.fr import tva

from atelier.core import dates, french
from atelier.core.company_numbers import clean_siret

PUBLIC_TERMS = (
    "Paiement à 30 jours à compter de la réception de la demande de paiement. Tout retard ouvre droit, sans formalité, "
    "à des intérêts moratoires au taux de la Banque centrale européenne majoré de huit points et à une indemnité de "
    "40\u00a0€ pour frais de recouvrement."
)
PRIVATE_TERMS = (
    "Paiement à 30 jours. Pénalités de retard\u00a0: trois fois le taux d’intérêt légal. Indemnité pour frais de "
    "recouvrement\u00a0: 40\u00a0€."
)
CALL_TERMS = (
    "Versement à 30 jours à compter de la réception de l’appel. Une subvention ou une cotisation n’ouvre droit ni à "
    "intérêts de retard, ni à indemnité de recouvrement."
)
CLOSED = "Un exercice clos ne change pas : ce qui était faux se corrige dans l’exercice suivant."


class Issuer(models.Model):
    """Who asks for the money: one row. What it says is frozen in each document when it is issued.

    Payment terms: code de la commande publique R. 2192-10, R. 2192-31, D. 2192-35 for public buyers; code de commerce
    L. 441-10, D. 441-5 for the others; a grant and a subscription are no price and bear neither. Mentions of VAT: CGI
    art. 261, 7, 1° and 293 B, tolerated until end of 2027. Electronic invoices: CGI art. 289 bis, and loi 2023-1322
    art. 91 for its dates; it concerns those who are subject to VAT, exempt operations (art. 261 to 261 E) issue none.
    """

    class Regime(models.TextChoices):
        OUT_OF_SCOPE = "out", "organisme sans but lucratif, hors du champ de la TVA"
        EXEMPT = "exempt", "exonéré (services aux membres, art. 261, 7, 1°)"
        FRANCHISE = "franchise", "franchise en base (art. 293 B)"
        TAXABLE = "taxable", "assujetti\u00a0: la TVA s’ajoute ou s’extrait"

    MENTIONS = {
        Regime.OUT_OF_SCOPE: "TVA non applicable – organisme sans but lucratif non assujetti",
        Regime.EXEMPT: "Exonération de TVA – art. 261, 7, 1° du CGI",
        Regime.FRANCHISE: "TVA non applicable, art. 293 B du CGI",
        Regime.TAXABLE: "",
    }

    REFORM = {
        Regime.OUT_OF_SCOPE: "Vous n’êtes pas assujetti à la TVA\u00a0: la réforme ne vous oblige ni à recevoir ni à "
        "émettre des factures électroniques entre entreprises.",
        Regime.EXEMPT: "Assujetti mais exonéré, vous devez pouvoir recevoir des factures électroniques par une "
        "plateforme agréée depuis le 1er septembre 2026\u00a0; vos opérations exonérées (art. 261 à 261 E du CGI) ne "
        "sont pas à émettre ainsi.",
        Regime.FRANCHISE: "En franchise, vous restez assujetti\u00a0: vous devez pouvoir recevoir des factures "
        "électroniques par une plateforme agréée depuis le 1er septembre 2026, et les émettre par elle aux clients "
        "assujettis à partir du 1er septembre 2027.",
        Regime.TAXABLE: "Assujetti, vous devez pouvoir recevoir des factures électroniques par une plateforme agréée "
        "depuis le 1er septembre 2026, et les émettre par elle aux clients assujettis à partir du 1er septembre 2027 "
        "(depuis le 1er septembre 2026 pour une grande entreprise ou une entreprise de taille intermédiaire).",
    }
    REFORM_FOR_ALL = (
        "Chorus Pro reste la voie des factures aux acheteurs publics. Le fichier Factur-X d’une facture peut être "
        "remis tel quel à une plateforme. À confirmer avec votre comptable."
    )

    name = models.CharField("nom", max_length=200, help_text="Tel qu’il figure sur les documents.")
    legal_form = models.CharField("forme juridique", max_length=100, blank=True)
    address = models.CharField("adresse", max_length=250, blank=True)
    postcode = models.CharField("code postal", max_length=10, blank=True)
    city = models.CharField("ville", max_length=100, blank=True)
    siret = models.CharField("SIRET", max_length=20, blank=True, help_text="14 chiffres.")
    rna = models.CharField(
        "numéro RNA", max_length=12, blank=True, help_text="Pour une association\u00a0: W et 9 chiffres."
    )
    vat_number = models.CharField("numéro de TVA", max_length=20, blank=True)
    email = models.EmailField("courriel", blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    iban = models.CharField("IBAN", max_length=42, blank=True)
    bic = models.CharField("BIC", max_length=11, blank=True)
    regime = models.CharField("régime de TVA", max_length=10, choices=Regime, default=Regime.OUT_OF_SCOPE)
    vat_mention = models.CharField(
        "mention de TVA",
        max_length=250,
        blank=True,
        help_text="Vide\u00a0: celle du régime. À valider avec votre comptable.",
    )
    vat_rate = models.DecimalField(
        "taux de TVA (%)",
        max_digits=4,
        decimal_places=2,
        default=Decimal(20),
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(99)],
    )
    includes_vat = models.BooleanField("les montants convenus sont TTC", default=True)
    on_debits = models.BooleanField("option pour le paiement de la TVA d’après les débits", default=False)
    prefix = models.CharField(
        "préfixe des numéros",
        max_length=6,
        default="VP",
        validators=[RegexValidator("^[A-Z0-9]{1,6}$", "Des majuscules et des chiffres, six au plus.")],
        help_text="VP donne VP-2027-0001 pour une facture, VPC pour un appel de contribution, VPM pour un appel à "
        "cotisation, VPA pour un avoir, VPD pour un devis.",
    )
    payment_days = models.PositiveSmallIntegerField(
        "délai de paiement (jours)", default=30, validators=[MaxValueValidator(60)]
    )
    public_terms = models.TextField("conditions, acheteur public", default=PUBLIC_TERMS)
    private_terms = models.TextField("conditions, acheteur privé", default=PRIVATE_TERMS)
    call_terms = models.TextField("conditions, subvention ou cotisation", default=CALL_TERMS)
    discount = models.CharField("escompte", max_length=150, default="Pas d’escompte pour règlement anticipé.")
    electronic = models.BooleanField(
        "joindre un fichier Factur-X aux factures",
        default=False,
        help_text="Profil EN 16931 dans un PDF/A-3, contrôlé contre son schéma XSD et rien de plus. Chorus Pro a "
        "refusé de tels fichiers déposés à la main : le PDF simple y passe. Un PDF/A-3 n’est pas balisé pour la "
        "lecture d’écran ; la page en ligne l’est.",
    )
    account_customer = models.CharField("compte client", max_length=12, default="411000")
    account_revenue = models.CharField("compte des prestations de services", max_length=12, default="706000")
    account_grant = models.CharField("compte des subventions", max_length=12, default="740000")
    account_dues = models.CharField("compte des cotisations", max_length=12, default="756000")
    account_vat = models.CharField("compte de TVA collectée", max_length=12, default="445710")
    account_vat_pending = models.CharField(
        "compte de TVA en attente", max_length=12, default="445740", help_text="Jusqu’au paiement, sauf option débits."
    )
    account_bank = models.CharField("compte de banque", max_length=12, default="512000")
    account_fees = models.CharField("compte des frais bancaires", max_length=12, default="627000")
    closing_month = models.PositiveSmallIntegerField(
        "mois de clôture de l’exercice",
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
        help_text="12 pour une année civile, 8 pour un exercice qui se clôt fin août.",
    )

    class Meta:
        verbose_name = "émetteur"
        verbose_name_plural = "émetteur"
        constraints = [
            models.CheckConstraint(
                condition=Q(pk=1),
                name="issuer_single_row",
                violation_error_message="L’émetteur est déjà décrit\u00a0: modifiez sa fiche.",
            )
        ]

    def __str__(self) -> str:
        return self.name or "Émetteur"

    @classmethod
    def load(cls) -> "Issuer":
        """The row, empty until the organisers filled it."""
        return cls.objects.get(pk=1)

    @classmethod
    def load_locked(cls) -> "Issuer":
        """The row, until the end of the transaction: what writes money takes it before any other.

        So what closes a year and what bears a day of it do not cross, a balance does not move between its reading and
        what it allows, and no two writers wait for each other.
        """
        return cls.objects.select_for_update(of=["self"]).get(pk=1)

    @classmethod
    @contextmanager
    def held(cls) -> Iterator["Issuer"]:
        """The row for a block, in one transaction: what is confirmed in it is what its verbs find."""
        with transaction.atomic():
            yield cls.load_locked()

    @property
    def mention(self) -> str:
        return self.vat_mention or self.MENTIONS[self.Regime(self.regime)]

    @property
    def reform(self) -> str:
        """What the reform of electronic invoices asks of this regime."""
        return f"{self.REFORM[self.Regime(self.regime)]} {self.REFORM_FOR_ALL}"

    def clean(self) -> None:
        wrong = {}
        for field, check, words in (
            ("siret", clean_siret, "Ce numéro SIRET n’est pas valide\u00a0: vérifiez les 14 chiffres."),
            ("iban", iban.validate, "Cet IBAN n’est pas valide\u00a0: vérifiez chaque caractère."),
            ("bic", bic.validate, "Ce BIC n’est pas valide."),
            ("vat_number", _clean_vat_number, "Ce numéro de TVA n’est pas valide."),
        ):
            if value := getattr(self, field):
                try:
                    setattr(self, field, check(value))
                except (StdnumError, ValidationError):
                    wrong[field] = words
        if wrong:
            raise ValidationError(wrong)

    def check_open(self, on: date) -> None:
        """Raises ValidationError for a day to come, and for one of a period that the treasurer closed.

        To be asked in the transaction of the entry: no year closes before its end.
        """
        Issuer.load_locked()
        if on > timezone.localdate():
            raise ValidationError("Cette date est à venir.")
        if (last_day := ClosedYear.last_closed_day()) and on <= last_day:
            raise ValidationError(
                f"Les comptes sont clos jusqu’au {french.long_date(last_day)} : choisissez une date d’après."
            )

    def missing(self) -> list[str]:
        """What no document can be issued without."""
        wanted = {"name": "le nom", "address": "l’adresse", "city": "la ville", "siret": "le SIRET", "iban": "l’IBAN"}
        if self.regime == self.Regime.TAXABLE:
            wanted |= {"vat_number": "le numéro de TVA", "vat_rate": "le taux de TVA"}
        return [f"Émetteur\u00a0: il manque {words}." for field, words in wanted.items() if not getattr(self, field)]


class ClosedYear(models.Model):
    """A financial year that was closed, for good: nothing issued and no payment bears a day of it, or before, any more.

    A closed entry cannot be changed (plan comptable général, art. 1031-3); what was wrong is put right in the next. So
    its entries are kept as they were: accounts, names and the issuer may change later.
    """

    last_day = dates.DateField("dernier jour de l’exercice", unique=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="par")
    at = models.DateTimeField("clos le", default=timezone.now)
    siren = models.CharField("SIREN", max_length=9, blank=True)
    entries = models.JSONField("écritures", default=list, help_text="Les lignes du FEC, colonne par colonne.")

    class Meta:
        verbose_name = "exercice clos"
        verbose_name_plural = "exercices clos"
        ordering = ["-last_day"]

    @classmethod
    def last_closed_day(cls) -> date | None:
        last: date | None = cls.objects.aggregate(last=Max("last_day"))["last"]
        return last

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise ValidationError(CLOSED)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ValidationError(CLOSED)

    def __str__(self) -> str:
        return f"Exercice clos au {french.long_date(self.last_day)}"


def _clean_vat_number(value: str) -> str:
    """« FR40303265045 », the form that documents and files want. Raises what `stdnum` raises."""
    return f"FR{tva.validate(value)}"
