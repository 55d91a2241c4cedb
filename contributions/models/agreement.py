from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from atelier.core import dates, email_addresses
from atelier.core.company_numbers import normalize_siret
from atelier.core.money import MoneyField
from atelier.core.uploads import StoredName
from territories.models import Organisation, Triptych


class Agreement(models.Model):
    """The contribution of one territory to one season: what is proposed, what is agreed, who pays it. In euros.

    `shared_total` is what the payers pay together, written with them by `payers.share` alone; `settled_at` says that
    it is the whole of what was agreed, and the database refuses anything else.
    """

    triptych = models.OneToOneField(
        Triptych, on_delete=models.PROTECT, related_name="agreement", verbose_name="triptyque"
    )
    proposed_amount = MoneyField("montant proposé (€)", null=True, blank=True, validators=[MinValueValidator(0)])
    agreed_amount = MoneyField("montant convenu (€)", null=True, blank=True, validators=[MinValueValidator(0)])
    override_reason = models.TextField(
        "motif d’un montant hors fourchette", blank=True, help_text="Obligatoire hors de la fourchette de la saison."
    )
    shared_total = MoneyField("réparti entre payeurs (€)", default=0, editable=False)
    settled_at = models.DateTimeField("répartition arrêtée le", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "contribution convenue"
        verbose_name_plural = "contributions convenues"
        ordering = ["triptych"]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None) | Q(agreed_amount__isnull=False, shared_total=F("agreed_amount")),
                name="agreement_settled_is_whole",
                violation_error_message="Les parts des payeurs ne font pas le montant convenu.",
            )
        ]

    def __str__(self) -> str:
        return f"Contribution – {self.triptych}"

    @property
    def state(self) -> str:
        """Where the discussion stands, in words, at a glance."""
        if self.settled_at:
            return "convenue, répartie entre payeurs"
        if self.agreed_amount is not None:
            return "convenue, à répartir entre payeurs"
        return "proposée, à convenir" if self.proposed_amount is not None else "à discuter"


class AmountStep(models.Model):
    """One step of the discussion: who said which amount, when, and why when it leaves the range of the season."""

    class Kind(models.TextChoices):
        WISHED = "wished", "envisagé"
        PROPOSED = "proposed", "proposé"
        AGREED = "agreed", "convenu"

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="steps", verbose_name="contribution convenue"
    )
    kind = models.CharField("étape", max_length=10, choices=Kind)
    amount = MoneyField("montant (€)", validators=[MinValueValidator(0)])
    reason = models.TextField("motif", max_length=500, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="par")
    at = models.DateTimeField("le", default=timezone.now)

    class Meta:
        verbose_name = "étape de la discussion"
        verbose_name_plural = "étapes de la discussion"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} : {self.amount}"


class Payer(models.Model):
    """Who pays a share of an agreed contribution, and what its accountant wants to read; not always the bearer."""

    class Nature(models.TextChoices):
        """What the money pays decides the paper: an invoice, or a call."""

        SERVICE = "service", "prestation de services"
        DUES = "dues", "cotisation"
        GRANT = "grant", "participation ou subvention"

    class Requirement(models.TextChoices):
        """What the buyer wants on Chorus Pro."""

        NONE = "none", "rien de particulier"
        SERVICE = "service", "un code service"
        ENGAGEMENT = "engagement", "un numéro d’engagement"
        EITHER = "either", "un code service ou un numéro d’engagement"
        BOTH = "both", "un code service et un numéro d’engagement"

    class Decision(models.TextChoices):
        COUNCIL = "council", "délibération"
        DELEGATION = "delegation", "décision par délégation"
        ORDER = "order", "bon de commande"
        NONE = "none", "aucune"

    DETAILS = (
        "nature", "is_public", "siret", "address", "postcode", "city", "email", "decision", "decision_number",
        "decision_on", "council_on", "budget_year", "requirement", "service_code", "engagement", "order_reference",
    )  # fmt: skip

    agreement = models.ForeignKey(
        Agreement, on_delete=models.CASCADE, related_name="payers", verbose_name="contribution convenue"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="payers", verbose_name="organisme"
    )
    amount = MoneyField("part (€)", validators=[MinValueValidator(0)])
    nature = models.CharField("nature juridique", max_length=10, choices=Nature, blank=True)
    is_public = models.BooleanField("acheteur public", default=True, help_text="Décide des conditions de paiement.")
    siret = models.CharField(
        "SIRET",
        max_length=20,
        blank=True,
        help_text="14 chiffres. Celui du budget qui paie\u00a0: une collectivité en a plusieurs.",
    )
    address = models.CharField("adresse", max_length=250, blank=True)
    postcode = models.CharField("code postal", max_length=10, blank=True)
    city = models.CharField("ville", max_length=100, blank=True)
    email = email_addresses.EmailField("courriel du service comptable", blank=True)
    decision = models.CharField("décision", max_length=12, choices=Decision, blank=True)
    decision_number = models.CharField("numéro de la décision", max_length=60, blank=True)
    decision_on = dates.DateField("date de la décision", null=True, blank=True)
    council_on = dates.DateField("date prévue du conseil", null=True, blank=True)
    budget_year = models.PositiveSmallIntegerField("exercice budgétaire", null=True, blank=True)
    requirement = models.CharField(
        "exigence de Chorus Pro", max_length=12, choices=Requirement, blank=True, help_text="Vide\u00a0: à vérifier."
    )
    service_code = models.CharField(
        "code service",
        max_length=100,
        blank=True,
        validators=[RegexValidator("^[A-Za-z0-9_-]*$", "Des lettres, des chiffres, « _ » et « - » seulement.")],
    )
    engagement = models.CharField("numéro d’engagement", max_length=50, blank=True, help_text="50 caractères au plus.")
    order_reference = models.CharField("bon de commande", max_length=50, blank=True)

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
            models.CheckConstraint(
                condition=~Q(service_code="FACTURES_PUBLIQUES"),
                name="payer_service_not_generic",
                violation_error_message="Chorus Pro refuse « FACTURES_PUBLIQUES » : demandez le vrai code service.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)

    def clean(self) -> None:
        normalize_siret(self)

    def missing(self) -> list[str]:
        """What a document to this payer cannot be issued without: each sentence names its field."""
        wanted = {"nature": "la nature juridique", "address": "l’adresse", "city": "la ville"}
        if self.is_public and self.nature in ("", self.Nature.SERVICE):
            wanted |= {"siret": "le SIRET", "requirement": "l’exigence de Chorus Pro"}
        gaps = [f"{self} : il manque {words}." for field, words in wanted.items() if not getattr(self, field)]
        return gaps + self._missing_at_chorus() if "requirement" in wanted else gaps

    def _missing_at_chorus(self) -> list[str]:
        """What the portal would refuse an invoice for."""
        gaps = []
        wants_service = self.requirement in (self.Requirement.SERVICE, self.Requirement.BOTH)
        wants_engagement = self.requirement in (self.Requirement.ENGAGEMENT, self.Requirement.BOTH)
        if wants_service and not self.service_code:
            gaps.append(f"{self} : il manque le code service.")
        if wants_engagement and not self.engagement:
            gaps.append(f"{self} : il manque le numéro d’engagement.")
        if self.requirement == self.Requirement.EITHER and not (self.service_code or self.engagement):
            gaps.append(f"{self} : il manque le code service, ou le numéro d’engagement.")
        return gaps


class Instalment(models.Model):
    """A part of a payer's share, asked for on a day: after the service by default, in several if it was agreed."""

    payer = models.ForeignKey(Payer, on_delete=models.CASCADE, related_name="instalments", verbose_name="payeur")
    rank = models.PositiveSmallIntegerField("rang", default=1)
    amount = MoneyField("montant (€)")
    on = dates.DateField("à demander le")

    class Meta:
        verbose_name = "échéance"
        verbose_name_plural = "échéances"
        ordering = ["on", "payer", "rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["payer", "rank"],
                name="instalment_rank_unique_in_payer",
                violation_error_message="Deux échéances du payeur ont le même rang.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="instalment_amount_positive",
                violation_error_message="Une échéance est supérieure à zéro.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payer}, échéance {self.rank}"

    def is_asked(self) -> bool:
        """An invoice or a call for it stands; read through `prefetch_related("invoices")`."""
        return any(one.kind != "quote" and not one.credited_in_full for one in self.invoices.all())


class SignedCopy(models.Model):
    """The signed convention, kept as it came back."""

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="signed_copies", verbose_name="contribution convenue"
    )
    file = models.FileField("fichier", upload_to=StoredName("conventions-signees"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="par")
    at = models.DateTimeField("versée le", default=timezone.now)

    class Meta:
        verbose_name = "convention signée"
        verbose_name_plural = "conventions signées"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"Convention signée du {self.at:%d/%m/%Y}"


class Article(models.Model):
    """One article of the convention, whose text belongs to the organisers; its placeholders are filled in print."""

    position = models.PositiveSmallIntegerField("ordre", unique=True)
    title = models.CharField("titre", max_length=150)
    text = models.TextField("texte", max_length=5000)

    class Meta:
        verbose_name = "article de convention"
        verbose_name_plural = "articles de convention"
        ordering = ["position"]

    def __str__(self) -> str:
        return f"Article {self.position} : {self.title}"
