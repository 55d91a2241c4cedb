import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("territories", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TextToReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("found_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="effacement du")),
                (
                    "is_partial",
                    models.BooleanField(
                        default=False,
                        help_text="Le nom de la personne était trop court ou trop courant pour être cherché partout.",
                        verbose_name="recherche incomplète",
                    ),
                ),
                ("object_pk", models.CharField(max_length=64, verbose_name="fiche")),
                ("column", models.CharField(max_length=60, verbose_name="rubrique")),
                ("json_keys", models.JSONField(blank=True, default=list, verbose_name="emplacement")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="relu le")),
                (
                    "content_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contenttypes.contenttype",
                        verbose_name="nature",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="relu par",
                    ),
                ),
            ],
            options={
                "verbose_name": "texte à relire après un effacement",
                "verbose_name_plural": "textes à relire après un effacement",
                "ordering": ["-found_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at", None), ("settled_by", None)),
                            models.Q(("settled_at__isnull", False), ("settled_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="text_to_review_settled_by_someone",
                        violation_error_message="Un texte relu dit quand et par qui.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("settled_at", None)),
                        fields=("content_type", "object_pk", "column", "json_keys"),
                        name="text_to_review_waits_once",
                        violation_error_message="Ce texte est déjà à relire.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FormerAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254, verbose_name="ancienne adresse")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="changée le")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="changée par",
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_addresses",
                        to="territories.participant",
                        verbose_name="participant",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_addresses",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="compte",
                    ),
                ),
            ],
            options={
                "verbose_name": "ancienne adresse",
                "verbose_name_plural": "anciennes adresses",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("user__isnull", False), ("participant__isnull", False), _connector="OR"),
                        name="former_address_is_somebody_s",
                        violation_error_message="Une ancienne adresse est celle d’un compte ou d’un participant.",
                    )
                ],
            },
        ),
    ]
