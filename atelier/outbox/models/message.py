from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone

from atelier.core import email_addresses, office_hours
from atelier.core.permissions import HoldsPermissions

LEASE = timedelta(minutes=10)
MAX_ATTEMPTS = 6  # of which no worker came back; a server's answer is asked for again as long as PATIENCE
PATIENCE = timedelta(days=3)
SHARE = 20  # messages of one source and sender that go before other work; those beyond go after it
GROUP = "grouped"  # the source of a message that leaves for several


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self, now: datetime) -> Self:
        """Queued, past their moment and not stale; or claimed by a worker that died before the lease ended.

        What keeps office hours waits for those of its reader; what asks in doubt is not sent again after such a death.
        """
        fresh = Q(expires_at=None) | Q(expires_at__gt=now)
        tried = Q(next_try=None) | Q(next_try__lte=now)
        found = self.filter(
            (Q(state=Message.State.QUEUED, not_before__lte=now) & fresh & tried)
            | Q(state=Message.State.SENDING, claimed_at__lte=now - LEASE, confirm_before_resend=False)
        )
        return found.exclude(office_hours=True, clock__in=office_hours.closed_clocks(now))

    def in_turn(self) -> Self:
        """The sources and senders one after the other; `turn` counts the messages of each, the oldest first."""
        oldest = [F("not_before"), F("pk")]
        turn = Window(RowNumber(), partition_by=[F("source"), F("sender")], order_by=oldest)
        return self.annotate(turn=turn).order_by("turn", *oldest)

    def within_share(self) -> Self:
        """Those of each source and sender that go before other work."""
        return self.in_turn().filter(turn__lte=SHARE)

    def beyond_share(self) -> Self:
        """Those of each source and sender that go after other work."""
        return self.in_turn().filter(turn__gt=SHARE)

    def expire(self, now: datetime) -> int:
        """What is too late is « manqué »; what may have left, and must not leave twice, waits for somebody's word."""
        missed = self.filter(state=Message.State.QUEUED, expires_at__lte=now).update(state=Message.State.MISSED)
        doubtful = self.filter(
            state=Message.State.SENDING,
            claimed_at__lte=now - LEASE,
            confirm_before_resend=True,
        )
        stopped = {"state": Message.State.UNCERTAIN, "error": "L’envoi s’est interrompu."}
        return missed + doubtful.update(perhaps_left_at=F("claimed_at"), **stopped)

    def fail_exhausted(self, now: datetime) -> int:
        """Stop what was tried enough without ever coming back: its worker died each time."""
        stopped = {"state": Message.State.FAILED, "error": "L’envoi s’est interrompu à chaque essai."}
        return (
            self.due(now)
            .filter(Q(delayed_since=None) | Q(delayed_since__lte=now - PATIENCE), attempts__gte=MAX_ATTEMPTS)
            .update(perhaps_left_at=Coalesce("claimed_at", "perhaps_left_at"), **stopped)
        )

    def held_up(self) -> Self:
        """What waits for something of ours to be mended: a password, a quota, a server that does not answer."""
        return self.filter(state__in=[Message.State.QUEUED, Message.State.SENDING], is_ours_to_mend=True)

    def claim(self, pk: int, now: datetime, **kept: str) -> bool:
        """Compare-and-set: true for one caller only, whoever else asks at the same moment; `kept` is written too."""
        taken = {"state": Message.State.SENDING, "claimed_at": now, "attempts": F("attempts") + 1}
        return bool(self.due(now).filter(pk=pk).update(**taken, **kept))

    def readable_by(self, user: HoldsPermissions) -> Self:
        """All of them for whoever answers for the outbox; for others, those of the matters of their role."""
        if user.has_perm("outbox.change_message"):
            return self
        return self.filter(matter__in=[one for one in Message.Matter.values if user.has_perm(f"outbox.read_{one}")])


class Message(models.Model):
    """One e-mail, written by a verb in its own transaction and delivered after commit.

    `not_before` is when it is wanted, written by whoever wants it; `next_try` when it is tried again, by delivery.
    `delayed_since` is the first of the tries that failed in a row, `is_ours_to_mend` that no mail leaves until somebody
    mends what the error says.
    `perhaps_left_at` is the last time that it may have left, its worker or the line having died meanwhile.
    `facts` is the digest of what its words were written on, for those that are made when they leave; `by_hand` says
    that somebody asked for it to leave now, whatever its rule plans.
    """

    class Matter(models.TextChoices):
        """What a message is about, for those who read those of one matter only (`outbox.read_<matter>`)."""

        GENERAL = "general", "la saison"
        MONEY = "money", "l’argent"

    class State(models.TextChoices):
        HELD = "held", "préparé, à relire"
        QUEUED = "queued", "à envoyer"
        SENDING = "sending", "en cours d’envoi"
        SENT = "sent", "envoyé"
        FAILED = "failed", "en échec"
        CANCELLED = "cancelled", "annulé"
        WITHDRAWN = "withdrawn", "devenu sans objet"
        MISSED = "missed", "manqué, trop tard"
        UNCERTAIN = "uncertain", "envoi incertain"
        GROUPED = "grouped", "envoyé avec d’autres"

    key = models.CharField(
        "clé",
        max_length=200,
        unique=True,
        help_text="Ce qui empêche d’envoyer deux fois.",
    )
    to_email = email_addresses.EmailField("destinataire")
    subject = models.CharField("objet", max_length=200)
    text = models.TextField("texte")
    state = models.CharField("état", max_length=10, choices=State, default=State.QUEUED, db_index=True)
    not_before = models.DateTimeField("à envoyer à partir du", default=timezone.now)
    next_try = models.DateTimeField("nouvel essai le", null=True, blank=True)
    claimed_at = models.DateTimeField("pris en charge le", null=True, blank=True)
    sent_at = models.DateTimeField("envoyé le", null=True, blank=True)
    message_id = models.CharField("identifiant", max_length=320, blank=True, editable=False, db_index=True)
    perhaps_left_at = models.DateTimeField("parti peut-être le", null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    delayed_since = models.DateTimeField("retardé depuis le", null=True, blank=True, editable=False)
    is_ours_to_mend = models.BooleanField("à réparer de notre côté", default=False, editable=False)
    error = models.TextField("dernière erreur", blank=True)
    created_at = models.DateTimeField("créé le", default=timezone.now)
    source = models.CharField("origine", max_length=60, blank=True, db_index=True)
    expires_at = models.DateTimeField("trop tard après le", null=True, blank=True)
    office_hours = models.BooleanField("aux heures ouvrées", default=False)
    clock = models.CharField(
        "à l’heure de",
        max_length=3,
        blank=True,
        help_text="Le département de qui lit, s’il a son heure ou ses jours fériés.",
    )
    confirm_before_resend = models.BooleanField(
        "demander en cas de doute",
        default=False,
        help_text="Si l’envoi s’interrompt, il n’est pas répété de lui-même.",
    )
    edited = models.BooleanField("corrigé à la main", default=False)
    facts = models.CharField("empreinte des faits", max_length=64, blank=True, editable=False)
    by_hand = models.BooleanField("envoi demandé à la main", default=False)
    matter = models.CharField("sujet", max_length=10, choices=Matter, default=Matter.GENERAL)
    personal_link = models.CharField(
        "lien personnel", max_length=60, blank=True, help_text="À qui est le lien que le texte reçoit quand il part."
    )

    group = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="parts", verbose_name="parti avec"
    )

    sender = models.PositiveBigIntegerField(
        "compte qui l’a fait partir", null=True, blank=True, editable=False, help_text="Ce qu’il fait partir a sa part."
    )

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

    def __str__(self) -> str:
        return f"{self.subject} – {self.to_email}"


# What has not left for sure, and may: by itself, or when somebody asks for it again.
UNSENT = (
    Message.State.HELD,
    Message.State.QUEUED,
    Message.State.FAILED,
    Message.State.CANCELLED,
    Message.State.MISSED,
    Message.State.UNCERTAIN,
)


class Topic(models.Model):
    """What a message is about: « participant:8 », « day:5 », « territory:3 »; the thread of each of them."""

    message = models.ForeignKey(
        Message,
        on_delete=models.CASCADE,
        related_name="topics",
        verbose_name="courriel",
    )
    ref = models.CharField("objet", max_length=60, db_index=True)

    class Meta:
        verbose_name = "objet d’un courriel"
        verbose_name_plural = "objets d’un courriel"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "ref"],
                name="topic_unique_in_message",
                violation_error_message="Ce courriel porte déjà cet objet.",
            )
        ]

    def __str__(self) -> str:
        return self.ref


class StatementQuerySet(models.QuerySet["Statement"]):
    def said_or_perhaps(self) -> Self:
        """Those whose message left, by itself or with others, or may have left; the oldest first. Adds `said_at`."""
        times = [f"message__{path}{name}" for name in ("sent_at", "perhaps_left_at") for path in ("group__", "")]
        found = self.annotate(said_at=Coalesce(*times))
        return found.filter(said_at__isnull=False).order_by("said_at", "message_id", "pk")


class Statement(models.Model):
    """What a message says to one person about one fact: said once the message has left.

    `person` is « participant:8 », `about` « day:5 », `name` one of the facts of that thing, `value` what it was. The
    row of a message stays when its words go, so what was said is known as long as the person is.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="statements", verbose_name="courriel")
    person = models.CharField("à qui", max_length=60)
    about = models.CharField("à propos de", max_length=60, db_index=True)
    name = models.CharField("fait", max_length=20)
    value = models.TextField("valeur dite", blank=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = "chose dite"
        verbose_name_plural = "choses dites"
        ordering = ["message_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "person", "about", "name"],
                name="statement_unique_in_message",
                violation_error_message="Ce courriel dit déjà ce fait à cette personne.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.about}, {self.name} : {self.value}"


class Attachment(models.Model):
    """A stored file that leaves with a message: a name for the reader, a path in the private storage."""

    message = models.ForeignKey(
        Message,
        on_delete=models.CASCADE,
        related_name="attachments",
        verbose_name="courriel",
    )
    name = models.CharField("nom", max_length=200)
    content_type = models.CharField("type", max_length=100)
    path = models.CharField("fichier", max_length=300)

    class Meta:
        verbose_name = "pièce jointe"
        verbose_name_plural = "pièces jointes"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Bounce(models.Model):
    """An address that refuses mail, and why: said beside the person until their address changes."""

    email = email_addresses.EmailField("courriel", unique=True)
    reason = models.CharField("motif", max_length=300)
    at = models.DateTimeField("le", auto_now=True)

    class Meta:
        verbose_name = "adresse qui refuse le courrier"
        verbose_name_plural = "adresses qui refusent le courrier"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.email
