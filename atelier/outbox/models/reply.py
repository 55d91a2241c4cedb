from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from atelier.core import email_addresses
from atelier.core.permissions import HoldsPermissions
from atelier.outbox.calendar_answers import CalendarAnswer
from atelier.outbox.models.message import Message


class ReplyQuerySet(models.QuerySet["Reply"]):
    def readable_by(self, user: HoldsPermissions) -> Self:
        """All of them for whoever answers for the outbox; for others, those to the messages that their role reads."""
        if user.has_perm("outbox.change_reply"):
            return self
        return self.filter(matter__in=[one for one in Message.Matter.values if user.has_perm(f"outbox.read_{one}")])

    def waiting(self) -> Self:
        """Written by somebody, or answered in their agenda, and not settled yet."""
        return self.filter(kind__in=Reply.OF_SOMEBODY, handled_at=None)

    def from_strangers(self) -> Self:
        """To no message of ours, and from nobody that we know."""
        return self.filter(message=None, person="")

    def received_before(self, moment: datetime) -> Self:
        return self.filter(received_at__lt=moment)


class Reply(models.Model):
    """A mail that came back: what somebody answers, what their machine answers, or why a message was refused.

    `message` is the one that it answers, where its references or the address that it came to say so; `person` is who
    wrote, « participant:8 », empty for a stranger. A sender's address can be forged: a reply does nothing by itself,
    but for what an agenda answers at the secret address of the person's own invitation (`is_noted`). `calendar` holds
    what an agenda answers (`CalendarAnswer`).
    `matter` is that of the message, empty without one: only organisers read such a reply. Attachments are not kept,
    only counted. `digest` (SHA-256 of its identifier, its sender and its text) keeps it from being noted twice.
    """

    class Kind(models.TextChoices):
        WRITTEN = "written", "écrite"
        CALENDAR = "calendar", "agenda"
        AUTOMATIC = "automatic", "automatique"
        REFUSAL = "refusal", "refus de distribution"

    OF_SOMEBODY = (Kind.WRITTEN, Kind.CALENDAR)

    digest = models.CharField("empreinte", max_length=64, unique=True, editable=False)
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, null=True, blank=True, related_name="replies", verbose_name="en réponse à"
    )
    matter = models.CharField("sujet", max_length=10, choices=Message.Matter, blank=True)
    person = models.CharField("de qui", max_length=60, blank=True, db_index=True)
    from_email = email_addresses.EmailField("expéditeur", blank=True)
    subject = models.CharField("objet", max_length=200, blank=True)
    text = models.TextField("texte", blank=True)
    refused_files = models.PositiveSmallIntegerField("pièces jointes refusées", default=0)
    kind = models.CharField("nature", max_length=10, choices=Kind, default=Kind.WRITTEN)
    calendar = models.JSONField("réponse d’agenda", default=dict, blank=True, editable=False)
    is_noted = models.BooleanField("prise en compte d’elle-même", default=False, editable=False)
    received_at = models.DateTimeField("reçue le", default=timezone.now, db_index=True)
    handled_at = models.DateTimeField("traitée le", null=True, blank=True)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = "réponse"
        verbose_name_plural = "réponses"
        ordering = ["-received_at", "-pk"]
        indexes = [
            models.Index(
                fields=["received_at"],
                condition=Q(handled_at=None, kind__in=["written", "calendar"]),
                name="reply_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject or 'Sans objet'} – {self.from_email or 'sans expéditeur'}"

    @property
    def calendar_answer(self) -> CalendarAnswer | None:
        return CalendarAnswer(**self.calendar) if self.calendar else None

    @property
    def is_from_another_address(self) -> bool:
        """It answers a message that was sent to another address."""
        return bool(self.message and self.message.to_email != self.from_email)
