import uuid
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from atelier.seasons.models import Season
from atelier.webhooks import signing
from atelier.webhooks.addresses import check_address
from atelier.webhooks.events import Event, check_events

LEASE = timedelta(minutes=10)  # above the time limit of a task
PATIENCE = timedelta(days=3)  # from the first failure of what may pass, as for mail
BOTH = timedelta(days=1)  # after a rotation, during which both secrets sign


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def listening(self, season: int) -> Self:
        return self.filter(season=season, disabled_at=None, season__opens_to_programs=True)


class Webhook(models.Model):
    """An address of another program, told of what happens in a season. Its secret signs: it is kept as it is."""

    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="webhooks", verbose_name="saison")
    url = models.URLField("adresse", max_length=500, validators=[check_address])
    events = models.JSONField("ce qui lui est dit", default=list, validators=[check_events])
    secret = models.CharField("secret", max_length=100, default=signing.new_secret, editable=False)
    former_secret = models.CharField("secret d’avant", max_length=100, blank=True, editable=False)
    rotated_at = models.DateTimeField("secret changé le", null=True, editable=False)
    created_at = models.DateTimeField("ajouté le", default=timezone.now, editable=False)
    disabled_at = models.DateTimeField("arrêté le", null=True, editable=False)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        verbose_name = "signal"
        verbose_name_plural = "signaux"
        ordering = ["season", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["season", "url"],
                name="webhook_url_once_in_season",
                violation_error_message="Cette adresse reçoit déjà les signaux de la saison : modifiez-la.",
            )
        ]

    def __str__(self) -> str:
        return self.url

    def keys(self, now: datetime) -> list[str]:
        """What signs now, the newest first."""
        both = self.former_secret and self.rotated_at and now - self.rotated_at < BOTH
        return [self.secret, self.former_secret] if both else [self.secret]

    @property
    def events_in_words(self) -> list[str]:
        return [str(event.label) for event in Event if event in self.events]


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, now: datetime) -> Self:
        """Queued and past its next try, or claimed by a worker that died; nothing of a webhook that is stopped."""
        tried = Q(next_try=None) | Q(next_try__lte=now)
        dead = Q(state=Delivery.State.SENDING, claimed_at__lte=now - LEASE)
        waits = Q(state=Delivery.State.QUEUED) & tried
        return self.filter(waits | dead, webhook__disabled_at=None, webhook__season__opens_to_programs=True).order_by(
            "created_at", "pk"
        )

    def claim(self, pk: int, now: datetime) -> bool:
        """Compare-and-set: true for one caller only, whoever else asks at the same moment."""
        found = self.due(now).filter(pk=pk).order_by().values("pk")
        free = Q(state=Delivery.State.QUEUED) | Q(state=Delivery.State.SENDING, claimed_at__lte=now - LEASE)
        taken = {"state": Delivery.State.SENDING, "claimed_at": now, "attempts": F("attempts") + 1}
        return bool(self.filter(free, pk__in=found).update(**taken))


class Delivery(models.Model):
    """One event for one address, written in the transaction of what it tells, delivered after commit.

    `key` keeps an event from being told twice; `delayed_since` is the first of the tries that failed in a row.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "à envoyer"
        SENDING = "sending", "en cours d’envoi"
        SENT = "sent", "reçu"
        FAILED = "failed", "en échec"

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries", verbose_name="signal")
    event = models.CharField("événement", max_length=30)
    key = models.CharField("clé", max_length=100)
    uid = models.UUIDField("identifiant", default=uuid.uuid4, unique=True, editable=False)
    body = models.TextField("contenu")
    state = models.CharField("état", max_length=10, choices=State, default=State.QUEUED, db_index=True)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    created_at = models.DateTimeField("créé le", default=timezone.now, db_index=True)
    next_try = models.DateTimeField("nouvel essai le", null=True)
    claimed_at = models.DateTimeField("pris en charge le", null=True)
    delayed_since = models.DateTimeField("retardé depuis le", null=True)
    sent_at = models.DateTimeField("reçu le", null=True)
    status = models.PositiveSmallIntegerField("réponse", null=True)
    error = models.CharField("dernière erreur", max_length=250, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "envoi d’un signal"
        verbose_name_plural = "envois de signaux"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["webhook", "key"],
                name="delivery_once_of_an_event",
                violation_error_message="Cet événement a déjà été dit à cette adresse.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.event} : {self.get_state_display()}"

    @property
    def message(self) -> str:
        """What the receiver knows it by: the same at each try."""
        return f"msg_{self.uid.hex}"

    @property
    def event_in_words(self) -> str:
        return str(dict(Event.choices).get(self.event, "essai"))
