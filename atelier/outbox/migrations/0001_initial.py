import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Bounce",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="courriel")),
                ("reason", models.CharField(max_length=300, verbose_name="motif")),
                ("at", models.DateTimeField(auto_now=True, verbose_name="le")),
            ],
            options={
                "verbose_name": "adresse qui refuse le courrier",
                "verbose_name_plural": "adresses qui refusent le courrier",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        help_text="Ce qui empêche d’envoyer deux fois.", max_length=200, unique=True, verbose_name="clé"
                    ),
                ),
                ("to_email", models.EmailField(max_length=254, verbose_name="destinataire")),
                ("subject", models.CharField(max_length=200, verbose_name="objet")),
                ("text", models.TextField(verbose_name="texte")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "préparé, à relire"),
                            ("queued", "à envoyer"),
                            ("sending", "en cours d’envoi"),
                            ("sent", "envoyé"),
                            ("failed", "en échec"),
                            ("cancelled", "annulé"),
                            ("withdrawn", "devenu sans objet"),
                            ("missed", "manqué, trop tard"),
                            ("uncertain", "envoi incertain"),
                            ("grouped", "envoyé avec d’autres"),
                        ],
                        db_index=True,
                        default="queued",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "not_before",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="à envoyer à partir du"),
                ),
                ("next_try", models.DateTimeField(blank=True, null=True, verbose_name="nouvel essai le")),
                ("claimed_at", models.DateTimeField(blank=True, null=True, verbose_name="pris en charge le")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="envoyé le")),
                (
                    "message_id",
                    models.CharField(
                        blank=True, db_index=True, editable=False, max_length=320, verbose_name="identifiant"
                    ),
                ),
                (
                    "perhaps_left_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="parti peut-être le"),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="essais")),
                (
                    "delayed_since",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="retardé depuis le"),
                ),
                (
                    "is_ours_to_mend",
                    models.BooleanField(default=False, editable=False, verbose_name="à réparer de notre côté"),
                ),
                ("error", models.TextField(blank=True, verbose_name="dernière erreur")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="créé le")),
                ("source", models.CharField(blank=True, db_index=True, max_length=60, verbose_name="origine")),
                ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="trop tard après le")),
                ("office_hours", models.BooleanField(default=False, verbose_name="aux heures ouvrées")),
                (
                    "clock",
                    models.CharField(
                        blank=True,
                        help_text="Le département de qui lit, s’il a son heure ou ses jours fériés.",
                        max_length=3,
                        verbose_name="à l’heure de",
                    ),
                ),
                (
                    "confirm_before_resend",
                    models.BooleanField(
                        default=False,
                        help_text="Si l’envoi s’interrompt, il n’est pas répété de lui-même.",
                        verbose_name="demander en cas de doute",
                    ),
                ),
                ("edited", models.BooleanField(default=False, verbose_name="corrigé à la main")),
                (
                    "facts",
                    models.CharField(blank=True, editable=False, max_length=64, verbose_name="empreinte des faits"),
                ),
                ("by_hand", models.BooleanField(default=False, verbose_name="envoi demandé à la main")),
                (
                    "matter",
                    models.CharField(
                        choices=[("general", "la saison"), ("money", "l’argent")],
                        default="general",
                        max_length=10,
                        verbose_name="sujet",
                    ),
                ),
                (
                    "personal_link",
                    models.CharField(
                        blank=True,
                        help_text="À qui est le lien que le texte reçoit quand il part.",
                        max_length=60,
                        verbose_name="lien personnel",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="parts",
                        to="outbox.message",
                        verbose_name="parti avec",
                    ),
                ),
                (
                    "sender",
                    models.PositiveBigIntegerField(
                        blank=True,
                        editable=False,
                        help_text="Ce qu’il fait partir a sa part.",
                        null=True,
                        verbose_name="compte qui l’a fait partir",
                    ),
                ),
            ],
            options={
                "verbose_name": "courriel",
                "verbose_name_plural": "courriels",
                "ordering": ["-created_at", "-pk"],
                "indexes": [models.Index(fields=["state", "not_before"], name="message_state_not_before")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sent"), _negated=True), ("sent_at__isnull", False), _connector="OR"
                        ),
                        name="message_sent_has_date",
                        violation_error_message="Un courriel envoyé porte la date de son envoi.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="nom")),
                ("content_type", models.CharField(max_length=100, verbose_name="type")),
                ("path", models.CharField(max_length=300, verbose_name="fichier")),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="outbox.message",
                        verbose_name="courriel",
                    ),
                ),
            ],
            options={
                "verbose_name": "pièce jointe",
                "verbose_name_plural": "pièces jointes",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(db_index=True, max_length=60, verbose_name="objet")),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="topics",
                        to="outbox.message",
                        verbose_name="courriel",
                    ),
                ),
            ],
            options={
                "verbose_name": "objet d’un courriel",
                "verbose_name_plural": "objets d’un courriel",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("message", "ref"),
                        name="topic_unique_in_message",
                        violation_error_message="Ce courriel porte déjà cet objet.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(max_length=60, verbose_name="à qui")),
                ("about", models.CharField(db_index=True, max_length=60, verbose_name="à propos de")),
                ("name", models.CharField(max_length=20, verbose_name="fait")),
                ("value", models.TextField(blank=True, verbose_name="valeur dite")),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="statements",
                        to="outbox.message",
                        verbose_name="courriel",
                    ),
                ),
            ],
            options={
                "verbose_name": "chose dite",
                "verbose_name_plural": "choses dites",
                "ordering": ["message_id", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("message", "person", "about", "name"),
                        name="statement_unique_in_message",
                        violation_error_message="Ce courriel dit déjà ce fait à cette personne.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(editable=False, max_length=64, unique=True, verbose_name="empreinte")),
                (
                    "matter",
                    models.CharField(
                        blank=True,
                        choices=[("general", "la saison"), ("money", "l’argent")],
                        max_length=10,
                        verbose_name="sujet",
                    ),
                ),
                ("person", models.CharField(blank=True, db_index=True, max_length=60, verbose_name="de qui")),
                ("from_email", models.EmailField(blank=True, max_length=254, verbose_name="expéditeur")),
                ("subject", models.CharField(blank=True, max_length=200, verbose_name="objet")),
                ("text", models.TextField(blank=True, verbose_name="texte")),
                ("refused_files", models.PositiveSmallIntegerField(default=0, verbose_name="pièces jointes refusées")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("written", "écrite"),
                            ("calendar", "agenda"),
                            ("automatic", "automatique"),
                            ("refusal", "refus de distribution"),
                        ],
                        default="written",
                        max_length=10,
                        verbose_name="nature",
                    ),
                ),
                (
                    "calendar",
                    models.JSONField(blank=True, default=dict, editable=False, verbose_name="réponse d’agenda"),
                ),
                (
                    "is_noted",
                    models.BooleanField(default=False, editable=False, verbose_name="prise en compte d’elle-même"),
                ),
                (
                    "received_at",
                    models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name="reçue le"),
                ),
                ("handled_at", models.DateTimeField(blank=True, null=True, verbose_name="traitée le")),
                (
                    "message",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="outbox.message",
                        verbose_name="en réponse à",
                    ),
                ),
            ],
            options={
                "verbose_name": "réponse",
                "verbose_name_plural": "réponses",
                "ordering": ["-received_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("handled_at", None), ("kind__in", ["written", "calendar"])),
                        fields=["received_at"],
                        name="reply_waiting",
                    )
                ],
            },
        ),
    ]
