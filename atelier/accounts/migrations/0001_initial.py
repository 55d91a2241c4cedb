import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "email",
                    models.EmailField(
                        error_messages={"unique": "Un compte existe déjà avec cette adresse."},
                        max_length=254,
                        unique=True,
                        verbose_name="courriel",
                    ),
                ),
                ("first_name", models.CharField(blank=True, max_length=150, verbose_name="prénom")),
                ("last_name", models.CharField(blank=True, max_length=150, verbose_name="nom")),
                ("position", models.CharField(blank=True, max_length=150, verbose_name="fonction")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="téléphone")),
                (
                    "is_active",
                    models.BooleanField(
                        default=True, help_text="Décochez pour fermer l’accès sans rien effacer.", verbose_name="actif"
                    ),
                ),
                (
                    "is_organiser",
                    models.BooleanField(
                        default=False, help_text="Peut tout voir et tout modifier.", verbose_name="organisation"
                    ),
                ),
                (
                    "is_treasurer",
                    models.BooleanField(
                        default=False,
                        help_text="Voit les territoires, gère les contributions.",
                        verbose_name="trésorerie",
                    ),
                ),
                (
                    "is_facilitator",
                    models.BooleanField(
                        default=False,
                        help_text="Voit la saison, prépare les journées, tient les présences.",
                        verbose_name="animation",
                    ),
                ),
                (
                    "date_joined",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="créé le"),
                ),
            ],
            options={
                "verbose_name": "compte",
                "verbose_name_plural": "comptes",
                "ordering": ["email"],
            },
        ),
    ]
