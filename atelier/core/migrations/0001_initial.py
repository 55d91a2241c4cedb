from django.core.management import call_command
from django.db import migrations, models
from django.utils import timezone


def create_cache_table(apps, schema_editor):
    """The table of rate limits, for whichever database this migration runs on."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CacheVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.UUIDField(verbose_name="version")),
            ],
            options={
                "verbose_name": "version des pages publiques",
                "verbose_name_plural": "version des pages publiques",
            },
        ),
        migrations.CreateModel(
            name="NumberSeries",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("prefix", models.CharField(max_length=24, unique=True, verbose_name="préfixe")),
                ("last", models.PositiveIntegerField(default=0, verbose_name="dernier numéro")),
            ],
            options={
                "verbose_name": "série de numéros",
                "verbose_name_plural": "séries de numéros",
                "ordering": ["prefix"],
            },
        ),
        migrations.CreateModel(
            name="Counter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True, verbose_name="empreinte")),
                ("used", models.PositiveIntegerField(default=0, verbose_name="fois")),
                ("until", models.DateTimeField(db_index=True, verbose_name="jusqu’au")),
            ],
            options={
                "verbose_name": "compteur",
                "verbose_name_plural": "compteurs",
                "ordering": ["key"],
            },
        ),
        migrations.CreateModel(
            name="FormSubmission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True, verbose_name="empreinte de l’envoi")),
                (
                    "location",
                    models.TextField(
                        blank=True, help_text="Vide tant que le premier envoi est en cours.", verbose_name="résultat"
                    ),
                ),
                ("at", models.DateTimeField(db_index=True, default=timezone.now, verbose_name="reçu le")),
            ],
            options={
                "verbose_name": "envoi de formulaire",
                "verbose_name_plural": "envois de formulaires",
                "ordering": ["pk"],
            },
        ),
        migrations.RunPython(create_cache_table, migrations.RunPython.noop),
    ]
