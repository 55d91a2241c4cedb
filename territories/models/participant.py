import uuid
from datetime import date, timedelta
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from atelier.core import dates, email_addresses, french_names
from atelier.core.codes import random_code
from atelier.core.email_addresses import normalize_email
from atelier.core.fields import NameField, column_length
from atelier.core.french import sort_key
from atelier.seasons.models import Category, Season
from territories.models.triptych import Triptych

SEATED = ("invited", "confirmed")
IMAGE_USES = ("image_reports", "image_site", "image_social", "image_film")  # of `PersonalChoices`
CODE_LENGTH = 6
NAMED_TWICE = (
    "Une personne est déjà inscrite avec ce courriel dans ce triptyque : chacun n’occupe qu’un siège. "
    "Si deux personnes partagent cette boîte (mairie@…, par exemple), donnez à l’une d’elles une "
    "adresse qu’elle seule lit, ou dites que la boîte est partagée."
)
SAME_NAME = "Cette personne est déjà inscrite à cette adresse dans ce triptyque\u00a0: chacun n’occupe qu’un siège."
NO_ACCOUNT = "Qui partage une boîte n’a pas de compte à cette adresse."
SAME_PERSON = (
    "Une personne est déjà inscrite pour la saison avec ce courriel, dans ce triptyque ou dans un autre : "
    "chacun n’occupe qu’un siège."
)


ERASED = "efface-"  # begins the address of whoever was erased


def new_checkin_code() -> str:
    return random_code(CODE_LENGTH)


HAS_ACCOUNT = (
    "Cette personne se connecte avec une autre adresse : dans sa fiche, « Changer d’adresse » change les deux ensemble."
)


def not_left(on: date | F, path: str = "") -> Q:
    """The seats that nobody has left by a day: a date, or a column of the row that leads by `path` to the seat.

    A seat is held from `seated_at` until `left_on`, that day not included; without `left_on`, as long as it is one of
    an admitted territory. Who is expected at a day is asked of `sessions.attendance.expected`, which reads this rule.
    """
    still = {"left_on": None, "state__in": SEATED, "triptych__status": Triptych.Status.ADMITTED}
    return Q(**{f"{path}left_on__gt": on}) | Q(**{f"{path}{name}": value for name, value in still.items()})


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def seated(self) -> Self:
        """Those who hold a seat today: invited or confirmed, neither declined nor left."""
        return self.filter(state__in=SEATED)

    def confirmed(self) -> Self:
        return self.filter(state=Participant.State.CONFIRMED)

    def named(self) -> Self:
        """All but those who were erased, or merged into another row."""
        return self.exclude(email__endswith=email_addresses.NOBODY)

    def admitted(self) -> Self:
        """Seated, in a triptych that the organisers admitted."""
        return self.seated().filter(triptych__status=Triptych.Status.ADMITTED)

    def counted(self) -> Self:
        """Who confirmed a seat of an admitted territory and holds it, or held it when their season ended.

        Erasing somebody after the last day takes their name away, and leaves the count as it was.
        """
        last = Season.objects.filter(pk=models.OuterRef("season")).annotate(
            last=models.Max("days__date", filter=~Q(days__status="cancelled"))
        )
        erased = Q(state=Participant.State.LEFT, email__startswith=ERASED, email__endswith=email_addresses.NOBODY)
        stayed = Q(answered_at__isnull=False, left_on__gt=models.Subquery(last.values("last")))
        return self.filter(
            Q(state=Participant.State.CONFIRMED) | erased & stayed, triptych__status=Triptych.Status.ADMITTED
        )

    def came(self) -> Self:
        """Those who hold a seat of an admitted triptych, or held one until it changed holder."""
        seen = [*SEATED, Participant.State.LEFT]
        return self.filter(state__in=seen, triptych__status=Triptych.Status.ADMITTED)

    def with_image_refusals(self) -> Self:
        """Adds `refuses_images`: they agreed to no use of their image, or have not said."""
        agreed = Q(choices__isnull=False) & Q(*((f"choices__{use}", True) for use in IMAGE_USES), _connector=Q.OR)
        return self.annotate(refuses_images=models.Case(models.When(agreed, then=False), default=True))

    def leave(self, on: date) -> int:
        """From that day on they hold their seat no more; whoever had left before keeps the day that they left."""
        return self.filter(Q(left_on=None) | Q(left_on__gt=on)).update(left_on=on)

    def by_triptych(self) -> Self:
        """The order of every list of people: territory, category, name."""
        return self.order_by("triptych__territory__sort_name", "category__position", "sort_name", "pk")


class Participant(models.Model):
    """One person in one seat of a triptych, for one season, as they were at that time."""

    class State(models.TextChoices):
        INVITED = "invited", "invité"
        CONFIRMED = "confirmed", "confirmé"
        DECLINED = "declined", "a décliné"
        LEFT = "left", "a quitté la saison"

    LINK_LIFETIME = timedelta(days=45)  # of the personal link by which somebody who was named answers

    triptych = models.ForeignKey(
        Triptych, on_delete=models.CASCADE, related_name="participants", verbose_name="triptyque"
    )
    season = models.ForeignKey(
        Season, on_delete=models.PROTECT, related_name="participants", verbose_name="saison", editable=False
    )
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="participants", verbose_name="catégorie"
    )
    seat = models.PositiveSmallIntegerField("siège", default=1, validators=[MinValueValidator(1)])
    state = models.CharField("état", max_length=10, choices=State, default=State.INVITED, db_index=True)
    first_name = NameField("prénom", max_length=150, blank=True)  # until the person says it
    last_name = NameField("nom", max_length=150)
    sort_name = models.CharField(max_length=310, editable=False, db_index=True)
    salutation = models.CharField(
        "formule d’appel", max_length=100, blank=True, help_text="Par exemple : Madame la Maire."
    )
    position = NameField("fonction", max_length=150)
    organisation = NameField("organisme", max_length=200)
    email = email_addresses.EmailField("courriel professionnel")
    # Others read it too: their own link and mails arrive there, and nothing personal is opened by signing in with it.
    shares_mailbox = models.BooleanField("boîte partagée", default=False)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    mandate_ends_on = dates.DateField(
        "fin du mandat ou du poste", null=True, blank=True, help_text="Si elle est connue."
    )
    # The same on each of their convocations. It identifies at the door, before somebody who looks; it opens nothing.
    checkin_code = models.CharField("code d’accueil", max_length=6, default=new_checkin_code, editable=False)
    seated_at = models.DateTimeField("en siège depuis", null=True, blank=True, editable=False)  # empty: the beginning
    left_on = dates.DateField("a quitté son siège le", null=True, blank=True, editable=False)
    invitation = models.UUIDField("lien personnel", default=uuid.uuid4, editable=False)
    invited_at = models.DateTimeField("invité le", null=True, blank=True, editable=False)
    answered_at = models.DateTimeField("répondu le", null=True, blank=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="participants",
        verbose_name="compte",
    )

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = "participant"
        verbose_name_plural = "participants"
        ordering = ["triptych", "category__position", "seat", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["triptych", "category", "seat"],
                condition=Q(state__in=SEATED),
                name="participant_seat_unique",
                violation_error_message="Ce siège est déjà occupé.",
            ),
            models.UniqueConstraint(
                fields=["triptych", "email"],
                condition=Q(state__in=SEATED, shares_mailbox=False),
                name="participant_email_unique_in_triptych",
                violation_error_message=NAMED_TWICE,
            ),
            models.UniqueConstraint(
                fields=["season", "email"],
                condition=Q(state="confirmed", shares_mailbox=False),
                name="participant_email_confirmed_once_in_season",
                violation_error_message=SAME_PERSON,
            ),
            models.UniqueConstraint(
                fields=["triptych", "email", "sort_name"],
                condition=Q(state__in=SEATED, shares_mailbox=True),
                name="participant_name_unique_in_mailbox",
                violation_error_message=SAME_NAME,
            ),
            models.CheckConstraint(
                condition=Q(shares_mailbox=False) | Q(user=None),
                name="participant_in_shared_mailbox_has_no_account",
                violation_error_message=NO_ACCOUNT,
            ),
            models.UniqueConstraint(
                fields=["season", "checkin_code"],
                name="participant_checkin_code_unique_in_season",
                violation_error_message="Ce code d’accueil est déjà celui de quelqu’un d’autre.",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.season_id = self.triptych.season_id
        self.email = normalize_email(self.email)
        self.sort_name = self.sort_name_of(self.first_name, self.last_name)
        if self._state.adding and self.seated_at is None and self.triptych.status == Triptych.Status.ADMITTED:
            self.seated_at = timezone.now()
        super().save(*args, **kwargs)

    @classmethod
    def sort_name_of(cls, first_name: str, last_name: str) -> str:
        """What somebody of this name is sorted by: a ligature counts as its letters, and what overflows is cut."""
        return sort_key(f"{last_name} {first_name}")[: column_length(cls, "sort_name")]

    def clean(self) -> None:
        if self.triptych_id and self.category_id:
            if self.category.season_id != self.triptych.season_id:
                raise ValidationError({"category": "Cette catégorie est celle d’une autre saison."})
            seats = self.triptych.seats_of(self.category)
            if self.seat and self.seat not in seats:
                sentence = f"La catégorie compte {len(seats)} sièges : accordez une dérogation pour en ajouter."
                raise ValidationError({"seat": sentence})
        if self._parts_from_account():
            raise ValidationError({"email": HAS_ACCOUNT})
        if self.triptych_id and self.email and self.is_seated:
            if not self.shares_mailbox and self.readers_beside().exists():
                raise ValidationError({"email": NAMED_TWICE})
            if not self.shares_mailbox and self.has_confirmed and self.same_person_elsewhere().confirmed().exists():
                raise ValidationError({"email": SAME_PERSON})

    def _parts_from_account(self) -> bool:
        """The address or the account was just changed, and the two differ: mail and sign-in would part silently."""
        if self.user is None or normalize_email(self.email) == self.user.email:
            return False
        return not Participant.objects.filter(pk=self.pk, email=self.email, user=self.user).exists()

    def seat_is_taken(self) -> bool:
        """Somebody else holds the seat."""
        held = Participant.objects.seated().filter(
            triptych=self.triptych_id,
            category=self.category_id,
            seat=self.seat,
        )
        return held.exclude(pk=self.pk).exists()

    def readers_beside(self) -> ParticipantQuerySet:
        """The other people of the triptych who are written to at this address."""
        seated = Participant.objects.seated().filter(triptych=self.triptych_id, email=normalize_email(self.email))
        return seated.exclude(pk=self.pk)

    def same_person_elsewhere(self) -> ParticipantQuerySet:
        """Other seats that this address holds in the season; whoever names somebody is not told of them.

        Those of a mailbox that is shared are other people's.
        """
        seated = Participant.objects.seated().filter(season_id=self.triptych.season_id, shares_mailbox=False)
        return seated.filter(email=normalize_email(self.email)).exclude(pk=self.pk)

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def greeting(self) -> str:
        """What a mail to them begins with, before its comma."""
        return french_names.greeting(self.full_name, self.salutation)

    @property
    def has_confirmed(self) -> bool:
        return self.state == self.State.CONFIRMED

    def has_left_by(self, on: date) -> bool:
        """The rule of `not_left`, for one row that was read with its triptych."""
        if self.left_on is not None:
            return self.left_on <= on
        return not (self.is_seated and self.triptych.status == Triptych.Status.ADMITTED)

    @property
    def is_seated(self) -> bool:
        return self.state in SEATED
