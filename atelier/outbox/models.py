from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

LEASE = timedelta(minutes=10)
MAX_ATTEMPTS = 6


class MessageQuerySet(models.QuerySet):
    def due(self, now):
        """Queued and past their moment, or claimed by a worker that died before the lease ended."""
        return self.filter(
            Q(state=Message.State.QUEUED, not_before__lte=now)
            | Q(state=Message.State.SENDING, claimed_at__lte=now - LEASE)
        )

    def give_up(self, now) -> int:
        """Stop what was tried enough without ever coming back: its worker died each time."""
        return (
            self.due(now)
            .filter(attempts__gte=MAX_ATTEMPTS)
            .update(state=Message.State.FAILED, error="L’envoi s’est interrompu à chaque essai.")
        )

    def claim(self, pk: int, now) -> bool:
        """Compare-and-set: true for one caller only, whoever else asks at the same moment."""
        return bool(
            self.due(now)
            .filter(pk=pk)
            .update(state=Message.State.SENDING, claimed_at=now, attempts=models.F("attempts") + 1)
        )


class Message(models.Model):
    """One e-mail, written by a verb in its own transaction and delivered after commit."""

    class State(models.TextChoices):
        HELD = "held", "préparé, à relire"
        QUEUED = "queued", "à envoyer"
        SENDING = "sending", "en cours d’envoi"
        SENT = "sent", "envoyé"
        FAILED = "failed", "en échec"
        CANCELLED = "cancelled", "annulé"

    key = models.CharField("clé", max_length=200, unique=True, help_text="Ce qui empêche d’envoyer deux fois.")
    to_email = models.EmailField("destinataire")
    subject = models.CharField("objet", max_length=200)
    text = models.TextField("texte")
    state = models.CharField("état", max_length=10, choices=State, default=State.QUEUED, db_index=True)
    not_before = models.DateTimeField("à envoyer à partir du", default=timezone.now)
    claimed_at = models.DateTimeField("pris en charge le", null=True, blank=True)
    sent_at = models.DateTimeField("envoyé le", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    error = models.TextField("dernière erreur", blank=True)
    created_at = models.DateTimeField("créé le", default=timezone.now)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "courriel"
        verbose_name_plural = "courriels"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "not_before"], name="message_state_not_before")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False),
                name="message_sent_has_date",
                violation_error_message="Un courriel envoyé porte la date de son envoi.",
            )
        ]

    def __str__(self):
        return f"{self.subject} – {self.to_email}"


class Attachment(models.Model):
    """A stored file that leaves with a message: a name for the reader, a path in the private storage."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments", verbose_name="courriel")
    name = models.CharField("nom", max_length=200)
    content_type = models.CharField("type", max_length=100)
    path = models.CharField("fichier", max_length=300)

    class Meta:
        verbose_name = "pièce jointe"
        verbose_name_plural = "pièces jointes"
        ordering = ["pk"]

    def __str__(self):
        return self.name
