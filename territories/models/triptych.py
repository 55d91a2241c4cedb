from dataclasses import dataclass
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from atelier.accounts.models import User
from atelier.core.money import MoneyField
from atelier.seasons.models import Category, Season
from territories.models.territory import Territory


@dataclass(frozen=True)
class Seat:
    """One seat as it is drawn: `state` is empty, invited, confirmed, declined or left."""

    number: int
    state: str
    participant: Any = None


@dataclass(frozen=True)
class Panel:
    category: Category
    seats: list[Seat]


class TriptychQuerySet(models.QuerySet["Triptych"]):
    def of_user(self, user: User) -> Self:
        """The applications that this user fills in."""
        return self.filter(contacts__user=user)

    def with_panels(self) -> Self:
        """Everything that drawing the triptych reads, in a constant number of queries."""
        return self.select_related("territory__bearer", "territory__second_bearer", "season").prefetch_related(
            "season__categories", "participants", "overrides__category"
        )

    def admitted(self) -> Self:
        return self.filter(status=Triptych.Status.ADMITTED)

    def fills(self, season: Season) -> bool:
        """As many territories are admitted as the season has places: who applies now waits for one."""
        return self.admitted().filter(season=season).count() >= season.places

    def by_rank(self) -> Self:
        """Admitted by rank, then the waiting list in its order, then by date of submission."""
        return self.order_by(
            F("rank").asc(nulls_last=True), F("waiting_rank").asc(nulls_last=True), "submitted_at", "pk"
        )

    def waiting(self) -> Self:
        """The waiting list, in its order."""
        return self.filter(status=Triptych.Status.WAITING).order_by("waiting_rank", "pk")

    def unacknowledged(self) -> Self:
        """Submitted to a season that is not archived, and its summary is not made yet; the first submitted first."""
        waiting = self.filter(submitted_at__isnull=False, summary_sha256="")
        return waiting.exclude(season__status=Season.Status.ARCHIVED).order_by("submitted_at", "pk")


class Triptych(models.Model):
    """One territory in one season: its application, its decision, its six participants."""

    class Status(models.TextChoices):
        DRAFT = "draft", "brouillon, non déposé"
        SUBMITTED = "submitted", "candidature déposée"
        REOPENED = "reopened", "à compléter, rendue pour correction"
        ADMITTED = "admitted", "territoire retenu"
        WAITING = "waiting", "liste d’attente"
        REFUSED = "refused", "non retenue"
        WITHDRAWN = "withdrawn", "retirée"

    DECIDABLE = {Status.SUBMITTED, Status.WAITING}
    EDITABLE = {Status.DRAFT, Status.REOPENED}

    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="triptychs", verbose_name="saison")
    territory = models.ForeignKey(
        Territory, on_delete=models.PROTECT, related_name="triptychs", verbose_name="territoire"
    )
    status = models.CharField("état", max_length=10, choices=Status, default=Status.DRAFT, db_index=True)
    rank = models.PositiveSmallIntegerField(
        "place", null=True, blank=True, help_text="De 1 au nombre de places de la saison, pour un territoire retenu."
    )
    waiting_rank = models.PositiveSmallIntegerField(
        "rang d’attente", null=True, blank=True, help_text="De 1 au dernier de la liste d’attente."
    )
    dynamics = models.TextField(
        "votre dynamique",
        max_length=1500,
        blank=True,
        help_text="Ce que vous essayez, depuis quand, avec qui. 1 500 signes au plus.",
    )
    resistance = models.TextField(
        "ce qui vous résiste aujourd’hui", max_length=1500, blank=True, help_text="1 500 signes au plus."
    )
    expectations = models.TextField(
        "ce que vous attendez d’un échange avec des pairs",
        max_length=1500,
        blank=True,
        help_text="1 500 signes au plus.",
    )
    commitments_accepted = models.BooleanField("engagements acceptés", default=False)
    wished_amount = MoneyField(
        "contribution envisagée (€)",
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    shortlisted = models.BooleanField("présélectionnée", default=False, editable=False)
    submitted_at = models.DateTimeField("déposée le", null=True, blank=True, editable=False)
    summary_sha256 = models.CharField("empreinte du résumé", max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField("créée le", auto_now_add=True)
    updated_at = models.DateTimeField("modifiée le", auto_now=True)

    objects = TriptychQuerySet.as_manager()

    class Meta:
        verbose_name = "triptyque"
        verbose_name_plural = "triptyques"
        ordering = ["season", "territory__sort_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["season", "territory"],
                name="triptych_territory_unique_in_season",
                violation_error_message="Ce territoire a déjà une candidature pour cette saison.",
            ),
            models.UniqueConstraint(
                fields=["season", "rank"],
                name="triptych_rank_unique_in_season",
                violation_error_message="Cette place est déjà prise par un autre territoire.",
            ),
            models.CheckConstraint(
                condition=Q(status="admitted", rank__isnull=False, rank__gte=1)
                | (~Q(status="admitted") & Q(rank__isnull=True)),
                name="triptych_rank_iff_admitted",
                violation_error_message="Un territoire retenu occupe une place, et lui seul : "
                "utilisez l’action « Retenir ».",
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", waiting_rank__isnull=False)
                | (~Q(status="waiting") & Q(waiting_rank__isnull=True)),
                name="triptych_rank_iff_waiting",
                violation_error_message="Un territoire en liste d’attente a un rang, et lui seul.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "withdrawn"]) | Q(submitted_at__isnull=False),
                name="triptych_decided_was_submitted",
                violation_error_message="Une candidature non déposée ne peut pas recevoir de décision.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.territory} – {self.season}"

    def get_absolute_url(self) -> str:
        return reverse("territories:application", args=[self.pk])

    @property
    def summary_path(self) -> str:
        """Where the PDF of the submitted application lies in the private storage."""
        return f"candidatures/{self.pk}-{self.submitted_at:%Y%m%d%H%M%S}.pdf"

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def is_editable(self) -> bool:
        """A draft, or given back by the organisers for correction."""
        return self.status in self.EDITABLE

    @property
    def lead(self) -> "Contact | None":
        """The référent: the one contact who may submit."""
        return next((contact for contact in self.contacts.all() if contact.is_lead), None)

    @property
    def lead_user(self) -> User | None:
        """Who proposes its seats to people."""
        return self.lead.user if self.lead else None

    def panels(self) -> list[Panel]:
        """The drawing of the triptych: each category of the season with its seats, filled or empty.

        Reads `season.categories`, `overrides` and `participants`: prefetch them with `with_panels()` for a list.
        """
        seated = {}
        for participant in self.participants.all():
            if participant.is_seated or (participant.category_id, participant.seat) not in seated:
                seated[participant.category_id, participant.seat] = participant
        return [
            Panel(category, [self._seat(n, seated.get((category.pk, n))) for n in self.seats_of(category)])
            for category in self.season.categories.all()
        ]

    def seats_of(self, category: Category) -> range:
        """The seats of a category here: the season's quota, or what the organisers granted this territory.

        Somebody seated beyond it stays visible.
        """
        granted = next((row.seats for row in self.overrides.all() if row.category_id == category.pk), category.seats)
        held = [p.seat for p in self.participants.all() if p.category_id == category.pk and p.is_seated]
        return range(1, max([granted, *held]) + 1)

    @staticmethod
    def _seat(number: int, participant: Any) -> Seat:
        return Seat(number, participant.state, participant) if participant else Seat(number, "empty")


class QuotaOverride(models.Model):
    """Another number of seats than the season's in a category of a triptych; `wanted` while its contacts ask for it."""

    triptych = models.ForeignKey(Triptych, on_delete=models.CASCADE, related_name="overrides", verbose_name="triptyque")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+", verbose_name="catégorie")
    seats = models.PositiveSmallIntegerField("sièges accordés", validators=[MaxValueValidator(12)])
    wanted = models.PositiveSmallIntegerField(
        "sièges demandés", null=True, blank=True, editable=False, validators=[MaxValueValidator(12)]
    )
    reason = models.TextField("motif", max_length=500)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="par", editable=False
    )
    at = models.DateTimeField("le", auto_now=True)

    class Meta:
        verbose_name = "dérogation au quota"
        verbose_name_plural = "dérogations au quota"
        ordering = ["triptych", "category__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["triptych", "category"],
                name="quota_override_unique_in_triptych",
                violation_error_message="Cette catégorie a déjà une dérogation : modifiez-la.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.category} : {self.seats}"


class Contact(models.Model):
    """A user who fills in the application: one référent, and co-editors."""

    triptych = models.ForeignKey(
        Triptych, on_delete=models.CASCADE, related_name="contacts", verbose_name="candidature"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="contacts", verbose_name="compte"
    )
    is_lead = models.BooleanField("référent", default=False, help_text="Le référent seul dépose la candidature.")
    joined_at = models.DateTimeField("a rejoint le", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "référent ou co-éditeur"
        verbose_name_plural = "référent et co-éditeurs"
        ordering = ["-is_lead", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["triptych", "user"],
                name="contact_user_unique_in_triptych",
                violation_error_message="Cette personne suit déjà la candidature.",
            ),
            models.UniqueConstraint(
                fields=["triptych"],
                condition=Q(is_lead=True),
                name="contact_single_lead",
                violation_error_message="Une candidature a un seul référent.",
            ),
        ]

    def __str__(self) -> str:
        """Whoever was invited and has done nothing here yet is the address that was typed: no name is told."""
        return str(self.user) if self.joined_at else self.user.email


class StatusChange(models.Model):
    """The dated history of a triptych's states. Written by the verbs, changed by nobody."""

    triptych = models.ForeignKey(
        Triptych, on_delete=models.CASCADE, related_name="status_changes", verbose_name="candidature"
    )
    at = models.DateTimeField("le", auto_now_add=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="par"
    )
    old = models.CharField("de", max_length=10, choices=Triptych.Status, blank=True)
    new = models.CharField("à", max_length=10, choices=Triptych.Status)
    reason = models.TextField("motif", blank=True)

    class Meta:
        verbose_name = "changement d’état"
        verbose_name_plural = "historique des états"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.get_new_display()
