import datetime

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import atelier.core.uploads


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("seasons", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReminderRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("trigger", models.CharField(max_length=40, verbose_name="déclencheur")),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        default=7, validators=[django.core.validators.MaxValueValidator(365)], verbose_name="jours"
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[("before", "avant"), ("after", "après")],
                        default="before",
                        max_length=6,
                        verbose_name="sens",
                    ),
                ),
                (
                    "hour",
                    models.TimeField(
                        default=datetime.time(9, 0), help_text="Entre 8 h et 19 h, un jour ouvré.", verbose_name="heure"
                    ),
                ),
                ("subject", models.CharField(max_length=150, verbose_name="objet")),
                (
                    "text",
                    models.TextField(
                        help_text="La signature de l’atelier s’ajoute à la fin.", max_length=5000, verbose_name="texte"
                    ),
                ),
                (
                    "attaches",
                    models.BooleanField(
                        default=False,
                        help_text="Pour les règles d’une journée seulement.",
                        verbose_name="joindre la convocation et l’agenda",
                    ),
                ),
                ("is_active", models.BooleanField(default=False, verbose_name="active")),
                (
                    "effective_from",
                    models.DateTimeField(
                        blank=True,
                        help_text="Ce qui aurait dû partir avant ne part pas.",
                        null=True,
                        verbose_name="à partir du",
                    ),
                ),
                (
                    "categories",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Aucune\xa0: toutes.",
                        related_name="+",
                        to="seasons.category",
                        verbose_name="catégories",
                    ),
                ),
                (
                    "season",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rules",
                        to="seasons.season",
                        verbose_name="saison",
                    ),
                ),
            ],
            options={
                "verbose_name": "règle de relance",
                "verbose_name_plural": "règles de relance",
                "ordering": ["season", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("hour__gte", datetime.time(8, 0)), ("hour__lt", datetime.time(19, 0))),
                        name="reminder_rule_in_office_hours",
                        violation_error_message="L’heure d’envoi est comprise entre 8 h et 19 h.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_active", False), ("effective_from__isnull", False), _connector="OR"),
                        name="reminder_rule_active_since",
                        violation_error_message="Une règle active dit depuis quand.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LetterFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.CharField(db_index=True, max_length=40, verbose_name="lettre")),
                (
                    "file",
                    models.FileField(upload_to=atelier.core.uploads.StoredName("lettres"), verbose_name="fichier"),
                ),
                ("name", models.CharField(max_length=120, verbose_name="nom du fichier")),
                ("content_type", models.CharField(max_length=100, verbose_name="type")),
                ("size", models.PositiveIntegerField(verbose_name="taille en octets")),
                ("digest", models.CharField(max_length=64, verbose_name="empreinte")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="jointe le")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="jointe par",
                    ),
                ),
            ],
            options={
                "verbose_name": "pièce jointe d’une lettre",
                "verbose_name_plural": "pièces jointes des lettres",
                "ordering": ["pk"],
                "default_permissions": (),
            },
        ),
    ]
